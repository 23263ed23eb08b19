"""lstm, its variants, gru and simpleRnn whose recurrent kernel reads h ⊙ m, one m for all steps of a row.

PyTorch's modules have no such dropout, so the equations stand alone.
"""

import torch

from . import lstm_variants
from .case import Case, Draw
from .recurrence import gru_step, lstm_step, simple_rnn_step, unroll
from .recurrent import GATES, INPUTS, MASKS, STATES, UNITS, complete

SCALE = {"lstm": 1.0, "gru": 1.2, "simpleRnn": 0.7}
KEPT = 1 / (1 - 0.25)
FACTORS = [[KEPT, 0, KEPT, KEPT], [KEPT, KEPT, KEPT, 0], [0, KEPT, KEPT, 0]]


VARIANT_STEPS = {
    "layerNormLstm": lstm_variants.layer_norm_step(lstm_variants.torch_normalized),
    "peepholeLstm": lstm_variants.peephole_step,
    "projectedLstm": lstm_variants.projected_step,
}


def families():
    return {
        "recurrentDropout": [
            make(kind, mask, **others)
            for kind, others in (
                ("lstm", {}),
                ("gru", {"resetAfter": True}),
                ("gru", {"resetAfter": False}),
                ("simpleRnn", {}),
            )
            for mask in (None, "mix")
        ]
        + [make_variant(kind, mask) for kind in VARIANT_STEPS for mask in (None, "mix")]
    }


def make(kind, mask, **others):
    config = {**complete(kind, others, True), "kind": kind}
    reset = f", reset {'after' if others['resetAfter'] else 'before'}" if others else ""
    title = f"{kind}{reset}, {f'mask: {mask}' if mask else 'no mask'}"
    draw = Draw(title)
    columns, size = GATES[kind] * UNITS, SCALE[kind]
    rows = (2,) if others.get("resetAfter") else ()
    weights = {
        "kernel": draw.floats(INPUTS, columns, scale=0.9 * size),
        "recurrentKernel": draw.floats(UNITS, columns, scale=0.8 * size),
        "bias": draw.floats(*rows, columns, scale=0.6 * size),
    }
    inputs = {"x": draw.floats(3, 5, INPUTS)}
    inputs.update({f"{s}0": draw.floats(3, UNITS, scale=0.7) for s in STATES[kind]})
    constants = {"stateFactors": torch.tensor(FACTORS, dtype=torch.float64)}
    if mask:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASKS[mask]])
    cotangents = {"y": draw.floats(3, 5, UNITS)}
    cotangents.update({s: draw.floats(3, UNITS) for s in STATES[kind]})

    def run(w, given):
        step = step_of(kind, w, config, given["stateFactors"])
        initial = tuple(given[f"{s}0"] for s in STATES[kind])
        y, final = unroll(step, given["x"], initial, given.get("mask"))
        return {"y": y, **dict(zip(STATES[kind], final))}

    return Case(title, config, weights, inputs, constants).record(run, cotangents)


def make_variant(kind, mask):
    config = {**lstm_variants.complete(kind, {}, True), "kind": kind}
    title = f"{kind}, {f'mask: {mask}' if mask else 'no mask'}"
    draw = Draw(title)
    sizes = {"h": config.get("projection", UNITS), "c": UNITS}
    weights = {
        "kernel": draw.floats(INPUTS, 4 * UNITS, scale=0.9),
        "recurrentKernel": draw.floats(sizes["h"], 4 * UNITS, scale=0.8),
        "bias": draw.floats(4 * UNITS, scale=0.6),
        **lstm_variants.own_weights(kind, draw),
    }
    inputs = {"x": draw.floats(3, 5, INPUTS)}
    inputs.update({f"{s}0": draw.floats(3, size, scale=0.7) for s, size in sizes.items()})
    factors = [row[: sizes["h"]] for row in FACTORS]
    constants = {"stateFactors": torch.tensor(factors, dtype=torch.float64)}
    if mask:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASKS[mask]])
    cotangents = {"y": draw.floats(3, 5, sizes["h"])}
    cotangents.update({s: draw.floats(3, size) for s, size in sizes.items()})

    def run(w, given):
        plain = VARIANT_STEPS[kind](w, config)
        step = lambda x, states: plain(x, (states[0] * given["stateFactors"], states[1]))
        y, final = unroll(step, given["x"], (given["h0"], given["c0"]), given.get("mask"))
        return {"y": y, **dict(zip(sizes, final))}

    return Case(title, config, weights, inputs, constants).record(run, cotangents)


def step_of(kind, weights, config, factors):
    if kind == "lstm":
        step = lstm_step(weights, config)
        return lambda x, states: step(x, (states[0] * factors, states[1]))
    if kind == "simpleRnn":
        step = simple_rnn_step(weights, config)
        return lambda x, states: step(x, (states[0] * factors,))
    # What a GRU keeps of h is h itself: h = z ⊙ h + (1 − z) ⊙ n, of which the step sees h ⊙ m.
    step = gru_step(weights, config)

    def gru(x, states):
        read = states[0] * factors
        (after,) = step(x, (read,))
        return (after + update_gate(weights, x, read) * (states[0] - read),)

    return gru


def update_gate(weights, x, read):
    bias = weights["bias"]
    bias = bias.sum(dim=0) if bias.dim() == 2 else bias
    gates = x @ weights["kernel"] + read @ weights["recurrentKernel"] + bias
    return torch.sigmoid(gates[:, :UNITS])
