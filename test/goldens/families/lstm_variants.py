"""Variants of the LSTM: layer-normalised, with peepholes, projected; with and without masks."""

import torch
from torch import nn
from torch.nn import functional

from .activations import POINTWISE
from .case import Case, Draw
from .recurrence import run_module, set_weight, truncated_rows, unroll
from .recurrent import MASKS, expect_every_gate

INPUTS, UNITS, PROJECTION = 3, 4, 2
OTHER_ACTIVATIONS = [("relu", "sigmoid"), ("softsign", "tanh"), ("linear", "softsign")]


def families():
    return {kind: cases(kind) for kind in ("layerNormLstm", "peepholeLstm", "projectedLstm")}


def cases(kind):
    plain = [
        make(kind, size_of_x=(batch, time), states=states, bias=bias)
        for time in (1, 5)
        for batch in (1, 3)
        for states in (False, True)
        for bias in (False, True)
        if states or time > 1  # else R, and what sees the state before, have nothing to do
    ]
    others = [
        make(kind, {"activation": act, "recurrentActivation": gate}, mask=mask, size=0.5)
        for act, gate in OTHER_ACTIVATIONS
        for mask in (None, "mix")
    ]
    masked = [make(kind, mask=mask) for mask in MASKS]
    masked += [make(kind, states=False, mask=mask) for mask in ("prefix", "interior", "mix")]
    partly_used = [make(kind, mask=mask, used=used) for mask in (None, "mix") for used in "yhc"]
    epsilons = [make(kind, {"epsilon": 0.5}, mask="interior")] if kind == "layerNormLstm" else []
    return plain + others + masked + partly_used + epsilons


def make(kind, config=(), size_of_x=(3, 5), states=True, bias=True, mask=None, used=None, size=1.0):
    config = complete(kind, dict(config), bias)
    batch, time = (len(MASKS[mask]), len(MASKS[mask][0])) if mask else size_of_x
    title = title_of(kind, config, (batch, time), states, mask, used)
    draw = Draw(title)
    outputs = config.get("projection", UNITS)
    weights = {
        "kernel": draw.floats(INPUTS, 4 * UNITS, scale=0.9 * size),
        "recurrentKernel": draw.floats(outputs, 4 * UNITS, scale=0.8 * size),
    }
    if bias:
        weights["bias"] = draw.floats(4 * UNITS, scale=0.6 * size)
    weights.update(own_weights(kind, draw))
    inputs = {"x": draw.floats(batch, time, INPUTS)}
    sizes = {"h": outputs, "c": UNITS}
    if states:
        inputs.update({f"{s}0": draw.floats(batch, sizes[s], scale=0.7) for s in sizes})
    constants = {}
    if mask:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASKS[mask]])
    cotangents = {"y": draw.floats(batch, time, outputs)}
    cotangents.update({s: draw.floats(batch, sizes[s]) for s in sizes})
    if used:
        cotangents = {used: cotangents[used]}

    case = Case(title, config, weights, inputs, constants)
    zero = (*weights, "x") if mask == "every row" else ()
    plainly, by_torch = ways(kind, config, sizes)
    case.record(plainly, cotangents, zero)
    if by_torch:
        case.check(by_torch)
    if not zero:
        expect_gates_of_lstm(case)
    return case


def own_weights(kind, draw):
    if kind == "peepholeLstm":
        return {"peephole": draw.floats(3 * UNITS)}
    if kind == "projectedLstm":
        return {"projectionKernel": draw.floats(UNITS, PROJECTION)}
    return {
        "kernelGamma": draw.floats(4 * UNITS),
        "recurrentGamma": draw.floats(4 * UNITS),
        "stateGamma": draw.floats(UNITS),
        "stateBeta": draw.floats(UNITS),
    }


def ways(kind, config, sizes):
    """The equations, and PyTorch's own where it has it: its layer norm, its projected LSTM."""

    def finish(recurrence, given):
        batch = len(given["x"])
        zeros = {s: torch.zeros(batch, n, dtype=torch.float64) for s, n in sizes.items()}
        initial = tuple(given.get(f"{s}0", zeros[s]) for s in sizes)
        y, final = recurrence(given["x"], initial, given.get("mask"))
        return {"y": y, **dict(zip(sizes, final))}

    def stepwise(step_of):
        def forward(weights, given):
            step = step_of(weights, config)
            return finish(lambda x, initial, mask: unroll(step, x, initial, mask), given)

        return forward

    def by_module(weights, given):
        run = run_module("lstm", projected_module(weights))

        def recurrence(x, initial, mask):
            return run(x, initial) if mask is None else truncated_rows(run, x, initial, mask)

        return finish(recurrence, given)

    if kind == "peepholeLstm":
        return stepwise(peephole_step), None
    if kind == "layerNormLstm":
        return stepwise(layer_norm_step(normalized)), stepwise(layer_norm_step(torch_normalized))
    standard = (config["activation"], config["recurrentActivation"]) == ("tanh", "sigmoid")
    return stepwise(projected_step), by_module if standard else None


def peephole_step(weights, config):
    act = POINTWISE[config["activation"]]
    gate = POINTWISE[config["recurrentActivation"]]
    p_i, p_f, p_o = weights["peephole"].chunk(3)

    def step(x, states):
        h, c = states
        z = x @ weights["kernel"] + h @ weights["recurrentKernel"] + weights.get("bias", 0.0)
        i, f, g, o = z.chunk(4, dim=1)
        after = gate(f + p_f * c) * c + gate(i + p_i * c) * act(g)
        return gate(o + p_o * after) * act(after), after

    return step


def projected_step(weights, config):
    act = POINTWISE[config["activation"]]
    gate = POINTWISE[config["recurrentActivation"]]

    def step(x, states):
        h, c = states
        z = x @ weights["kernel"] + h @ weights["recurrentKernel"] + weights.get("bias", 0.0)
        i, f, g, o = z.chunk(4, dim=1)
        c = gate(f) * c + gate(i) * act(g)
        return (gate(o) * act(c)) @ weights["projectionKernel"], c

    return step


def projected_module(weights):
    module = nn.LSTM(
        input_size=INPUTS,
        hidden_size=UNITS,
        proj_size=PROJECTION,
        bias="bias" in weights,
        batch_first=True,
        dtype=torch.float64,
    )
    set_weight(module, "weight_ih_l0", weights["kernel"].T)
    set_weight(module, "weight_hh_l0", weights["recurrentKernel"].T)
    set_weight(module, "weight_hr_l0", weights["projectionKernel"].T)
    if "bias" in weights:
        set_weight(module, "bias_ih_l0", 0.75 * weights["bias"])
        set_weight(module, "bias_hh_l0", 0.25 * weights["bias"])
    return module


def layer_norm_step(norm):
    def step_of(weights, config):
        act = POINTWISE[config["activation"]]
        gate = POINTWISE[config["recurrentActivation"]]
        epsilon = config["epsilon"]

        def step(x, states):
            h, c = states
            z = norm(x @ weights["kernel"], weights["kernelGamma"], 0.0, epsilon)
            z = z + norm(h @ weights["recurrentKernel"], weights["recurrentGamma"], 0.0, epsilon)
            i, f, g, o = (z + weights.get("bias", 0.0)).chunk(4, dim=1)
            c = gate(f) * c + gate(i) * act(g)
            return gate(o) * act(norm(c, weights["stateGamma"], weights["stateBeta"], epsilon)), c

        return step

    return step_of


def normalized(a, gamma, beta, epsilon):
    centered = a - a.mean(dim=1, keepdim=True)
    variance = (centered**2).mean(dim=1, keepdim=True)
    return gamma * centered / torch.sqrt(variance + epsilon) + beta


def torch_normalized(a, gamma, beta, epsilon):
    return functional.layer_norm(a, a.shape[1:], weight=gamma, eps=epsilon) + beta


def expect_gates_of_lstm(case):
    """Every gate of every weight that has gates gets a gradient."""
    own = {name: gradient for name, gradient in case.gradients["weights"].items()}
    four = ("kernel", "recurrentKernel", "bias", "kernelGamma", "recurrentGamma")
    for gates, names in ((4, four), (3, ("peephole",))):
        case.gradients["weights"] = {name: own[name] for name in names if name in own}
        expect_every_gate(case, gates)
    case.gradients["weights"] = own


def complete(kind, config, bias):
    defaults = {"units": UNITS, "activation": "tanh", "recurrentActivation": "sigmoid", "useBias": bias}
    if kind == "projectedLstm":
        defaults["projection"] = PROJECTION
    if kind == "layerNormLstm":
        defaults["epsilon"] = 1e-3
    return {**defaults, **config}


def title_of(kind, config, size_of_x, states, mask, used):
    parts = [
        f"{kind} B={size_of_x[0]} T={size_of_x[1]}",
        f"{config['activation']}/{config['recurrentActivation']}",
        "with states" if states else "without states",
        "with bias" if config["useBias"] else "without bias",
    ]
    parts += [f"epsilon {config['epsilon']}"] if "epsilon" in config else []
    parts += [f"mask: {mask}"] if mask else []
    parts += [f"only {used} used"] if used else []
    return ", ".join(parts)
