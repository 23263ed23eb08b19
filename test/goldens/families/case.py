"""One golden case: drawn numbers in, recorded outputs and gradients out."""

import json
import random

import torch


class Draw:
    """Numbers of four decimals from a generator that is seeded with a name."""

    def __init__(self, name):
        self.random = random.Random(name)

    def floats(self, *shape, scale=1.0):
        count = torch.Size(shape).numel()
        numbers = [round(self.random.uniform(-scale, scale), 4) for _ in range(count)]
        return torch.tensor(numbers, dtype=torch.float64).reshape(shape)

    def ids(self, below, *shape):
        count = torch.Size(shape).numel()
        return torch.tensor([self.random.randrange(below) for _ in range(count)]).reshape(shape)


class Case:
    """What one entry of a fixture file holds; tensors by name.

    Weights and inputs get gradients; constants (ids, labels, masks, targets) stand among the
    inputs in the file but get none.
    """

    def __init__(self, name, config, weights=None, inputs=None, constants=None):
        self.name = name
        self.config = config
        self.weights = weights or {}
        self.inputs = inputs or {}
        self.constants = constants or {}
        self.outputs = {}
        self.cotangents = {}
        self.gradients = {"weights": {}, "inputs": {}}

    def record(self, forward, cotangents, zero=(), vanishing=()):
        """Runs forward(weights, inputs) -> outputs and differentiates sum <cotangent, output>.

        The gradients named in `zero` must be exactly 0, those in `vanishing` are 0 but for rounding
        and become it, all others have an entry above 1e-3: a vanishing gradient would test little.
        """
        self.outputs, self.gradients = self.differentiate(forward, cotangents)
        self.cotangents = cotangents
        for gradients in self.gradients.values():
            for name in vanishing:
                if name in gradients:
                    if float(gradients[name].abs().max()) > 1e-12:
                        raise AssertionError(f"{self.name}: {name} has a gradient")
                    gradients[name].zero_()
        zero = (*zero, *vanishing)
        for name, gradient in {**self.gradients["weights"], **self.gradients["inputs"]}.items():
            largest = float(gradient.abs().max())
            if not (largest == 0 if name in zero else largest > 1e-3):
                raise AssertionError(f"{self.name}: the gradient of {name} is {largest} at most")
        return self

    def check(self, forward):
        """Another way to compute the same: it must agree to 1e-12."""
        outputs, gradients = self.differentiate(forward, self.cotangents)
        self.expect_close(outputs, self.outputs)
        self.expect_close(gradients["weights"], self.gradients["weights"])
        self.expect_close(gradients["inputs"], self.gradients["inputs"])
        return self

    def differentiate(self, forward, cotangents):
        weights = {name: tensor.clone().requires_grad_() for name, tensor in self.weights.items()}
        inputs = {name: tensor.clone().requires_grad_() for name, tensor in self.inputs.items()}
        outputs = forward(weights, {**inputs, **self.constants})
        sum((cotangents[name] * outputs[name]).sum() for name in cotangents).backward()
        gradients = {
            group: {name: gradient_of(tensor) for name, tensor in leaves.items()}
            for group, leaves in (("weights", weights), ("inputs", inputs))
        }
        return {name: output.detach() for name, output in outputs.items()}, gradients

    def expect_close(self, actual, expected):
        for name, tensor in expected.items():
            torch.testing.assert_close(
                actual[name],
                tensor,
                rtol=1e-12,
                atol=1e-14,
                msg=lambda text, name=name: f"{self.name}, {name}: {text}",
            )

    def to_json(self):
        gradients = ",\n".join(
            f'    "{group}": {tensors_to_json(self.gradients[group], 4)}'
            for group in ("weights", "inputs")
        )
        lines = [
            f'  "name": {json.dumps(self.name)}',
            f'  "config": {json.dumps(self.config)}',
            f'  "weights": {tensors_to_json(self.weights, 2)}',
            f'  "inputs": {tensors_to_json({**self.inputs, **self.constants}, 2)}',
            f'  "outputs": {tensors_to_json(self.outputs, 2)}',
            f'  "cotangents": {tensors_to_json(self.cotangents, 2)}',
            '  "gradients": {\n' + gradients + "\n  }",
        ]
        return "{\n" + ",\n".join(lines) + "\n}"


def gradient_of(leaf):
    return torch.zeros_like(leaf) if leaf.grad is None else leaf.grad


def tensors_to_json(tensors, indent):
    """One tensor a line; floats with the digits that read back as the same float64."""
    if not tensors:
        return "{}"
    space = " " * indent
    lines = []
    for name, tensor in tensors.items():
        numbers = tensor.to(torch.int64) if tensor.dtype == torch.bool else tensor
        entry = {"shape": list(tensor.shape), "data": numbers.flatten().tolist()}
        lines.append(f"{space}  {json.dumps(name)}: {json.dumps(entry, separators=(',', ':'))}")
    return "{\n" + ",\n".join(lines) + f"\n{space}}}"
