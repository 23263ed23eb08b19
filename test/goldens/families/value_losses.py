"""Losses of values and the focal losses: Keras' formulas, written plainly; where PyTorch has the loss,
it must agree.
"""

import math

import torch
from torch.nn import functional as F

from .case import Case, Draw
from .losses import counted_steps, describe, given_by, record, reduce

EPSILON = 1e-7
FEATURES = 4
GIVEN = [([4], True, None), ([3, 5], False, None), ([3, 5], True, "mixed")]


def families():
    return {"valueLosses": [case for loss in LOSSES for case in cases_of(*loss)]}


def normal(draw, shape):
    return draw.floats(*shape, scale=2.0)


def positive(draw, shape):
    return draw.floats(*shape).abs() * 2 + 0.1


def probabilities(draw, shape):
    return draw.floats(*shape).abs() * 0.8 + 0.1


def bits(draw, shape):
    return draw.ids(2, *shape).to(torch.float64)


def one_hot(draw, shape):
    return F.one_hot(draw.ids(shape[-1], *shape[:-1]), shape[-1]).to(torch.float64)


def distributions(draw, shape):
    parts = draw.ids(11, *shape)
    parts[..., -1] += 64 - parts.sum(-1)
    return parts.to(torch.float64) / 64


def huber(delta):
    def loss(y, t):
        error = (y - t).abs()
        return torch.where(error <= delta, error**2 / 2, delta * error - delta**2 / 2).mean(-1)

    return loss


def mean_absolute_error(y, t):
    return (y - t).abs().mean(-1)


def mean_absolute_percentage_error(y, t):
    return 100 * ((t - y) / t.abs().clamp(min=EPSILON)).abs().mean(-1)


def mean_squared_logarithmic_error(y, t):
    first = (y.clamp(min=EPSILON) + 1).log()
    second = (t.clamp(min=EPSILON) + 1).log()
    return ((first - second) ** 2).mean(-1)


def log_cosh(y, t):
    return (y - t).cosh().log().mean(-1)


def kl_divergence(y, t):
    y = y.clamp(EPSILON, 1)
    t = t.clamp(EPSILON, 1)
    return (t * (t / y).log()).sum(-1)


def poisson(y, t):
    return (y - t * (y + EPSILON).log()).mean(-1)


def cosine_similarity(y, t):
    return -(y * t).sum(-1) / (y.norm(dim=-1) * t.norm(dim=-1))


def sides(t):
    return torch.where(t == 0, -torch.ones_like(t), t)


def hinge(y, t):
    return (1 - sides(t) * y).clamp(min=0).mean(-1)


def squared_hinge(y, t):
    return ((1 - sides(t) * y).clamp(min=0) ** 2).mean(-1)


def categorical_hinge(y, t):
    positive_score = (t * y).sum(-1)
    negative_score = ((1 - t) * y).max(-1).values
    return (negative_score - positive_score + 1).clamp(min=0)


def binary_focal(gamma=2.0, alpha=None):
    def loss(x, z):
        p = x.sigmoid()
        entropy = -(z * p.log() + (1 - z) * (1 - p).log())
        right = z * p + (1 - z) * (1 - p)
        weight = 1 if alpha is None else z * alpha + (1 - z) * (1 - alpha)
        return (weight * (1 - right) ** gamma * entropy).mean(-1)

    return loss


def categorical_focal(gamma=2.0, alpha=0.25):
    def loss(x, q):
        p = x.softmax(-1)
        weights = torch.tensor(alpha, dtype=torch.float64)
        return (weights * (1 - p) ** gamma * -q * p.log()).sum(-1)

    return loss


def per_step(function, **options):
    return lambda y, t: function(y, t, reduction="none", **options).mean(-1)


# name, options, what draws predictions and targets, the formula, PyTorch's own
LOSSES = [
    ("meanAbsoluteError", {}, normal, normal, mean_absolute_error, per_step(F.l1_loss)),
    ("meanAbsolutePercentageError", {}, normal, positive, mean_absolute_percentage_error, None),
    ("meanSquaredLogarithmicError", {}, normal, positive, mean_squared_logarithmic_error, None),
    ("logCosh", {}, normal, normal, log_cosh,
     lambda y, t: ((y - t) + F.softplus(-2 * (y - t)) - math.log(2)).mean(-1)),
    ("klDivergence", {}, probabilities, probabilities, kl_divergence,
     lambda y, t: F.kl_div(y.log(), t, reduction="none").sum(-1)),
    ("poisson", {}, positive, positive, poisson,
     per_step(F.poisson_nll_loss, log_input=False, full=False, eps=EPSILON)),
    ("cosineSimilarity", {}, normal, normal, cosine_similarity,
     lambda y, t: -F.cosine_similarity(y, t, dim=-1)),
    ("hinge", {}, normal, bits, hinge, None),
    ("squaredHinge", {}, normal, bits, squared_hinge, None),
    ("categoricalHinge", {}, normal, one_hot, categorical_hinge, None),
    ("huber", {"delta": 1.0}, normal, normal, huber(1.0), per_step(F.huber_loss, delta=1.0)),
    ("huber", {"delta": 0.3}, normal, normal, huber(0.3), per_step(F.huber_loss, delta=0.3)),
    ("binaryFocalCrossentropy", {}, normal, bits, binary_focal(), None),
    ("binaryFocalCrossentropy", {"gamma": 1.5, "alpha": 0.3}, normal, probabilities,
     binary_focal(1.5, 0.3), None),
    ("categoricalFocalCrossentropy", {}, normal, one_hot, categorical_focal(), None),
    ("categoricalFocalCrossentropy", {"gamma": 0.7, "alpha": [0.1, 0.9, 0.4, 0.6]}, normal,
     distributions, categorical_focal(0.7, [0.1, 0.9, 0.4, 0.6]), None),
]  # fmt: skip


def cases_of(name, options, predictions, targets, formula, pytorch):
    for leading, weighted, masked in GIVEN:
        title = name + describe(leading, weighted, masked)
        title += f", {options}" if options else ""
        draw = Draw(title)
        shape = [*leading, FEATURES]
        inputs = {"predictions": predictions(draw, shape)}
        constants = {**given_by(draw, leading, weighted, masked), "targets": targets(draw, shape)}

        def with_steps(of_steps, leading=leading):
            def forward(_, given):
                losses = of_steps(given["predictions"], given["targets"])
                return reduce(losses, counted_steps(leading, given), given.get("stepWeights"))

            return forward

        config = {"loss": name, "options": options}
        case = record(Case(title, config, {}, inputs, constants), with_steps(formula), masked)
        yield case if pytorch is None else case.check(with_steps(pytorch))
