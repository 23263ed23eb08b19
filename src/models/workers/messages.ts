import type { KernelChoice } from '../../kernels/index.ts';
import type { Signature, WeightStore } from '../../layers/index.ts';
import type { Dtype, Seed } from '../../tensor/index.ts';
import type { Exchange } from './exchange.ts';
import type { SentReport, SentShard } from './sent.ts';
import type { Counts } from './waitingShards.ts';

// What a fit and a worker of its say to each other: a question and its answer to begin with, then one
// question and answer for every training step, or two where shards wait for each
// other: with several losses, or costs of outputs.

/** What a worker makes its copy of a model from. */
export interface ReplicaPlan {
  readonly seed: Seed;
  readonly dtype: Dtype;
  readonly kernels: KernelChoice;
  readonly inputs: readonly Signature[];
  /** The layers and how values flow between them, as a file holds them, in JSON. */
  readonly model: string;
  /** What the layers are called, which may be the names that they have in a larger model. */
  readonly names: readonly string[];
  readonly heads: readonly HeadPlan[];
  /** Where the user's own layers, losses and metrics are. */
  readonly module: string | undefined;
}

/** What a worker makes a head from. */
export interface HeadPlan {
  readonly output: string;
  readonly index: number;
  readonly weight: number;
  readonly loss: NamedPart & { readonly options: Readonly<Record<string, unknown>> };
  readonly metrics: readonly (NamedPart & {
    readonly kind: string;
    readonly options: Readonly<Record<string, unknown>>;
  })[];
}

/** A loss or metric, by its name. */
interface NamedPart {
  readonly name: string;
  /** Whether it is one of the user's module. */
  readonly own: boolean;
}

/** A question to a worker. */
export type ToWorker =
  | {
      readonly kind: 'begin';
      readonly plan: ReplicaPlan;
      /** The arrays, if they are shared. */
      readonly exchange: Exchange | undefined;
    }
  | {
      readonly kind: 'step';
      readonly shards: readonly SentShard[];
      /** The arrays, if they travel. */
      readonly exchange: Exchange | undefined;
    }
  | {
      /** Once all workers have counted. */
      readonly kind: 'back';
      /** What each loss is multiplied by. */
      readonly scales: readonly number[];
      readonly exchange: Exchange | undefined;
    };

/** The answer of a worker. */
export type FromWorker =
  | {
      readonly kind: 'ready';
      /** The paths and shapes of its weights. */
      readonly weights: string;
    }
  | {
      /** Its shards have gone forward, and wait. */
      readonly kind: 'counted';
      readonly counts: Counts;
      readonly exchange: Exchange | undefined;
    }
  | {
      readonly kind: 'done';
      readonly reports: readonly SentReport[];
      /** The arrays, if they travel. */
      readonly exchange: Exchange | undefined;
    }
  | {
      /** Something threw. */
      readonly kind: 'failed';
      /** Whether it was a ConfigError. */
      readonly config: boolean;
      readonly message: string;
    };

/** The paths and shapes of the weights, to tell whether two networks have the same. */
export function weightsText({ specs }: WeightStore): string {
  return JSON.stringify(specs.map(({ path, shape }) => [path, shape]));
}
