"""Recurrences with masks, written plainly, and PyTorch's own as a check."""

import torch
from torch import nn

from .activations import POINTWISE


def lstm_step(weights, config):
    act = POINTWISE[config["activation"]]
    gate = POINTWISE[config["recurrentActivation"]]

    def step(x, states):
        h, c = states
        z = x @ weights["kernel"] + h @ weights["recurrentKernel"] + weights.get("bias", 0.0)
        i, f, g, o = z.chunk(4, dim=1)
        c = gate(f) * c + gate(i) * act(g)
        return gate(o) * act(c), c

    return step


def gru_step(weights, config):
    """Keras' GRU: gates z, r, n; two biases with resetAfter, one without."""
    act = POINTWISE[config["activation"]]
    gate = POINTWISE[config["recurrentActivation"]]
    reset_after = config["resetAfter"]
    bias = weights.get("bias", torch.zeros((), dtype=torch.float64))
    of_input, of_state = (bias[0], bias[1]) if bias.dim() == 2 else (bias, 0.0)

    def step(x, states):
        (h,) = states
        xz, xr, xn = (x @ weights["kernel"] + of_input).chunk(3, dim=1)
        hz, hr, hn = (h @ weights["recurrentKernel"] + of_state).chunk(3, dim=1)
        z, r = gate(xz + hz), gate(xr + hr)
        reset = r * hn if reset_after else (r * h) @ weights["recurrentKernel"].chunk(3, dim=1)[2]
        n = act(xn + reset)
        return (z * h + (1 - z) * n,)

    return step


def simple_rnn_step(weights, config):
    act = POINTWISE[config["activation"]]

    def step(x, states):
        (h,) = states
        z = x @ weights["kernel"] + h @ weights["recurrentKernel"] + weights.get("bias", 0.0)
        return (act(z),)

    return step


def unroll(step, x, states, mask=None):
    """Returns y [B, T, U] and the final states, of which the first is the output, too.

    A masked step repeats the states, the output among them: before the first valid step of a row
    it is the initial one. (Keras gives 0 there, which is the same unless an initial state is given.)
    Masked rows of x are replaced, not multiplied, so that their content cannot count.
    """
    batch, time = x.shape[:2]
    mask = torch.ones(batch, time, dtype=torch.bool) if mask is None else mask
    ys = []
    for t in range(time):
        valid = mask[:, t, None]
        after = step(torch.where(valid, x[:, t], torch.zeros_like(x[:, t])), states)
        states = tuple(torch.where(valid, new, old) for new, old in zip(after, states))
        ys.append(states[0])
    return torch.stack(ys, dim=1), states


def torch_module(kind, config, *layers, bidirectional=False):
    """nn.LSTM, nn.GRU or nn.RNN with, layer by layer, Keras' weights, which get its gradients.

    Of a bidirectional one they come in pairs: the forward direction of a layer, then the backward.
    """
    directions = ("", "_reverse") if bidirectional else ("",)
    options = {
        "input_size": layers[0]["kernel"].shape[0],
        "hidden_size": layers[0]["recurrentKernel"].shape[0],
        "num_layers": len(layers) // len(directions),
        "bidirectional": bidirectional,
        "bias": "bias" in layers[0],
        "batch_first": True,
        "dtype": torch.float64,
    }
    if kind == "lstm":
        module = nn.LSTM(**options)
    elif kind == "gru":
        module = nn.GRU(**options)
    else:
        module = nn.RNN(nonlinearity=config["activation"], **options)
    for i, weights in enumerate(layers):
        k = f"{i // len(directions)}{directions[i % len(directions)]}"
        if kind == "gru":
            weights = {name: to_torch_gates(tensor) for name, tensor in weights.items()}
        set_weight(module, f"weight_ih_l{k}", weights["kernel"].T)
        set_weight(module, f"weight_hh_l{k}", weights["recurrentKernel"].T)
        if "bias" in weights:  # PyTorch has two, which it adds but in the candidate of a GRU
            two = weights["bias"] if kind == "gru" else (0.75 * weights["bias"], 0.25 * weights["bias"])
            set_weight(module, f"bias_ih_l{k}", two[0])
            set_weight(module, f"bias_hh_l{k}", two[1])
    return module


def to_torch_gates(tensor):
    """Keras' gates z, r, n in PyTorch's order r, z, n."""
    z, r, n = tensor.chunk(3, dim=-1)
    return torch.cat([r, z, n], dim=-1)


def run_module(kind, module):
    """A module of one layer as a function (x, states) -> (y, states), each state [B, U]."""

    def run(x, states):
        states = tuple(state[None] for state in states)
        y, after = module(x, states if kind == "lstm" else states[0])
        after = after if kind == "lstm" else (after,)
        return y, tuple(state[0] for state in after)

    return run


def set_weight(module, name, tensor):
    """A tensor with a history in the place of a Parameter."""
    delattr(module, name)
    setattr(module, name, tensor.contiguous())


def truncated_rows(run, x, states, mask):
    """The same as `unroll`, by running each row's valid steps alone and copying outputs apart."""
    ys, finals = [], []
    for b, row in enumerate(mask):
        row_states = tuple(state[b : b + 1] for state in states)
        outputs = row_states[0][:, None]
        if row.any():
            valid_y, row_states = run(x[b : b + 1, row], row_states)
            outputs = torch.cat([outputs, valid_y], dim=1)
        ys.append(outputs[:, row.cumsum(0)])
        finals.append(row_states)
    return torch.cat(ys), tuple(torch.cat(parts) for parts in zip(*finals))
