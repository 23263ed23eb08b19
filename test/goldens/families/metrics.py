"""Metrics, written from their definitions: one step after the other over plain lists. The area under a
ROC curve is the share of pairs that stand in the right order, the one under precision over recall an
integral of the interpolated curve; predictions are drawn so that thresholds lose nothing of them.
"""

import math

import numpy
import torch

from .case import Case, Draw

B, T = 6, 5
# Behind, in front, between, everywhere; the first step of all is masked.
MASK = [[0, 1, 1, 1, 1], [1, 1, 1, 0, 0], [0, 0, 1, 1, 1], [1, 0, 1, 0, 1], [0, 0, 0, 0, 0], [1] * 5]
GIVEN = [(False, False), (True, False), (True, True)]


def families():
    return {"metrics": [case_of(*metric, *given) for metric in METRICS for given in GIVEN]}


# What a metric is computed of: for each step that counts its prediction, its target, its weight.


def weighted_mean(steps, value):
    total = sum(weight for _, _, weight in steps)
    return sum(weight * value(y, t) for y, t, weight in steps) / total


def first_of_largest(numbers):
    return numbers.index(max(numbers))


def accuracy(steps):
    return weighted_mean(steps, lambda y, t: first_of_largest(y) == t[0])


def label_accuracy(steps):
    """Of labels with logits: the mean over the labels of a step."""
    return weighted_mean(
        steps, lambda y, t: sum((a > 0) == (b == 1) for a, b in zip(y, t)) / len(y)
    )


def top_k(k, of_distributions=False):
    def metric(steps):
        def hit(y, t):
            right = first_of_largest(t) if of_distributions else t[0]
            return sum(score > y[right] for score in y) < k

        return weighted_mean(steps, hit)

    return metric


def nll(y, t):
    return math.log(sum(math.exp(logit) for logit in y)) - y[t[0]]


def perplexity(steps):
    return math.exp(weighted_mean(steps, nll))


def bits_per_token(steps):
    return weighted_mean(steps, nll) / math.log(2)


def mean_absolute_error(steps):
    return weighted_mean(steps, lambda y, t: sum(abs(a - b) for a, b in zip(y, t)) / len(y))


def root_mean_squared_error(steps):
    square = weighted_mean(steps, lambda y, t: sum((a - b) ** 2 for a, b in zip(y, t)) / len(y))
    return math.sqrt(square)


def r2_score(steps):
    total = sum(weight for _, _, weight in steps)
    scores = []
    for j in range(len(steps[0][0])):
        mean = sum(weight * t[j] for _, t, weight in steps) / total
        error = sum(weight * (t[j] - y[j]) ** 2 for y, t, weight in steps)
        spread = sum(weight * (t[j] - mean) ** 2 for _, t, weight in steps)
        scores.append(1 - error / spread)
    return sum(scores) / len(scores)


# Labels: (how likely, whether right, weight) of every label of every step.


def softmax(y):
    parts = [math.exp(logit) for logit in y]
    return [part / sum(parts) for part in parts]


def sigmoid(y):
    return [1 / (1 + math.exp(-logit)) for logit in y]


def as_it_is(y):
    return y


def right_labels(y, t):
    """A class stands for labels of which one is right."""
    if len(t) == len(y):
        return [target >= 0.5 for target in t]
    return [j == t[0] for j in range(len(y))]


def said_labels(p, threshold, k):
    return [x > threshold and (k is None or sum(z > x for z in p) < k) for x in p]


def hits(probabilities, of, threshold=None, k=None, label=None):
    threshold = (0.5 if k is None else 0) if threshold is None else threshold

    def metric(steps):
        true_positive = false_positive = false_negative = 0
        for y, t, weight in steps:
            said, right = said_labels(probabilities(y), threshold, k), right_labels(y, t)
            for j in range(len(y)) if label is None else [label]:
                true_positive += weight * (said[j] and right[j])
                false_positive += weight * (said[j] and not right[j])
                false_negative += weight * (right[j] and not said[j])
        rest = false_positive if of == "said" else false_negative
        return true_positive / (true_positive + rest)

    return metric


def f1(probabilities, average=None, threshold=None):
    def metric(steps):
        labels = len(steps[0][0])
        hit, said, right = ([0] * labels for _ in range(3))
        for y, t, weight in steps:
            p = probabilities(y)
            for j in range(labels):
                is_said = first_of_largest(p) == j if threshold is None else p[j] > threshold
                is_right = right_labels(y, t)[j]
                hit[j] += weight * (is_said and is_right)
                said[j] += weight * is_said
                right[j] += weight * is_right
        scores = [2 * h / (s + r) for h, s, r in zip(hit, said, right)]
        if average == "micro":
            return 2 * sum(hit) / (sum(said) + sum(right))
        if average == "weighted":
            return sum(score * r for score, r in zip(scores, right)) / sum(right)
        mean = sum(scores) / labels
        return mean if average == "macro" else (mean, scores)

    return metric


def confusion(steps):
    classes = max(2, len(steps[0][0]))
    table = [[0] * classes for _ in range(classes)]
    for y, t, weight in steps:
        said = first_of_largest(y) if len(y) > 1 else int(y[0] > 0.5)
        right = int(t[0] >= 0.5) if len(y) == 1 else t[0] if len(t) == 1 else first_of_largest(t)
        table[right][said] += weight
    all_of_them = sum(sum(row) for row in table)
    return sum(table[i][i] for i in range(classes)) / all_of_them, [x for row in table for x in row]


def labels_of(steps):
    for y, t, weight in steps:
        for p, right in zip(y, right_labels(y, t)):
            yield p, right, weight


def roc_area(steps):
    """The weighted share of pairs of a right and a wrong label in which the right one is likelier."""
    labels = list(labels_of(steps))
    right = [(p, weight) for p, is_right, weight in labels if is_right]
    wrong = [(p, weight) for p, is_right, weight in labels if not is_right]
    ordered = sum(
        w * v * (1 if p > q else 0.5 if p == q else 0) for p, w in right for q, v in wrong
    )
    return ordered / (sum(w for _, w in right) * sum(v for _, v in wrong))


def precision_recall_area(steps):
    """The integral of precision over true positives between the points of the curve, false positives
    growing with them in proportion, by quadrature."""
    labels = list(labels_of(steps))
    nodes, shares = numpy.polynomial.legendre.leggauss(60)
    hit = miss = area = 0.0
    for p in sorted({p for p, _, _ in labels}, reverse=True):
        more = sum(w for q, is_right, w in labels if q == p and is_right)
        fewer = sum(w for q, is_right, w in labels if q == p and not is_right)
        way = (nodes + 1) / 2
        tp, fp = hit + way * more, miss + way * fewer
        if more > 0:
            area += more * float((shares / 2 * tp / (tp + fp)).sum())
        hit, miss = hit + more, miss + fewer
    return area / hit


# What predictions and targets are drawn from.


def logits(draw, n):
    return draw.floats(B, T, n, scale=2.0)


def quarters(draw, n):
    """On both sides of 1/2, and on it."""
    return draw.ids(5, B, T, n).to(torch.float64) / 4


def tenths(draw, n):
    """On the thresholds of 11: each is only above those that are smaller."""
    return (draw.ids(10, B, T, n) + 1).to(torch.float64) / 10


def twentieths(draw, n):
    """Between the thresholds of 11."""
    return (2 * draw.ids(10, B, T, n) + 1).to(torch.float64) / 20


def classes(draw, n):
    return draw.ids(n, B, T)


def bits(draw, n):
    return draw.ids(2, B, T, n).to(torch.float64)


def numbers(draw, n):
    return draw.floats(B, T, n)


def far_numbers(draw, n):
    """Far from 0, compared with how they are spread."""
    return draw.floats(B, T, n) + 100


def one_hot(draw, n):
    return torch.nn.functional.one_hot(draw.ids(n, B, T), n).to(torch.float64)


SPARSE, BINARY = "sparseCategoricalCrossentropy", "binaryCrossentropy"
CATEGORICAL, SQUARED = "categoricalCrossentropy", "meanSquaredError"

# the metric, its options, the loss beside it, how many numbers a step has, what they are drawn from
METRICS = [
    ("accuracy", {}, SPARSE, 4, logits, classes, accuracy),
    ("accuracy", {}, BINARY, 3, logits, bits, label_accuracy),
    ("sparseTopKCategoricalAccuracy", {}, SPARSE, 8, logits, classes, top_k(5)),
    ("sparseTopKCategoricalAccuracy", {"k": 2}, SPARSE, 6, quarters, classes, top_k(2)),
    ("topKCategoricalAccuracy", {"k": 2}, CATEGORICAL, 5, logits, one_hot, top_k(2, True)),
    ("perplexity", {}, SPARSE, 5, logits, classes, perplexity),
    ("bitsPerToken", {}, SPARSE, 5, logits, classes, bits_per_token),
    ("meanAbsoluteError", {}, SQUARED, 3, logits, numbers, mean_absolute_error),
    ("rootMeanSquaredError", {}, SQUARED, 3, logits, numbers, root_mean_squared_error),
    ("rootMeanSquaredError", {}, SQUARED, 1, logits, numbers, root_mean_squared_error),
    ("r2Score", {}, SQUARED, 3, logits, numbers, r2_score),
    ("r2Score", {}, SQUARED, 1, far_numbers, far_numbers, r2_score),
    ("precision", {}, SPARSE, 4, logits, classes, hits(softmax, "said")),
    ("precision", {}, SQUARED, 3, quarters, bits, hits(as_it_is, "said")),
    ("precision", {"thresholds": 0.75}, SQUARED, 3, quarters, bits, hits(as_it_is, "said", 0.75)),
    ("precision", {"topK": 2}, BINARY, 4, logits, bits, hits(sigmoid, "said", k=2)),
    ("precision", {"classId": 1, "thresholds": 0.3}, BINARY, 3, logits, bits,
     hits(sigmoid, "said", 0.3, label=1)),
    ("recall", {}, BINARY, 3, logits, bits, hits(sigmoid, "there")),
    ("recall", {"thresholds": 0.2}, SPARSE, 4, logits, classes, hits(softmax, "there", 0.2)),
    ("recall", {"topK": 2, "thresholds": 0.3}, SPARSE, 4, logits, classes,
     hits(softmax, "there", 0.3, k=2)),
    ("recall", {"classId": 2}, SQUARED, 3, quarters, bits, hits(as_it_is, "there", label=2)),
    ("f1Score", {}, SPARSE, 4, logits, classes, f1(softmax)),
    ("f1Score", {"average": "macro"}, SPARSE, 4, logits, classes, f1(softmax, "macro")),
    ("f1Score", {"average": "weighted"}, SPARSE, 4, logits, classes, f1(softmax, "weighted")),
    ("f1Score", {"average": "micro", "threshold": 0.5}, SQUARED, 3, quarters, bits,
     f1(as_it_is, "micro", 0.5)),
    ("f1Score", {"average": None, "threshold": 0.4}, BINARY, 3, logits, bits,
     f1(sigmoid, None, 0.4)),
    ("auc", {"numThresholds": 11}, SQUARED, 1, tenths, bits, roc_area),
    ("auc", {"numThresholds": 11}, SQUARED, 3, twentieths, bits, roc_area),
    ("auc", {"numThresholds": 11, "curve": "PR"}, SQUARED, 1, twentieths, bits,
     precision_recall_area),
    ("auc", {"numThresholds": 11, "curve": "PR"}, SQUARED, 3, tenths, bits, precision_recall_area),
    ("confusionMatrix", {}, SPARSE, 4, logits, classes, confusion),
    ("confusionMatrix", {}, CATEGORICAL, 3, logits, one_hot, confusion),
    ("confusionMatrix", {}, SQUARED, 1, quarters, bits, confusion),
]  # fmt: skip


def case_of(metric, options, loss, n, predictions, targets, formula, weighted, masked):
    title = f"{metric} of {n}, {options}, beside {loss}"
    title += (", weighted" if weighted else "") + (", masked" if masked else "")
    draw = Draw(title)
    y, t = predictions(draw, n), targets(draw, n)
    constants = {"predictions": y, "targets": t}
    counts = torch.ones(B, T)
    weights = torch.ones(B, T)
    if weighted:
        weights = constants["stepWeights"] = (draw.floats(B, T).abs() * 2).round(decimals=4)
        weights[0, 2] = 0.0
    if masked:
        counts = constants["mask"] = torch.tensor(MASK, dtype=torch.bool)
    case = Case(title, {"metric": metric, "options": options, "loss": loss}, constants=constants)
    steps = [
        (y[b, s].tolist(), t[b, s].reshape(-1).tolist(), float(weights[b, s]))
        for b in range(B)
        for s in range(T)
        if counts[b, s]
    ]
    result = formula(steps)
    one, several = result if isinstance(result, tuple) else (result, None)
    case.outputs = {"result": torch.tensor(float(one), dtype=torch.float64)}
    if several is not None:
        case.outputs["results"] = torch.tensor(several, dtype=torch.float64)
    return case
