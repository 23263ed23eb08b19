"""lstm, gru and simpleRnn: every length, batch and state, with and without masks."""

import torch

from .case import Case, Draw
from .recurrence import (
    gru_step,
    lstm_step,
    run_module,
    simple_rnn_step,
    torch_module,
    truncated_rows,
    unroll,
)

INPUTS, UNITS = 3, 4
STEP = {"lstm": lstm_step, "gru": gru_step, "simpleRnn": simple_rnn_step}
STATES = {"lstm": ("h", "c"), "gru": ("h",), "simpleRnn": ("h",)}
GATES = {"lstm": 4, "gru": 3, "simpleRnn": 1}
SIZES = {"lstm": 1.0, "gru": 1.2, "simpleRnn": 0.7}  # of weights: nothing saturates or vanishes

# 1 where a step counts; three rows of five steps, and two steps where that is enough.
MASKS = {
    "suffix": ["11100", "11111", "10000"],
    "prefix": ["00111", "11111", "00001"],
    "interior": ["10101", "11011", "10011"],
    "whole row": ["11111", "00000", "11111"],
    "every row": ["00000", "00000", "00000"],
    "mix": ["01011", "00000", "11010"],
    "suffix, two steps": ["10", "11", "10"],
    "prefix, two steps": ["01", "11", "00"],
    "one step": ["1", "0", "1"],
    "one row": ["01101"],
}
GATED_ACTIVATIONS = [  # activation, recurrentActivation
    ("relu", "sigmoid"),
    ("linear", "sigmoid"),
    ("softsign", "sigmoid"),
    ("tanh", "softsign"),
    ("elu", "tanh"),
    ("softplus", "relu"),
    ("exponential", "sigmoid"),
    ("sigmoid", "exponential"),
    ("tanh", "linear"),
]
RNN_ACTIVATIONS = ["tanh", "relu", "linear", "sigmoid"]


def families():
    return {
        "lstm": grid("lstm", ["tanh"]) + other_activations("lstm") + partly_used("lstm"),
        "lstmMasked": masked("lstm", ["tanh", "relu"]) + partly_used("lstm", "mix"),
        "gru": grid("gru", ["tanh"]) + other_activations("gru") + partly_used("gru"),
        "gruMasked": masked("gru", ["tanh", "relu"]) + partly_used("gru", "mix"),
        "gruResetBefore": grid("gru", ["tanh"], resetAfter=False)
        + masked("gru", ["tanh"], resetAfter=False)
        + [make("gru", {"activation": "relu", "resetAfter": False}, mask="mix")]
        + partly_used("gru", "mix", resetAfter=False),
        "simpleRnn": grid("simpleRnn", RNN_ACTIVATIONS) + partly_used("simpleRnn"),
        "simpleRnnMasked": masked("simpleRnn", RNN_ACTIVATIONS) + partly_used("simpleRnn", "mix"),
    }


def grid(kind, activations, **others):
    return [
        make(kind, {"activation": activation, **others}, (batch, time), states, bias)
        for activation in activations
        for time in (1, 2, 5)
        for batch in (1, 3)
        for states in (False, True)
        for bias in (False, True)
    ]


def other_activations(kind):
    return [  # small weights: an exp(c) that grows would soon be all there is
        make(kind, {"activation": act, "recurrentActivation": gate}, size=0.3)
        for act, gate in GATED_ACTIVATIONS
        if (kind, gate) != ("gru", "exponential")  # a z above 1 makes h grow beyond all bounds
    ]


def partly_used(kind, mask=None, **others):
    """Only one output has a gradient; the others' are left undefined."""
    return [make(kind, others, mask=mask, used=output) for output in ("y",) + STATES[kind]]


def masked(kind, activations, **others):
    """Every mask with all else given; without bias or states for the default and three masks."""
    cases = []
    for activation in activations:
        for mask in MASKS:
            cases.append(make(kind, {"activation": activation, **others}, mask=mask))
            if activation == "tanh" and mask in ("prefix", "interior", "mix"):
                cases.append(make(kind, others, states=False, mask=mask))
                cases.append(make(kind, others, bias=False, mask=mask))
    return cases


def make(kind, config, size_of_x=(3, 5), states=True, bias=True, mask=None, used=None, size=1.0):
    config = complete(kind, config, bias)
    batch, time = (len(MASKS[mask]), len(MASKS[mask][0])) if mask else size_of_x
    title = title_of(kind, config, (batch, time), states, mask, used)
    draw = Draw(title)
    size *= SIZES[kind]
    columns = GATES[kind] * UNITS
    weights = {
        "kernel": draw.floats(INPUTS, columns, scale=0.9 * size),
        "recurrentKernel": draw.floats(UNITS, columns, scale=0.8 * size),
    }
    if bias:
        rows = (2,) if config.get("resetAfter") else ()
        weights["bias"] = draw.floats(*rows, columns, scale=0.6 * size)
    inputs = {"x": draw.floats(batch, time, INPUTS)}
    if states:
        inputs.update({f"{s}0": draw.floats(batch, UNITS, scale=0.7) for s in STATES[kind]})
    constants = {}
    if mask:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASKS[mask]])
    cotangents = {"y": draw.floats(batch, time, UNITS)}
    cotangents.update({s: draw.floats(batch, UNITS) for s in STATES[kind]})
    if used:
        cotangents = {used: cotangents[used]}

    case = Case(title, config, weights, inputs, constants)
    zero = without_gradient(time, states, mask)
    plainly, by_torch = ways(kind, config)
    if not has_module(kind, config):
        case.record(plainly, cotangents, zero)
    elif mask:
        case.record(plainly, cotangents, zero).check(by_torch)
    else:
        case.record(by_torch, cotangents, zero).check(plainly)
    if not zero:
        expect_every_gate(case, GATES[kind])
    return case


def ways(kind, config):
    """Two ways from weights and inputs to outputs: the equations, and PyTorch's module."""

    def finish(recurrence, given):
        zero = torch.zeros(len(given["x"]), UNITS, dtype=torch.float64)
        initial = tuple(given.get(f"{s}0", zero) for s in STATES[kind])
        y, final = recurrence(given["x"], initial, given.get("mask"))
        return {"y": y, **dict(zip(STATES[kind], final))}

    def plainly(weights, given):
        step = STEP[kind](weights, config)
        return finish(lambda x, initial, mask: unroll(step, x, initial, mask), given)

    def by_torch(weights, given):
        run = run_module(kind, torch_module(kind, config, weights))

        def recurrence(x, initial, mask):
            return run(x, initial) if mask is None else truncated_rows(run, x, initial, mask)

        return finish(recurrence, given)

    return plainly, by_torch


def has_module(kind, config):
    if kind != "simpleRnn":
        names = (config["activation"], config["recurrentActivation"])
        return names == ("tanh", "sigmoid") and config.get("resetAfter", True)
    return config["activation"] in ("tanh", "relu")


def without_gradient(time, states, mask):
    if mask == "every row":
        return ("kernel", "recurrentKernel", "bias", "x")
    return ("recurrentKernel",) if time == 1 and not states else ()


def expect_every_gate(case, gates):
    for name, gradient in case.gradients["weights"].items():
        for gate, block in enumerate(gradient.chunk(gates, dim=-1)):
            rows = block if name == "bias" and block.dim() == 2 else [block]
            if min(row.abs().max() for row in rows) < 1e-3:
                raise AssertionError(f"{case.name}: gate {gate} of {name} has no gradient")


def complete(kind, config, bias):
    defaults = {"units": UNITS, "activation": "tanh", "useBias": bias}
    if kind != "simpleRnn":
        defaults["recurrentActivation"] = "sigmoid"
    if kind == "gru":
        defaults["resetAfter"] = True
    return {**defaults, **config}


def title_of(kind, config, size_of_x, states, mask, used):
    activations = "/".join(
        config[key] for key in ("activation", "recurrentActivation") if key in config
    )
    parts = [
        f"{kind} B={size_of_x[0]} T={size_of_x[1]}",
        activations,
        "with states" if states else "without states",
        "with bias" if config["useBias"] else "without bias",
    ]
    if kind == "gru":
        parts.append("reset after" if config["resetAfter"] else "reset before")
    parts += [f"mask: {mask}"] if mask else []
    parts += [f"only {used} used"] if used else []
    return ", ".join(parts)
