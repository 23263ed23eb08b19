import type { Signature } from '../layers/index.ts';
import { formatSignature } from '../layers/value.ts';
import { ConfigError } from '../tensor/index.ts';
import type { Form } from './graph.ts';
import { entriesOf, type SymbolicForm } from './graphOf.ts';
import type { AnyModel } from './model.ts';

/** What a model takes and gives, as the options of `model` say it. */
export interface Likeness<I extends SymbolicForm, O extends SymbolicForm> {
  /** What goes in: a value like it, such as `input({ shape })`, a list, or an object with names. */
  readonly inputs: I;
  /** What comes out, in the same way. */
  readonly outputs: O;
}

/** Values, in the form in which users give or get them. */
interface Side {
  readonly form: Form;
  readonly values: readonly { readonly name: string; readonly signature: Signature }[];
}

/**
 * Throws a ConfigError unless the model takes and gives values in this form and under these names, of
 * these types and ranks, and of the sizes that are said.
 */
export function checkLike(
  owner: string,
  { graph, inputs, outputs }: Pick<AnyModel, 'graph' | 'inputs' | 'outputs'>,
  like: Likeness<SymbolicForm, SymbolicForm>,
): void {
  const sides = [
    ['inputs', like.inputs, graph.takes, graph.inputs, inputs],
    ['outputs', like.outputs, graph.gives, graph.outputs, outputs],
  ] as const;
  for (const [what, said, form, named, signatures] of sides) {
    const { form: wantedForm, entries } = entriesOf(said, `${owner}'s like.${what}`);
    const wanted: Side = {
      form: wantedForm,
      values: entries.map(({ name = '', value: { signature } }) => ({ name, signature })),
    };
    const got: Side = {
      form,
      values: signatures.map((signature, i) => ({ name: named[i]!.name, signature })),
    };
    if (fits(wanted, got)) continue;
    throw new ConfigError(
      `${owner} wants a model with the ${what} ${described(wanted)}, as like says, but that of the file ` +
        `has ${described(got)}`,
    );
  }
}

function fits(wanted: Side, got: Side): boolean {
  return (
    wanted.form === got.form &&
    wanted.values.length === got.values.length &&
    wanted.values.every(({ name, signature: { type, shape } }, i) => {
      const value =
        wanted.form === 'named' ? got.values.find((one) => one.name === name) : got.values[i];
      return (
        value?.signature.type === type &&
        value.signature.shape.length === shape.length &&
        shape.every((size, axis) => size === null || size === value.signature.shape[axis])
      );
    })
  );
}

function described({ form, values }: Side): string {
  const one = ({ type, shape }: Signature): string => `${type} ${formatSignature({ type, shape })}`;
  if (form === 'named') {
    return `{ ${values.map(({ name, signature }) => `${name}: ${one(signature)}`).join(', ')} }`;
  }
  const list = values.map(({ signature }) => one(signature)).join(', ');
  return form === 'list' ? `[${list}]` : list;
}
