"""lstm, gru and simpleRnn in two layers, in two directions, and in both."""

import torch

from .case import Case, Draw
from .recurrence import torch_module, unroll
from .recurrent import GATES, INPUTS, MASKS, STATES, STEP, UNITS, complete

SCALE = {"lstm": 1.0, "gru": 1.1, "simpleRnn": 0.7}  # of weights: nothing saturates or vanishes
FORMS = {"two layers": (2, False), "both ways": (1, True), "two layers both ways": (2, True)}


def families():
    return {
        "directions": [
            make(kind, form, mask, states)
            for kind in ("lstm", "gru", "simpleRnn")
            for form in FORMS
            for mask, states in ((None, True), (None, False), ("suffix", True), ("mix", True))
            if mask is None or FORMS[form][1]
        ]
    }


def make(kind, form, mask, states):
    layers, both = FORMS[form]
    config = {**complete(kind, {}, True), "kind": kind, "layers": layers, "bidirectional": both}
    parts = [f"{kind}, {form}", f"mask: {mask}" if mask else "no mask"]
    title = ", ".join(parts + ["with states" if states else "without states"])
    draw = Draw(title)
    batch, time = (len(MASKS[mask]), len(MASKS[mask][0])) if mask else (3, 5)
    columns, size = GATES[kind] * UNITS, SCALE[kind]
    weights, initial, finals = {}, {}, {}
    for layer in range(layers):
        width = INPUTS if layer == 0 else UNITS * (2 if both else 1)
        for path in paths_of(layer, both):
            weights[f"{path}/kernel"] = draw.floats(width, columns, scale=0.9 * size)
            weights[f"{path}/recurrentKernel"] = draw.floats(UNITS, columns, scale=0.8 * size)
            rows = (2,) if kind == "gru" else ()
            weights[f"{path}/bias"] = draw.floats(*rows, columns, scale=0.6 * size)
            for state in STATES[kind]:
                initial[f"{path}/{state}"] = draw.floats(batch, UNITS, scale=0.7)
                finals[f"final {path}/{state}"] = draw.floats(batch, UNITS)
    inputs = {"x": draw.floats(batch, time, INPUTS), **(initial if states else {})}
    constants = {}
    if mask:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASKS[mask]])
    cotangents = {"y": draw.floats(batch, time, UNITS * (2 if both else 1)), **finals}
    case = Case(title, config, weights, inputs, constants)
    return case.record(plainly(config), cotangents).check(by_torch(config))


def paths_of(layer, both):
    return [f"{layer}/forward", f"{layer}/backward"] if both else [f"{layer}"]


def weights_at(path, weights):
    return {name: weights[f"{path}/{name}"] for name in ("kernel", "recurrentKernel", "bias")}


def states_at(path, config, given):
    zero = torch.zeros(len(given["x"]), UNITS, dtype=torch.float64)
    return tuple(given.get(f"{path}/{state}", zero) for state in STATES[config["kind"]])


def plainly(config):
    """The equations, the backward layer on the reversed sequence; 0 at masked steps of both."""
    both = config["bidirectional"]

    def run(weights, given):
        mask, x, finals = given.get("mask"), given["x"], {}
        for layer in range(config["layers"]):
            ys = []
            for path in paths_of(layer, both):
                turned = path.endswith("backward")
                turn = (lambda z: z.flip(1)) if turned else (lambda z: z)
                step = STEP[config["kind"]](weights_at(path, weights), config)
                states = states_at(path, config, given)
                valid = None if mask is None else turn(mask)
                y, after = unroll(step, turn(x), states, valid)
                ys.append(turn(y))
                for state, tensor in zip(STATES[config["kind"]], after):
                    finals[f"final {path}/{state}"] = tensor
            x = torch.cat(ys, dim=2)
            if mask is not None:
                x = torch.where(mask[:, :, None], x, torch.zeros_like(x))
        return {"y": x, **finals}

    return run


def by_torch(config):
    """PyTorch's module; with a mask on the valid steps of each row alone."""
    kind, both = config["kind"], config["bidirectional"]
    paths = [path for layer in range(config["layers"]) for path in paths_of(layer, both)]

    def run(weights, given):
        own = [weights_at(path, weights) for path in paths]
        module = torch_module(kind, config, *own, bidirectional=both)
        rows, finals = [], []
        for b, x in enumerate(given["x"]):
            valid = given["mask"][b] if "mask" in given else torch.ones(len(x), dtype=torch.bool)
            initial = [states_at(path, config, given) for path in paths]
            states = [torch.stack([one[s][b] for one in initial])[:, None] for s in range(len(STATES[kind]))]
            y = torch.zeros(len(x), UNITS * (2 if both else 1), dtype=torch.float64)
            if valid.any():
                found, after = module(x[None, valid], tuple(states) if kind == "lstm" else states[0])
                y = y.index_put((valid.nonzero()[:, 0],), found[0])
                states = after if kind == "lstm" else (after,)
            rows.append(y)
            finals.append(states)
        outputs = {"y": torch.stack(rows)}
        for i, path in enumerate(paths):
            for s, state in enumerate(STATES[kind]):
                outputs[f"final {path}/{state}"] = torch.cat([row[s][i] for row in finals])
        return outputs

    return run
