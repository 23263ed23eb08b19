import type { Mask, Tensor } from '../tensor/index.ts';
import type { AttentionOptions } from './attentionInputs.ts';

/** What multi-head attention reads. */
export interface MultiHeadAttentionInputs {
  /** `[B, T, D]`. */
  readonly query: Tensor<3>;
  /** `[B, S, E]`; the queries themselves if left out: self-attention. */
  readonly value?: Tensor<3> | undefined;
  /** `[B, S, F]`; the values themselves if left out. */
  readonly key?: Tensor<3> | undefined;
  /** `[B, T]`: queries that do not count give 0. */
  readonly queryMask?: Mask | undefined;
  /** `[B, S]`: what does not count is not seen; that of the queries in self-attention. */
  readonly valueMask?: Mask | undefined;
  /** `[B, S]`: a value is seen if it counts by both masks. */
  readonly keyMask?: Mask | undefined;
  /** With `contextLength`: what came before. */
  readonly past?: AttentionPast | undefined;
}

/** Keys and values of the steps before, of a context of C steps. */
export interface AttentionPast {
  /** `[B, C, H · K]`. */
  readonly keys: Tensor<3>;
  /** `[B, C, H · V]`. */
  readonly values: Tensor<3>;
  /** How many steps of each row stand there, from the start; `[B, 1]`. */
  readonly position: Tensor<2>;
}

/** How multi-head attention computes. */
export interface MultiHeadAttentionOptions extends AttentionOptions {
  /**
   * C, of causal self-attention that keeps the keys and values of so many steps, to go on from there;
   * it gives no weights.
   */
  readonly contextLength?: number | undefined;
  /** `false` saves the gradients of the inputs, where nobody asks for them. */
  readonly inputGradient?: boolean;
}

/** What multi-head attention gives. */
export interface MultiHeadAttentionOutputs {
  /** `[B, T, O]`: 0 at queries that do not count. */
  readonly y: Tensor<3>;
  /** `[B, H, T, S]`: how much each query takes of each value, before any was dropped. */
  readonly weights: Tensor<4> | undefined;
  /** With `contextLength`: what the next steps go on from. */
  readonly past: AttentionPast | undefined;
}

/** Gradients of what multi-head attention gives; one left out is zero. */
export interface MultiHeadAttentionOutputGradients {
  /** `[B, T, O]`. */
  readonly y?: Tensor<3> | undefined;
  /** `[B, H, T, S]`. */
  readonly weights?: Tensor<4> | undefined;
  /** `[B, C, H · K]`. */
  readonly keys?: Tensor<3> | undefined;
  /** `[B, C, H · V]`. */
  readonly values?: Tensor<3> | undefined;
}

/** Gradients of what multi-head attention reads; those of inputs are absent with `inputGradient: false`. */
export interface MultiHeadAttentionInputGradients {
  /** `[B, T, D]`; in self-attention that of the queries as values and keys as well. */
  readonly query: Tensor<3> | undefined;
  /** `[B, S, E]`, where values were given. */
  readonly value: Tensor<3> | undefined;
  /** `[B, S, F]`, where keys were given. */
  readonly key: Tensor<3> | undefined;
  /** `[B, C, H · K]`: of the keys of the past, with `contextLength`. */
  readonly keys: Tensor<3> | undefined;
  /** `[B, C, H · V]`: of its values. */
  readonly values: Tensor<3> | undefined;
}
