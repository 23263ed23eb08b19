"""The pointwise activations, by their names in Keras."""

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
}

SMOOTH = {"gelu": F.gelu, "silu": F.silu, "mish": F.mish}

ALL = {**POINTWISE, **SMOOTH, "softmax": lambda x: torch.softmax(x, dim=-1)}
