import type { Kernels } from '../kernels.ts';
import { referenceKernels } from '../reference/index.ts';
import { activationsIn } from './activations.ts';
import { adaptiveIn } from './adaptive.ts';
import { elementwiseIn } from './elementwise.ts';
import { gruIn } from './gru.ts';
import type { Instance } from './instance.ts';
import { lstmIn } from './lstm.ts';
import { optimizersIn } from './optimizers.ts';
import { productsIn } from './products.ts';
import type { Room } from './room.ts';
import { rowsIn } from './rows.ts';
import { softmaxIn } from './softmax.ts';

/** The float32 kernels in an instance: bit for bit the reference's, which runs what it has not. */
export function kernelsIn(instance: Instance, room: Room): Kernels {
  const reference = referenceKernels('float32');
  return {
    ...reference,
    ...productsIn(instance, room, reference),
    ...rowsIn(instance, room, reference),
    ...activationsIn(instance, room, reference),
    ...lstmIn(instance, room, reference),
    ...gruIn(instance, room, reference),
    ...softmaxIn(instance, room, reference),
    ...elementwiseIn(instance, room, reference),
    ...optimizersIn(instance, room, reference),
    ...adaptiveIn(instance, room, reference),
  };
}
