"""The activations, by their names in Keras."""

import torch
from torch.nn import functional as F

POINTWISE = {
    "linear": lambda x: x,
    "relu": F.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    # F.softplus turns linear at 20; this is ln(1 + exp(x)) everywhere.
    "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
    "softsign": F.softsign,
    "elu": F.elu,
    "exponential": torch.exp,
    "relu6": F.relu6,
    "leakyRelu": lambda x: F.leaky_relu(x, 0.2),
    "selu": F.selu,
    # F.hardsigmoid has a sixth in float32.
    "hardSigmoid": lambda x: torch.clamp(x + 3, 0, 6) / 6,
    "hardTanh": F.hardtanh,
    "celu": F.celu,
    "logSigmoid": F.logsigmoid,
    # PyTorch has none of the next three: their formulas.
    "squareplus": lambda x: (x + torch.sqrt(x * x + 4)) / 2,
    "sparsePlus": lambda x: torch.where(
        x <= -1, torch.zeros_like(x), torch.where(x < 1, (x + 1) ** 2 / 4, x)
    ),
    "sparseSigmoid": lambda x: torch.clamp((x + 1) / 2, 0, 1),
    "softShrink": F.softshrink,
    "hardShrink": F.hardshrink,
}

SMOOTH = {
    "gelu": F.gelu,
    "silu": F.silu,
    "mish": F.mish,
    # F.hardswish has a sixth in float32.
    "hardSilu": lambda x: x * torch.clamp(x + 3, 0, 6) / 6,
    "tanhShrink": F.tanhshrink,
}


def sparsemax(x):
    """By sorting, as the paper has it: the support is the longest with 1 + k x_(k) > sum x_(1..k)."""
    ordered, _ = torch.sort(x, dim=-1, descending=True)
    sums = torch.cumsum(ordered, dim=-1)
    k = torch.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    support = (1 + k * ordered > sums).sum(dim=-1, keepdim=True)
    threshold = (torch.gather(sums, -1, support - 1) - 1) / support
    return torch.clamp(x - threshold, min=0)


ROWS = {
    "softmax": lambda x: torch.softmax(x, dim=-1),
    "logSoftmax": lambda x: torch.log_softmax(x, dim=-1),
    "sparsemax": sparsemax,
}

ALL = {**POINTWISE, **SMOOTH, **ROWS}
