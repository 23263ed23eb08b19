import type { Signature, Value } from '../layers/index.ts';
import {
  type AnyBatchSource,
  BatchStream,
  type BatchStreamOptions,
  isBatchSource,
} from './batchStream.ts';
import type { ModelData, Place } from './data.ts';
import { type Dataset, readInputs, readTargets } from './dataset.ts';
import type { FitOptions } from './fitOptions.ts';
import { type Formed, formed, type Part, partsForOutputs, partsOf } from './forms.ts';
import type { ModelCore } from './modelCore.ts';
import { signatureOf } from './network.ts';
import {
  type ClassWeight,
  checkClassWeight,
  readSampleWeights,
  weighClasses,
} from './stepWeights.ts';
import { Block } from './workspace.ts';

// What users give to a model, as the model takes it: data in the form of its inputs and outputs.

/** Inputs and targets as users give them. */
export type AnyData = Formed<ModelData>;

/** What to train or evaluate on, as users give it. */
export interface GivenData {
  readonly x: AnyData;
  readonly y: AnyData;
  readonly weights?: {
    readonly sampleWeight?: AnyData | undefined;
    readonly classWeight?: ClassWeight | undefined;
  };
}

/** Reads inputs, of the sizes in `signatures` where they are known. @throws ShapeError and ConfigError */
export function readX(
  { graph, dtype }: ModelCore,
  owner: string,
  x: AnyData,
  signatures?: readonly Signature[],
  place?: Place,
): readonly Value[] {
  const { inputs, takes } = graph;
  const names = inputs.map(({ name }) => name);
  const forms = inputs.map(({ reads }, i) => ({ reads, signature: signatures?.[i] }));
  return readInputs(partsOf(owner, x, takes, names), forms, { dtype, place });
}

/** Reads inputs and builds the model for them if need be. @throws as `readX` */
export function readToBuild(core: ModelCore, owner: string, x: AnyData): readonly Value[] {
  const values = readX(core, `${owner}'s x`, x, core.network?.inputs);
  if (core.network === undefined) core.build(values.map(signatureOf));
  return values;
}

/**
 * Reads inputs, targets, and what rows, steps and classes weigh, into memory of `place`.
 *
 * @throws ShapeError and ConfigError for what does not fit the model or each other
 */
export function readSet(core: ModelCore, owner: string, given: GivenData, place?: Place): Dataset {
  const { x, y, weights: { sampleWeight, classWeight } = {} } = given;
  const plain = readPlain(core, owner, x, y, sampleWeight, place);
  return weighed(core, owner, plain, classWeight, place);
}

/** The data set without the weights of classes. */
export function readPlain(
  core: ModelCore,
  owner: string,
  x: AnyData,
  y: AnyData,
  sampleWeight?: AnyData,
  place?: Place,
): Dataset {
  const { heads } = core.wantCompiled(owner);
  const inputs = readX(core, `${owner}'s x`, x, core.network?.inputs, place);
  const names = heads.map(({ output }) => output);
  const losses = heads.map(({ loss }) => loss);
  const how = { dtype: core.dtype, place };
  const parts = (what: string, given: AnyData): readonly Part<ModelData>[] =>
    partsForOutputs(`${owner}'s ${what}`, given, core.graph.gives, names);
  const targets = readTargets(parts('y', y), losses, inputs, how);
  if (sampleWeight === undefined) return { x: inputs, y: targets };
  const given = parts('sampleWeight', sampleWeight);
  const weights = readSampleWeights(given, losses, inputs, targets, how);
  return { x: inputs, y: targets, weights };
}

/** The data set with the weights of its classes. @throws ConfigError where there are no classes */
export function weighed(
  core: ModelCore,
  owner: string,
  set: Dataset,
  classWeight?: ClassWeight,
  place?: Place,
): Dataset {
  if (classWeight === undefined) return set;
  const { heads } = core.wantCompiled(owner);
  checkClassWeight(owner, classWeight, heads);
  const { y, weights } = set;
  const how = { dtype: core.dtype, place };
  const own = weighClasses(owner, classWeight, y[0]!, heads[0]!.loss, weights?.[0], how);
  return { ...set, weights: [own] };
}

/** Batches that come one after the other, of which one is in memory. */
export function streamOf(
  core: ModelCore,
  owner: string,
  source: AnyBatchSource,
  options: Partial<BatchStreamOptions> = {},
  classWeight?: ClassWeight,
): BatchStream {
  const block = new Block(core.workspace.memory);
  const read: BatchStreamOptions['read'] = (x, y, sampleWeight) => {
    block.restart();
    const weights = { sampleWeight, classWeight };
    return readSet(core, owner, { x, y, weights }, block);
  };
  return new BatchStream(source, { ...options, owner, read });
}

type ValidationOptions = Pick<FitOptions<AnyData, AnyData>, 'validationData' | 'validationSteps'>;

/** The data that a fit is given to validate with. */
export function validationOf(
  core: ModelCore,
  { validationData: given, validationSteps }: ValidationOptions,
): Dataset | BatchStream | undefined {
  if (given === undefined) return undefined;
  const owner = "fit's validation";
  if (!isBatchSource(given)) return readPlain(core, owner, ...given);
  return streamOf(core, owner, given, { stepsPerEpoch: validationSteps, anew: true });
}

/** What the outputs gave, in the form that users get. */
export function inForm<T>({ graph }: ModelCore, parts: readonly T[]): Formed<T> {
  return formed(parts, graph.gives, outputNames(graph));
}

/** What the outputs are called. */
export function outputNames({ outputs }: ModelCore['graph']): readonly string[] {
  return outputs.map(({ name }) => name);
}
