import { type Mutant, mutant } from './mutant.ts';

const EMBEDDING = 'layers/embedding.ts';
const RECURRENT = 'layers/recurrentInput.ts';

/** How layers read the table of an embedding, and give it its gradient. */
export const TABLE_MUTANTS: readonly Mutant[] = [
  mutant(
    'the gradient that the table is given is dropped',
    EMBEDDING,
    'ctx.kernels.add(d.data.length, d.data, 0, grads.embeddings.data, 0);',
    '',
  ),
  mutant(
    'the gradient that the table is given takes the place of what is there',
    EMBEDDING,
    'ctx.kernels.add(d.data.length, d.data, 0, grads.embeddings.data, 0);',
    'grads.embeddings.data.set(d.data);',
  ),
  mutant(
    'of two layers that read the table the last one gives its gradient',
    'layers/tableGradient.ts',
    'if (lookup.gradient === undefined) lookup.gradient = d;',
    'if (d !== undefined) lookup.gradient = d;',
  ),
  mutant(
    'of two layers that read the table the first one gives its gradient',
    'layers/tableGradient.ts',
    'kernels.add(d.data.length, d.data, 0, lookup.gradient.data, 0);',
    ';',
  ),
  mutant(
    'the gradient of the output is dropped where the table is given one',
    EMBEDDING,
    'if (dy !== undefined) embeddingBackward(',
    'if (dy !== undefined && lookup?.gradient === undefined) embeddingBackward(',
  ),
  mutant(
    'the gradient that the table is given is kept for the next way back',
    EMBEDDING,
    'lookup.gradient = undefined; //',
    '//',
  ),
  mutant(
    'a recurrent layer does not give on the gradient of the table',
    RECURRENT,
    'addTableGradient(source, table, ctx);',
    '',
  ),
  mutant(
    'a lookup tells of other numbers than were looked up',
    RECURRENT,
    'lookup?.x === value?.data && ',
    '',
  ),
  mutant(
    'a lookup tells of other steps than were looked up',
    RECURRENT,
    ' && lookup?.mask === value?.mask',
    '',
  ),
];
