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
}

ALL = {**POINTWISE, "softmax": lambda x: torch.softmax(x, dim=-1)}
