"""Losses on logits. The batch loss is

    sum of weight * loss over the counted steps / number of counted steps

where a step counts if it is neither masked nor ignored: a count, not the sum of the weights.
"""

import torch
from torch.nn import functional as F

from .case import Case, Draw

# The second row has no step that counts.
MASK = [[1, 1, 1, 0, 0], [0, 0, 0, 0, 0], [1, 0, 1, 1, 1]]


def families():
    return {
        "softmaxCrossEntropy": softmax_cross_entropy(),
        "categoricalGeneralizedCrossEntropy": generalized(),
        "sigmoidCrossEntropy": elementwise(
            "sigmoidCrossEntropy",
            "logits",
            lambda logits, t: F.binary_cross_entropy_with_logits(logits, t, reduction="none"),
            lambda draw, shape: draw.ids(9, *shape).to(torch.float64) / 8,
        ),
        "meanSquaredError": elementwise(
            "meanSquaredError",
            "predictions",
            lambda y, t: F.mse_loss(y, t, reduction="none"),
            lambda draw, shape: draw.floats(*shape),
        ),
    }


def reduce(step_losses, counted, weights):
    """The batch loss, and the loss of every step before weights, 0 where it is not counted."""
    kept = torch.where(counted, step_losses, torch.zeros_like(step_losses))
    total = (kept if weights is None else kept * weights).sum()
    count = counted.sum()
    return {"loss": total / max(int(count), 1), "losses": kept, "count": count}


def given_by(draw, leading, weighted, masked):
    """The mask and the weights, one of them 0: it lightens the sum, not the count."""
    extra = {}
    if masked == "mixed":
        extra["mask"] = torch.tensor(MASK, dtype=torch.bool)
    if masked == "all":
        extra["mask"] = torch.zeros(leading, dtype=torch.bool)
    if weighted:
        weights = draw.floats(*leading).abs() * 2
        weights.view(-1)[0] = 0.0
        extra["stepWeights"] = weights
    return extra


def counted_steps(leading, given, labels=None, ignored=None):
    counted = given.get("mask", torch.ones(leading, dtype=torch.bool))
    return counted if ignored is None else counted & (labels != ignored)


GIVEN = [  # the shape before the classes, weighted, masked
    ([4], False, None),
    ([4], True, None),
    ([3, 5], False, None),
    ([3, 5], True, None),
    ([3, 5], False, "mixed"),
    ([3, 5], True, "mixed"),
    ([3, 5], True, "all"),
]


def describe(leading, weighted, masked):
    words = f" on {leading}"
    words += ", weighted" if weighted else ""
    return words + (f", masked: {masked}" if masked else "")


def record(case, forward, masked):
    one = torch.tensor(1.0, dtype=torch.float64)
    return case.record(forward, {"loss": one}, zero=case.inputs if masked == "all" else ())


def softmax_cross_entropy():
    classes = 6
    cases = []
    for leading, weighted, masked in GIVEN:
        for targets, smoothing, ignored in (
            ("sparse", 0.0, None),
            ("sparse", 0.1, None),
            ("sparse", 0.0, -1),
            ("sparse", 0.1, 2),
            ("dense", 0.0, None),
            ("dense", 0.1, None),
        ):
            title = f"softmaxCrossEntropy{describe(leading, weighted, masked)}, {targets} targets"
            title += f", smoothing {smoothing}" if smoothing else ""
            title += f", ignored {ignored}" if ignored is not None else ""
            cases.append(
                softmax_case(title, classes, leading, weighted, masked, targets, smoothing, ignored)
            )
    cases.append(
        softmax_case(
            "softmaxCrossEntropy of logits around 10000",
            classes, [3, 5], True, "mixed", "sparse", 0.0, None, shift=1e4,
        )
    )
    return cases


def softmax_case(
    title, classes, leading, weighted, masked, targets, smoothing, ignored, shift=0.0
):
    draw = Draw(title)
    inputs = {"logits": draw.floats(*leading, classes, scale=2.0) + shift}
    constants = given_by(draw, leading, weighted, masked)
    if targets == "sparse":
        labels = draw.ids(classes, *leading)
        if ignored is not None:  # every third label
            labels.view(-1)[1::3] = ignored
        constants["labels"] = labels
    else:  # multiples of 1/64, so that they add to 1 exactly
        parts = draw.ids(11, *leading, classes)
        parts[..., -1] += 64 - parts.sum(-1)
        constants["targets"] = parts.to(torch.float64) / 64
    config = {"labelSmoothing": smoothing}
    if ignored is not None:
        config["ignoreClass"] = ignored
    labels = constants.get("labels")

    def forward(_, given):
        logits = given["logits"].reshape(-1, classes)
        target = given["targets"].reshape(-1, classes) if labels is None else labels.reshape(-1)
        ignore_index = {} if ignored is None else {"ignore_index": ignored}
        losses = F.cross_entropy(
            logits, target, reduction="none", label_smoothing=smoothing, **ignore_index
        ).reshape(leading)
        counted = counted_steps(leading, given, labels, ignored)
        return reduce(losses, counted, given.get("stepWeights"))

    return record(Case(title, config, {}, inputs, constants), forward, masked)


def generalized():
    """Keras' formula, from the probabilities of torch.softmax."""
    classes = 6
    cases = []
    for (leading, weighted, masked), q in zip(GIVEN, (None, 0.5, 0.2, 0.7, 0.9, 0.4, 0.3)):
        ignored = 2 if q == 0.7 else None
        title = f"categoricalGeneralizedCrossEntropy{describe(leading, weighted, masked)}, q {q}"
        draw = Draw(title)
        inputs = {"logits": draw.floats(*leading, classes, scale=2.0)}
        constants = given_by(draw, leading, weighted, masked)
        labels = constants["labels"] = draw.ids(classes, *leading)
        if ignored is not None:
            labels.view(-1)[1::3] = ignored

        def forward(_, given, labels=labels, ignored=ignored, q=0.5 if q is None else q):
            p = torch.softmax(given["logits"], dim=-1)
            right = torch.gather(p, -1, given["labels"][..., None])[..., 0]
            losses = (1 - right**q) / q
            counted = counted_steps(leading, given, labels, ignored)
            return reduce(losses, counted, given.get("stepWeights"))

        config = {} if q is None else {"q": q}
        if ignored is not None:
            config["ignoreClass"] = ignored
        cases.append(record(Case(title, config, {}, inputs, constants), forward, masked))
    return cases


def elementwise(kind, read, function, draw_targets):
    cases = []
    for leading, weighted, masked in GIVEN:
        title = kind + describe(leading, weighted, masked)
        draw = Draw(title)
        shape = [*leading, 3]
        inputs = {read: draw.floats(*shape, scale=3.0)}
        constants = given_by(draw, leading, weighted, masked)
        constants["targets"] = draw_targets(draw, shape)

        def forward(_, given):
            losses = function(given[read], given["targets"]).mean(-1)
            return reduce(losses, counted_steps(leading, given), given.get("stepWeights"))

        cases.append(record(Case(title, {}, {}, inputs, constants), forward, masked))
    return cases
