import { POINTWISE_ACTIVATIONS, type PointwiseActivation } from '../math/index.ts';
import { ShapeError, type Tensor } from '../tensor/index.ts';
import { checkChoice, checkCount, checkFlag, checkNumber } from '../tensor/options.ts';
import { sequenceFeatures } from './attentionInputs.ts';
import { composeLayer } from './composeLayer.ts';
import type { Built, Context, Gradients, Pending, Store } from './contract.ts';
import type { LayerFactory } from './defineLayer.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { type InitializerOption, initializerOf } from './initializers/index.ts';
import type { Sequence } from './kinds.ts';
import { layerNormalization } from './layerNormalization.ts';
import { multiHeadAttention } from './multiHeadAttention.ts';
import type { AsSequence } from './outcome.ts';
import { residual, selected, sum } from './residual.ts';
import { numbersOf, type Value } from './value.ts';

/** Options of `transformerBlock`; names are those of KerasHub's decoder. */
export interface TransformerBlockOptions {
  /** How many heads attend side by side. */
  readonly numHeads: number;
  /** How many numbers stand between the two dense layers. */
  readonly intermediateDim: number;
  /** How many steps a sequence may have: so many keys and values are kept as its state. */
  readonly contextLength: number;
  /** The size of a head; the features divided by `numHeads` if null, as it is by default. */
  readonly keyDim?: number | null;
  /** Between the two dense layers; `relu` by default. */
  readonly activation?: PointwiseActivation;
  /** How likely attention's weights, and numbers of either branch, are dropped in training. */
  readonly dropout?: number;
  /** ε of both normalizations; 1e-5 by default. */
  readonly layerNormEpsilon?: number;
  /** Whether all products have a bias. */
  readonly useBias?: boolean;
  /** Initial kernels; `glorotUniform` by default. */
  readonly kernelInitializer?: InitializerOption;
  /** Initial biases; `zeros` by default. */
  readonly biasInitializer?: InitializerOption;
}

/** What happens to a value on one of the two branches, one layer after the other. */
type Branch = readonly (readonly [name: string, built: Built])[];

/**
 * A block of a transformer that reads from left to right, normalized first:
 *
 *     h = x + attention(norm(x))               causal, multi-head
 *     y = h + W₂·f(W₁·norm(h) + b₁) + b₂       step by step
 *
 * Children, which name the weights: `attentionNorm`, `attention`, `feedForwardNorm`, `feedForward`,
 * `feedForwardOutput`. State: `attention/keys`, `attention/values` and `attention/position`, the
 * context that a step attends to. A mask passes through; a masked step is not seen and gives 0.
 *
 * @throws ConfigError for an impossible option
 * @see Vaswani et al. (2017); Radford et al. (2019) for the norm before each branch
 */
export const transformerBlock: LayerFactory<TransformerBlockOptions, Sequence, AsSequence> =
  composeLayer<TransformerBlockOptions>({
    kind: 'transformerBlock',
    required: ['numHeads', 'intermediateDim', 'contextLength'],
    defaults: {
      keyDim: null,
      activation: 'relu',
      dropout: 0,
      layerNormEpsilon: 1e-5,
      useBias: true,
      kernelInitializer: 'glorotUniform',
      biasInitializer: 'zeros',
    },
    check(options, owner) {
      for (const size of ['numHeads', 'intermediateDim', 'contextLength'] as const) {
        checkCount(owner, size, options[size]);
      }
      if (options.keyDim !== null) checkCount(owner, 'keyDim', options.keyDim);
      checkChoice(owner, 'activation', options.activation, POINTWISE_ACTIVATIONS);
      checkNumber(owner, 'dropout', options.dropout, 'in [0, 1)', (p) => p >= 0 && p < 1);
      checkNumber(owner, 'layerNormEpsilon', options.layerNormEpsilon, '> 0', (e) => e > 0);
      checkFlag(owner, 'useBias', options.useBias);
      initializerOf(options.kernelInitializer, `${owner}'s kernels`);
      initializerOf(options.biasInitializer, `${owner}'s biases`);
    },
    build(options, [input], owner, child) {
      const N = sequenceFeatures(owner, input);
      const { numHeads, intermediateDim, contextLength, dropout: rate } = options;
      const { activation, layerNormEpsilon: epsilon } = options;
      const { useBias, kernelInitializer, biasInitializer } = options;
      const keyDim = options.keyDim ?? N / numHeads;
      if (!Number.isInteger(keyDim)) {
        throw new ShapeError(
          `${owner} wants features that ${numHeads} heads can share, got ${N}: choose another ` +
            'numHeads, or say keyDim',
        );
      }
      const common = { useBias, kernelInitializer, biasInitializer };
      const heads = { numHeads, keyDim, dropout: rate, useCausalMask: true, contextLength };
      const layers = {
        attentionNorm: layerNormalization({ epsilon }),
        attention: multiHeadAttention({ ...heads, ...common }),
        attentionDropout: dropout({ rate }),
        feedForwardNorm: layerNormalization({ epsilon }),
        feedForward: dense({ units: intermediateDim, activation, ...common }),
        feedForwardOutput: dense({ units: N, ...common }),
        feedForwardDropout: dropout({ rate }),
      };
      let signatures = input ? [input] : [];
      const built = Object.entries(layers).map(([name, layer]): Branch[number] => {
        const one = child(name, layer, signatures);
        signatures = [one.output];
        return [name, one];
      });
      const output = { type: 'numbers', shape: [input?.shape[0] ?? null, N] } as const;
      return {
        output,
        begin(store, [value, ...states], ctx) {
          const x = numbersOf(owner, value);
          const mask = value?.mask;
          const first: Value = { data: x, mask };
          const attended = run(owner, built.slice(0, 3), store, [first, ...states], ctx);
          const h = residual(x, numbersOf(owner, attended.output), mask, ctx);
          const branch = built.slice(3);
          const fed = run(owner, branch, store, [{ data: h, mask }], ctx);
          const y = residual(h, numbersOf(owner, fed.output), mask, ctx);
          return {
            outputs: [{ data: y, mask }, ...attended.states],
            backward([dy, ...dStates]) {
              // was: y = h + feedForward(norm(h)), 0 where the mask is
              const d = dy ? selected(dy, mask, ctx) : ctx.zeros(x.shape);
              const [dFed] = fed.backward(d, []);
              const dh = dFed ? sum(d, dFed, ctx) : d;
              // was: h = x + attention(norm(x))
              const [dAttended, ...dInitial] = attended.backward(dh, dStates);
              const dx = dAttended ? sum(dh, dAttended, ctx) : dh;
              return [ctx.inputGradient ? dx : undefined, ...dInitial];
            },
          };
        },
      };
    },
  });

/** Runs the layers of a branch, of which the second may have states. */
function run(
  owner: string,
  branch: Branch,
  store: Store,
  [value, ...initial]: readonly Value[],
  ctx: Context,
) {
  let output = value;
  const states: Value[] = [];
  const pendings: Pending[] = [];
  for (const [i, [name, built]] of branch.entries()) {
    const given = built.state.length > 0 ? initial : [];
    const inputs = output ? [output, ...given] : [];
    const wanted = i > 0 || name !== 'attentionNorm' || ctx.inputGradient;
    const pending = built.begin(store, inputs, ctx.child(`${owner}/${name}`, wanted));
    const [next, ...last] = pending.outputs;
    output = next;
    states.push(...last);
    pendings.push(pending);
  }
  return {
    output,
    states,
    backward(dOutput: Tensor, dStates: Gradients): Gradients {
      let d: Tensor | undefined = dOutput;
      let dInitial: Gradients = [];
      for (const [i, [, built]] of [...branch.entries()].reverse()) {
        const hasState = built.state.length > 0;
        const back: Gradients = pendings[i]?.backward(hasState ? [d, ...dStates] : [d]) ?? [];
        d = back[0];
        if (hasState) dInitial = back.slice(1);
      }
      return [d, ...dInitial];
    },
  };
}
