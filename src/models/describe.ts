import {
  activation,
  activityRegularization,
  add,
  additiveAttention,
  attention,
  average,
  bidirectional,
  type Cell,
  concatenate,
  conv1d,
  dense,
  dropout,
  elu,
  embedding,
  flatten,
  globalAveragePooling1d,
  globalMaxPooling1d,
  glu,
  gru,
  gruCell,
  input,
  type Layer,
  layerNormalization,
  layerNormLstm,
  layerNormLstmCell,
  leakyRelu,
  lstm,
  lstmCell,
  masking,
  maximum,
  minimum,
  multiHeadAttention,
  multiply,
  peepholeLstm,
  peepholeLstmCell,
  permute,
  positionalEmbedding,
  prelu,
  projectedLstm,
  projectedLstmCell,
  relu,
  repeatVector,
  reshape,
  rnnLayer,
  simpleRnn,
  simpleRnnCell,
  subtract,
  timeDistributed,
  transformerBlock,
} from '../layers/index.ts';
import { isJsonObject } from '../storage/json.ts';
import { ConfigError, FormatError } from '../tensor/index.ts';
import { checkKeys } from './fileJson.ts';
import { modelReviver } from './modelLayer.ts';

/** A layer or cell as a file holds it. */
export interface Description {
  /** What sort of layer or cell it is. */
  readonly kind: string;
  /** The name given by the user, if any. */
  readonly name?: string;
  /** All options; layers and cells among them are descriptions again. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What makes layers or cells of one kind again from a file: what `defineLayer` and its kin return. */
export interface Reviver {
  /** What its layers or cells are called in files. */
  readonly kind: string;
  /** The layer or cell with options read from a file. */
  revive(options: object): Layer | Cell;
}

const BUILT_IN: readonly Reviver[] = [
  activation,
  activityRegularization,
  bidirectional,
  add,
  average,
  concatenate,
  conv1d,
  additiveAttention,
  attention,
  dense,
  dropout,
  embedding,
  flatten,
  globalAveragePooling1d,
  globalMaxPooling1d,
  gru,
  gruCell,
  { kind: 'input', revive: reviveInput },
  layerNormLstm,
  layerNormLstmCell,
  layerNormalization,
  lstm,
  lstmCell,
  masking,
  maximum,
  minimum,
  modelReviver,
  peepholeLstm,
  peepholeLstmCell,
  projectedLstm,
  projectedLstmCell,
  rnnLayer,
  simpleRnn,
  simpleRnnCell,
  multiply,
  permute,
  repeatVector,
  reshape,
  subtract,
  timeDistributed,
  multiHeadAttention,
  positionalEmbedding,
  transformerBlock,
  elu,
  glu,
  leakyRelu,
  prelu,
  relu,
];

/** A layer as plain JSON; cells and layers among its options become descriptions as well. */
export function describeLayer({ kind, name, options }: Layer): Description {
  const described = describeOptions(options);
  delete described.name;
  return name === undefined ? { kind, options: described } : { kind, name, options: described };
}

function describeOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const described: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) described[name] = describeValue(value);
  return described;
}

function describeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(describeValue);
  return isDescribable(value)
    ? { kind: value.kind, options: describeOptions(value.options) }
    : value;
}

function isDescribable(value: unknown): value is Cell | Layer {
  const holds = isJsonObject(value) || typeof value === 'function';
  return holds && 'build' in value && 'options' in value && isJsonObject(value.options);
}

/**
 * The kind of the first layer or cell in descriptions, or in lists of them, that is neither built in
 * nor among the user's own.
 */
export function foreignKind(described: unknown, own: readonly Reviver[]): string | undefined {
  const inside = Array.isArray(described)
    ? described
    : isDescription(described)
      ? Object.values(described.options)
      : [];
  const here = isDescription(described) ? described.kind : undefined;
  const known = [...BUILT_IN, ...own].some(({ kind }) => kind === here);
  if (here !== undefined && !known) return here;
  for (const part of inside) {
    const kind = foreignKind(part, own);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/**
 * Makes a layer from its description.
 *
 * @param own factories of layers and cells of the user's own
 * @throws ConfigError for a kind that nobody knows; FormatError for a description that is none
 */
export function reviveLayer(description: unknown, own: readonly Reviver[]): Layer {
  const revived = revive(description, [...BUILT_IN, ...own], own);
  if (!('reads' in revived)) {
    throw new FormatError(`the file has a cell '${revived.kind}' where a layer belongs`);
  }
  return revived;
}

function revive(
  description: unknown,
  candidates: readonly Reviver[],
  own: readonly Reviver[],
): Layer | Cell {
  if (!isDescription(description)) {
    throw new FormatError(
      `the file has ${JSON.stringify(description)} where a layer { kind, options } belongs`,
    );
  }
  const { kind, name, options } = description;
  checkKeys(`its layer '${kind}'`, description, ['kind', 'name', 'options']);
  const reviver = candidates.find((candidate) => candidate.kind === kind);
  if (reviver === undefined) {
    throw new ConfigError(
      `the file has a layer of kind '${kind}', which is not built in: pass its factory, ` +
        'loadModel(file, { layers: [myLayer] })',
    );
  }
  // Inside of another layer a user's own cell may have the kind of a layer.
  const reviveValue = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reviveValue);
    return isDescription(value) ? revive(value, [...own, ...BUILT_IN], own) : value;
  };
  const entries = Object.entries(options).map(([option, value]): [string, unknown] => [
    option,
    reviveValue(value),
  ]);
  const given = Object.fromEntries(entries);
  return reviver.revive(name === undefined ? given : { ...given, name });
}

function isDescription(value: unknown): value is Description {
  return (
    isJsonObject(value) &&
    typeof value.kind === 'string' &&
    isJsonObject(value.options) &&
    (value.name === undefined || typeof value.name === 'string')
  );
}

function reviveInput(options: object): Layer {
  const { shape, dtype, name, ...others } = isJsonObject(options) ? options : {};
  const sizes = Array.isArray(shape) && shape.every(isSize) ? shape : undefined;
  const known = dtype === undefined || dtype === 'int32';
  const named = name === undefined || typeof name === 'string';
  if (sizes === undefined || !known || !named || Object.keys(others).length > 0) {
    throw new FormatError(`the file has an input that is none: ${JSON.stringify(options)}`);
  }
  return input({
    shape: sizes,
    ...(dtype === undefined ? {} : { dtype }),
    ...(name === undefined ? {} : { name }),
  });
}

function isSize(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isInteger(value) && value >= 0);
}
