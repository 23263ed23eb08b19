"""What is asked of weights: Keras' regularizers, their gradients by autograd, and its constraints."""

import torch

from .case import Case, Draw

EPSILON = 1e-7


def families():
    return {"regularizers": regularizers(), "constraints": constraints()}


def l1(factor):
    return lambda w: factor * w.abs().sum()


def l2(factor):
    return lambda w: factor * (w**2).sum()


def orthogonal(factor, mode):
    """Keras' formula: it counts every pair twice, and halves."""

    def penalty(w):
        rows = w if mode == "rows" else w.T
        units = rows / (rows**2).sum(-1, keepdim=True).sqrt().clamp(min=EPSILON)
        others = 1 - torch.eye(len(units), dtype=torch.float64)
        size = len(units) * (len(units) - 1) / 2
        return factor * 0.5 * ((units @ units.T) * others).abs().sum() / size

    return penalty


# the title, the option, the shape of the weight, the formula
REGULARIZERS = [
    ("l1", {"kind": "l1", "l1": 0.3}, [3, 4], l1(0.3)),
    ("l1 by its name", "l1", [2, 3, 4], l1(0.01)),
    ("l2", {"kind": "l2", "l2": 0.07}, [3, 4], l2(0.07)),
    ("l2 by its name", "l2", [5], l2(0.01)),
    ("l1l2", {"kind": "l1l2", "l1": 0.2, "l2": 0.5}, [3, 4], lambda w: l1(0.2)(w) + l2(0.5)(w)),
    ("rows", {"kind": "orthogonalRegularizer", "factor": 2.0}, [4, 3], orthogonal(2.0, "rows")),
    ("columns", {"kind": "orthogonalRegularizer", "mode": "columns"}, [3, 5],
     orthogonal(0.01, "columns")),
    ("two rows", "orthogonalRegularizer", [2, 6], orthogonal(0.01, "rows")),
]  # fmt: skip


def regularizers():
    cases = [regularized(*entry) for entry in REGULARIZERS]
    # A vector that is shorter than ε is divided by ε, which does not depend on it.
    title = "rows, one of them shorter than ε"
    w = Draw(title).floats(3, 4)
    w[1] *= 1e-8
    option = {"kind": "orthogonalRegularizer", "factor": 1.0}
    return [*cases, regularized(title, option, [3, 4], orthogonal(1.0, "rows"), w)]


def regularized(title, option, shape, formula, w=None):
    w = Draw(f"regularizer, {title}").floats(*shape) if w is None else w
    case = Case(f"{title} of {shape}", {"option": option}, weights={"w": w})
    one = torch.tensor(1.0, dtype=torch.float64)
    return case.record(lambda weights, _: {"penalty": formula(weights["w"])}, {"penalty": one})


def along(axis, wanted):
    def constrain(w):
        length = (w**2).sum(axis, keepdim=True).sqrt()
        return w * wanted(length) / (EPSILON + length)

    return constrain


def between(low, high, rate):
    return lambda length: rate * length.clamp(low, high) + (1 - rate) * length


def constraints():
    def at_most(length):
        return lambda lengths: lengths.clamp(max=length)

    unit = torch.ones_like
    short = {"kind": "maxNorm", "maxValue": 0.8}
    band = {"kind": "minMaxNorm", "minValue": 0.9, "maxValue": 1.2}
    return [
        constrained("maxNorm", {**short, "axis": 0}, [4, 3], along(0, at_most(0.8))),
        constrained("maxNorm", {**short, "axis": 1}, [4, 3], along(1, at_most(0.8))),
        constrained("maxNorm", {**short, "axis": -2}, [2, 3, 4], along(-2, at_most(0.8))),
        constrained("maxNorm, its defaults,", "maxNorm", [9, 2], along(0, at_most(2)), scale=2.0),
        constrained("unitNorm", {"kind": "unitNorm", "axis": -1}, [2, 3, 4], along(-1, unit)),
        constrained("unitNorm, its defaults,", "unitNorm", [4], along(0, unit)),
        constrained("minMaxNorm", {**band, "axis": 1}, [5, 4], along(1, between(0.9, 1.2, 1))),
        constrained(
            "minMaxNorm, part of the way,",
            {**band, "rate": 0.3, "axis": 0},
            [4, 5],
            along(0, between(0.9, 1.2, 0.3)),
        ),
        constrained("minMaxNorm, its defaults,", "minMaxNorm", [4, 3], along(0, between(0, 1, 1))),
        constrained("nonNeg", "nonNeg", [4, 3], lambda w: w.clamp(min=0)),
    ]


def constrained(title, option, shape, formula, scale=1.0):
    title = f"{title} of {shape}"
    w = Draw(f"constraint, {title}").floats(*shape, scale=scale)
    if len(shape) > 1:
        w[..., 0] = 0.0  # a vector without a length, or a part of each
    case = Case(title, {"option": option}, weights={"w": w})
    case.outputs = {"w": formula(w)}
    return case
