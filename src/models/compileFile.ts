import { isJsonObject } from '../storage/json.ts';
import { FormatError } from '../tensor/index.ts';
import {
  type Loss,
  lossFrom,
  type Metric,
  metricNamed,
  type Optimizer,
  optimizerFrom,
} from '../training/index.ts';
import type { Compiled, CompileOptions } from './compiled.ts';
import { checkKeys, isNamed } from './fileJson.ts';
import type { Form } from './graph.ts';

/** What a user's own parts of a compiled model are found in. */
export interface OwnCompileParts {
  readonly losses?: readonly Loss[] | undefined;
  readonly metrics?: readonly Metric[] | undefined;
  readonly optimizers?: readonly Optimizer[] | undefined;
}

/** How a model is compiled, as plain JSON; with several outputs its heads have their names. */
export function describeCompiled({ optimizer, heads }: Compiled, gives: Form): object {
  const how = { kind: optimizer.kind, options: optimizer.options };
  const described = heads.map(({ output, weight, loss, metrics }) => {
    const parts = {
      loss: { name: loss.name, options: loss.options ?? {} },
      metrics: metrics.map(({ name }) => name),
    };
    return gives === 'one' ? parts : { output, weight, ...parts };
  });
  return gives === 'one'
    ? { optimizer: how, ...described[0] }
    : { optimizer: how, heads: described };
}

/**
 * What to compile a model with, from a file; the way back of `describeCompiled`.
 *
 * @throws FormatError for what is none; ConfigError for a part that nobody knows
 */
export function compileOptionsFrom(json: unknown, own: OwnCompileParts): CompileOptions {
  if (isJsonObject(json)) {
    const several = 'heads' in json;
    checkKeys("its 'compile'", json, ['optimizer', ...(several ? ['heads'] : ['loss', 'metrics'])]);
    const { optimizer: how, heads } = json;
    if (isNamed(how, 'kind')) {
      const optimizer =
        own.optimizers?.find(({ kind }) => kind === how.kind) ??
        optimizerFrom(how.kind, how.options);
      if (!several && isHead(json)) return { optimizer, ...headFrom(json, own) };
      if (several && Array.isArray(heads) && heads.every(isNamedHead)) {
        const parts = heads.map((head) => [head, headFrom(head, own)] as const);
        return {
          optimizer,
          loss: Object.fromEntries(parts.map(([{ output }, { loss }]) => [output, loss])),
          lossWeights: Object.fromEntries(parts.map(([{ output, weight }]) => [output, weight])),
          metrics: Object.fromEntries(parts.map(([{ output }, { metrics }]) => [output, metrics])),
        };
      }
    }
  }
  throw new FormatError(
    `the file has ${JSON.stringify(json)} where { optimizer, loss, metrics } belong`,
  );
}

interface HeadJson {
  readonly loss: { readonly name: string; readonly options: object };
  readonly metrics: readonly string[];
}

function isHead(json: unknown): json is HeadJson {
  if (!isJsonObject(json)) return false;
  const { loss, metrics } = json;
  return (
    isNamed(loss, 'name') &&
    Array.isArray(metrics) &&
    metrics.every((name) => typeof name === 'string')
  );
}

function isNamedHead(
  json: unknown,
): json is HeadJson & { readonly output: string; readonly weight: number } {
  if (!isJsonObject(json)) return false;
  return typeof json.output === 'string' && typeof json.weight === 'number' && isHead(json);
}

function headFrom(
  { loss, metrics }: HeadJson,
  own: OwnCompileParts,
): { readonly loss: Loss; readonly metrics: readonly Metric[] } {
  return {
    loss: own.losses?.find(({ name }) => name === loss.name) ?? lossFrom(loss.name, loss.options),
    metrics: metrics.map(
      (wanted) => own.metrics?.find(({ name }) => name === wanted) ?? metricNamed(wanted),
    ),
  };
}
