import type { Dtype, Tensor } from '../tensor/index.ts';
import type { ModelData } from './data.ts';
import { readInputs } from './dataset.ts';
import { type Formed, formed, type SomeOf, wholeParts } from './forms.ts';
import { GivenModel } from './givenModel.ts';
import { GivenNetwork } from './givenNetwork.ts';
import type { Graph } from './graph.ts';
import type { Network } from './network.ts';
import { stepOf, stepping, withTime } from './predict.ts';
import type { Workspace } from './workspace.ts';

/** What is known of the model that is given inputs. */
export interface GivingModel {
  readonly name: string;
  readonly graph: Graph;
  readonly dtype: Dtype;
}

/** Reads all inputs but one whole, for steps of the one. @throws as `model.given` */
export function giveInputs(
  { name, graph, dtype }: GivingModel,
  network: Network,
  workspace: Workspace,
  x: SomeOf<ModelData>,
): GivenModel<Formed<Tensor>> {
  const { inputs, stepInputs } = network;
  const names = graph.inputs.map((input) => input.name);
  const { parts, left } = wholeParts(`${name}.given`, x, graph.takes, names);
  const forms = graph.inputs.map(({ reads }, i) => ({ reads, signature: inputs[i] }));
  const whole = forms.filter((_, i) => i !== left);
  const values = readInputs(parts, whole, { dtype });
  const given = new GivenNetwork(name, network, left, workspace.memory);
  const next = [{ ...forms[left]!, signature: stepInputs[left] }];
  const outputs = graph.outputs.map((output) => output.name);
  return new GivenModel<Formed<Tensor>>({
    rows: values[0]?.data.shape[0] ?? 0,
    start: workspace.use((block) => given.begin(values, stepping(block))),
    read: (one) => readInputs([{ owner: "step's x", value: one }], next, { dtype })[0]!,
    step: (one, before) =>
      workspace.use((block) => {
        const { pass, kept } = given.step(withTime(one, inputs[left]!), before, stepping(block));
        const { output, logits, state } = stepOf(pass, kept);
        const inForm = (list: readonly Tensor[]) => formed(list, graph.gives, outputs);
        return { output: inForm(output), logits: inForm(logits), state };
      }),
  });
}
