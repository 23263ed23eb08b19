/**
 * One neuron, y = sigmoid(w₁x₁ + w₂x₂ + b): what it can learn, and what it cannot.
 *
 * "Will I pass this class?" can be answered by one straight line between those who pass and those
 * who fail. XOR cannot: no line has (0, 1) and (1, 0) on one side, (0, 0) and (1, 1) on the other.
 *
 *     npx tsx examples/perceptron/index.ts
 *
 * Its last line: XOR: the best of 20 neurons gets 3 of 4 right, a hidden layer all 4.
 */
import { isCommand, type Print } from '../isCommand.ts';
import { learnXor } from './learnXor.ts';
import { passTheClass } from './passTheClass.ts';

/** How long each neuron learns, and how many try XOR. */
export interface PerceptronOptions {
  readonly epochs?: number;
  readonly neurons?: number;
}

export async function main(
  print: Print,
  { epochs = 300, neurons = 20 }: PerceptronOptions = {},
): Promise<void> {
  const passing = await passTheClass(epochs);
  print(
    `Will I pass this class? The neuron knows it of ${passing.right} of ${passing.of} students.`,
  );
  for (const { studied, slept, probability } of passing.answers) {
    const chance = (100 * probability).toFixed(0);
    print(`  ${studied} hours of study, ${slept} of sleep: I pass with ${chance} %.`);
  }

  const xor = await learnXor(epochs, neurons);
  print(
    `XOR: the best of ${neurons} neurons gets ${xor.neuron} of 4 right, a hidden layer ` +
      `${xor.hiddenLayer === 4 ? 'all 4' : xor.hiddenLayer}.`,
  );
}

if (isCommand(import.meta.url)) await main(console.log);
