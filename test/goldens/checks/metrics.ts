import { referenceCompute } from '../../../src/kernels/index.ts';
import { isIds } from '../../../src/layers/value.ts';
import { type Ids, type Mask, type Tensor, View } from '../../../src/tensor/index.ts';
import {
  type LossBatch,
  lossFrom,
  type Metric,
  metricBatch,
  metricFrom,
} from '../../../src/training/index.ts';
import { expectGolden, type Golden, scalar } from '../goldens.ts';
import { stepsOf } from './losses.ts';
import { spoilMasked, spoilMaskedIds } from './masked.ts';

/**
 * One case of `metrics`: over the whole batch, over its rows in two batches, and over the same two
 * merged, as shards are.
 */
export function checkMetric({ config, inputs, outputs }: Golden): void {
  const loss = lossFrom(String(config.loss), {});
  const { mask, stepWeights } = stepsOf(inputs);
  const whole: LossBatch = {
    predictions: spoilMasked(inputs.floats('predictions'), mask),
    targets:
      loss.targets === 'classes'
        ? spoilMaskedIds(inputs.ids('targets'), mask)
        : spoilMasked(inputs.floats('targets'), mask),
    mask,
    stepWeights,
  };
  const options: object = typeof config.options === 'object' ? { ...config.options } : {};
  const metric = metricFrom(String(config.metric), options);
  metric.check?.(loss);
  const compute = referenceCompute('float64');
  const after = (state: unknown, batch: LossBatch): unknown => {
    const { outputs } = loss.forward(batch, compute);
    return metric.update(state, metricBatch(loss, batch, outputs, compute));
  };
  const expectResult = (state: unknown, how: string): void => {
    expectGolden(scalar(metric.result(state)), outputs.floats('result'), `the result, ${how}`);
    const several = outputs.optional<1>('results');
    if (several !== undefined) expectGolden(resultsOf(metric, state), several, `all, ${how}`);
  };
  const [first, second] = [rowsOf(whole, 0, 2), rowsOf(whole, 2, 6)];
  expectResult(after(metric.init(), whole), 'in one batch');
  expectResult(after(after(metric.init(), first), second), 'in two batches');
  const parts = [after(metric.init(), first), after(metric.init(), second)] as const;
  expectResult(metric.merge?.(...parts), 'merged');
  expectResult(metric.merge?.(metric.init(), after(metric.init(), whole)), 'merged with nothing');
}

/** What is reported, in the order in which it is. */
function resultsOf(metric: Metric, state: unknown): Tensor<1> {
  const numbers = Object.values(metric.results?.(state) ?? {});
  return new View<1, Float64Array>(Float64Array.from(numbers), [numbers.length]);
}

/** Some rows of the batch. */
function rowsOf(batch: LossBatch, from: number, to: number): LossBatch {
  const { predictions, targets, mask, stepWeights } = batch;
  return {
    predictions: cut(predictions, from, to),
    targets: isIds(targets) ? cut(targets, from, to) : cut(targets, from, to),
    mask: mask && cut(mask, from, to),
    stepWeights: stepWeights && cut(stepWeights, from, to),
  };
}

function cut(whole: Tensor, from: number, to: number): Tensor;
function cut(whole: Ids, from: number, to: number): Ids;
function cut(whole: Mask, from: number, to: number): Mask;
function cut({ data, shape, size }: Tensor | Ids | Mask, from: number, to: number): unknown {
  const [rows = 0, ...rest] = shape;
  const each = size / rows;
  return new View(data.slice(from * each, to * each), [to - from, ...rest]);
}
