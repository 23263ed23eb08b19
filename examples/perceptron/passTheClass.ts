import { adam, dense, input, sequential } from 'unrolled';

/** Hours of study and of sleep before the exam, and whether the student passed. */
const STUDENTS: readonly (readonly [studied: number, slept: number, passed: 0 | 1])[] = [
  [1, 4, 0],
  [1, 9, 0],
  [2, 6, 0],
  [2, 8, 0],
  [3, 5, 0],
  [4, 3, 0],
  [6, 1, 0],
  [4, 8, 1],
  [5, 6, 1],
  [5, 8, 1],
  [6, 5, 1],
  [7, 4, 1],
  [8, 3, 1],
  [9, 7, 1],
];

/** Those who ask: hours of study and of sleep. */
const ASKING = [
  [2, 7],
  [5, 7],
  [8, 6],
] as const;

/** Lets one neuron learn from the students, and asks it about others. */
export async function passTheClass(epochs: number) {
  const hours = STUDENTS.map(([studied, slept]) => [studied, slept]);
  const passed = STUDENTS.map(([, , pass]) => [pass]);

  const neuron = sequential([input({ shape: [2] }), dense({ units: 1, activation: 'sigmoid' })]);
  neuron.compile({
    optimizer: adam({ learningRate: 0.1 }),
    loss: 'binaryCrossentropy',
    metrics: ['accuracy'],
  });
  await neuron.fit(hours, passed, { epochs });

  const { accuracy = 0 } = await neuron.evaluate(hours, passed);
  const probabilities = await neuron.predict(ASKING);
  return {
    right: Math.round(accuracy * STUDENTS.length),
    of: STUDENTS.length,
    answers: ASKING.map(([studied, slept], row) => ({
      studied,
      slept,
      probability: probabilities.get(row, 0),
    })),
  };
}
