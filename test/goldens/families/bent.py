"""relu, elu, glu and prelu with their options."""

import torch
from torch.nn import functional as F

from .case import Case, Draw

# Away from the bends, where PyTorch and Keras may choose another slope.
SPREAD = [-9.0, -2.5, -1.0, -0.25, 0.125, 0.4, 0.7, 1.5, 2.5, 3.5, 6.5, 20.0]


def families():
    return {"bent": bent()}


def bent():
    return [
        plain("relu", {}, F.relu),
        plain("relu", {"negativeSlope": 0.3}, lambda x: F.leaky_relu(x, 0.3)),
        plain("relu", {"maxValue": 3.0}, lambda x: F.hardtanh(x, 0.0, 3.0)),
        plain("relu", {"maxValue": 3.0, "negativeSlope": 0.25, "threshold": 0.5}, all_options),
        plain("relu", {"threshold": 1.2}, lambda x: F.threshold(x, 1.2, 0.0)),
        plain("elu", {}, F.elu),
        plain("elu", {"alpha": 0.3}, lambda x: F.elu(x, 0.3)),
        plain("glu", {}, lambda x: F.glu(x, dim=-1), halves=2),
        learned("prelu of features", [3, 4], [4]),
        learned("prelu, one for all", [3, 4], [1]),
        learned("prelu of sequences, shared over time", [2, 3, 4], [1, 4]),
        learned("prelu of sequences, shared over features", [2, 3, 4], [3, 1]),
    ]


def all_options(x):
    """Keras' formula; PyTorch has no such function."""
    return torch.where(x >= 3.0, 3.0 + 0 * x, torch.where(x > 0.5, x, 0.25 * (x - 0.5)))


def plain(pair, options, function, halves=1):
    title = f"{pair} {options}" if options else pair
    draw = Draw(title)
    x = torch.tensor(SPREAD, dtype=torch.float64).reshape(2, 6)
    case = Case(title, {"pair": pair, **options}, {}, {"x": x})
    cotangents = {"y": draw.floats(2, 6 // halves)}
    return case.record(lambda w, given: {"y": function(given["x"])}, cotangents)


def learned(title, shape, alpha):
    draw = Draw(title)
    case = Case(title, {"pair": "prelu"}, {"alpha": draw.floats(*alpha)}, {"x": draw.floats(*shape)})

    def equations(w, given):
        x = given["x"]
        return {"y": torch.where(x > 0, x, w["alpha"] * x)}

    case.record(equations, {"y": draw.floats(*shape)})
    if len(shape) > 2:
        return case
    return case.check(lambda w, given: {"y": F.prelu(given["x"], w["alpha"])})
