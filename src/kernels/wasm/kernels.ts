import type { Dtype } from '../../tensor/index.ts';
import type { Kernels } from '../kernels.ts';
import { referenceKernels } from '../reference/index.ts';
import { stepByStep } from '../reference/simpleRnn.ts';
import { activationsIn } from './activations.ts';
import { adaptiveIn } from './adaptive.ts';
import { elementwiseIn } from './elementwise.ts';
import { gruIn } from './gru.ts';
import type { Instance } from './instance.ts';
import { layerNormIn } from './layerNorm.ts';
import { lstmIn } from './lstm.ts';
import { optimizersIn } from './optimizers.ts';
import { panelsIn } from './panels.ts';
import { productsIn } from './products.ts';
import { quantizedIn } from './quantized.ts';
import type { Room } from './room.ts';
import { rowsIn } from './rows.ts';
import { simpleRnnIn } from './simpleRnn.ts';
import { softmaxIn } from './softmax.ts';
import { squaredErrorIn } from './squaredError.ts';

/**
 * The kernels of a precision in an instance: bit for bit the reference's, which runs what it has not. In
 * float64, which serves checks, that is all but the products.
 */
export function kernelsIn(dtype: Dtype, instance: Instance, room: Room): Kernels {
  const reference = referenceKernels(dtype);
  const panels = panelsIn(dtype, instance, room);
  const products = productsIn(dtype, instance, room, panels, reference);
  if (dtype === 'float64') {
    return { ...reference, ...products, ...stepByStep({ ...reference, ...products }) };
  }
  const activations = activationsIn(instance, room, reference);
  return {
    ...reference,
    ...products,
    ...quantizedIn(instance, room, reference),
    ...rowsIn(instance, room, reference),
    ...activations,
    ...simpleRnnIn(instance, room, panels, stepByStep({ ...products, ...activations })),
    ...lstmIn(instance, room, reference),
    ...gruIn(instance, room, reference),
    ...softmaxIn(instance, room, reference),
    ...squaredErrorIn(instance, room, reference),
    ...layerNormIn(instance, room, reference),
    ...elementwiseIn(instance, room, reference),
    ...optimizersIn(instance, room, reference),
    ...adaptiveIn(instance, room, reference),
  };
}
