import { formatSignature, type NamedWeightSpec } from '../layers/index.ts';
import { sizeOf } from '../tensor/index.ts';
import type { Network } from './network.ts';

/**
 * A table as Keras prints it: every layer with its kind, the shape it gives (`batch` and `?` are
 * free) and how many numbers it has learned.
 */
export function summaryOf(name: string, { nodes, weights }: Network): string {
  const rows = nodes
    .filter(({ repeat }) => repeat === 0)
    .map(({ path, layer, built }) => [
      `${path} (${layer.kind})`,
      formatSignature(built.output),
      count(built.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)),
    ]);
  const table = [['Layer (kind)', 'Output shape', 'Param #'], ...rows];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column === 2 ? text.padStart(width) : text.padEnd(width);
      })
      .join('   ')
      .trimEnd(),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width, 6));
  const sizes = (some: readonly NamedWeightSpec[]): number =>
    some.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const total = sizes(weights);
  const trainable = sizes(weights.filter((weight) => weight.trainable));
  return [
    `Model: ${name}`,
    rule,
    lines[0],
    rule,
    ...lines.slice(1),
    rule,
    `Total params: ${count(total)}`,
    `Trainable params: ${count(trainable)}`,
    `Non-trainable params: ${count(total - trainable)}`,
  ].join('\n');
}

/** A whole number with a comma between each three digits. */
function count(value: number): string {
  return `${value}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
