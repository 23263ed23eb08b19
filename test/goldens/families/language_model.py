"""Whole language models: embedding, two LSTM or GRU layers, dense, softmax cross-entropy."""

import torch
from torch.nn import functional as F

from .case import Case, Draw
from .recurrence import gru_step, lstm_step, torch_module, unroll

VOCABULARY, WIDTH, UNITS = 7, 3, 4
CONFIG = {"activation": "tanh", "recurrentActivation": "sigmoid", "resetAfter": True}
STEP = {"lstm": lstm_step, "gru": gru_step}
BIAS = {"lstm": (4 * UNITS,), "gru": (2, 3 * UNITS)}
PLAIN = [[3, 1, 4, 1, 5], [2, 6, 5, 3, 5], [6, 6, 2, 4, 1]]
# 0 is padding: behind, everywhere, in front and between.
PADDED = [[3, 1, 4, 0, 0], [0, 0, 0, 0, 0], [0, 6, 0, 4, 1]]
NEXT = [[1, 4, 1, 5, 2], [6, 5, 3, 5, 1], [6, 2, 4, 1, 3]]


def families():
    return {
        "languageModel": [
            *cases("lstm", "language model"),
            *cases("gru", "language model of GRUs"),
        ]
    }


def cases(kind, title):
    return [
        make(kind, f"{title} without padding", PLAIN).check(by_torch(kind)),
        make(kind, f"{title} with padding", PADDED),
    ]


def make(kind, title, ids):
    draw = Draw(title)
    ids = torch.tensor(ids)
    columns = BIAS[kind][-1]
    weights = {"embedding/embeddings": draw.floats(VOCABULARY, WIDTH)}
    for layer, inputs in ((kind, WIDTH), (f"{kind}_1", UNITS)):
        weights[f"{layer}/kernel"] = draw.floats(inputs, columns, scale=0.9)
        weights[f"{layer}/recurrentKernel"] = draw.floats(UNITS, columns, scale=0.8)
        weights[f"{layer}/bias"] = draw.floats(*BIAS[kind], scale=0.6)
    weights["dense/kernel"] = draw.floats(UNITS, VOCABULARY)
    weights["dense/bias"] = draw.floats(VOCABULARY, scale=0.5)
    case = Case(
        title,
        {"layers": kind, "maskZero": True, "units": UNITS},
        weights,
        constants={"ids": ids, "labels": torch.tensor(NEXT), "mask": ids != 0},
    )
    return case.record(plainly(kind), {"loss": torch.tensor(1.0, dtype=torch.float64)})


def plainly(kind):
    def run(w, given):
        x = F.embedding(given["ids"], w["embedding/embeddings"])
        zero = torch.zeros(len(x), UNITS, dtype=torch.float64)
        initial = (zero, zero) if kind == "lstm" else (zero,)
        for layer in recurrent_layers(kind, w):
            x, _ = unroll(STEP[kind](layer, CONFIG), x, initial, given["mask"])
        return loss_of(x, w, given)

    return run


def by_torch(kind):
    def run(w, given):
        x = F.embedding(given["ids"], w["embedding/embeddings"])
        y, _ = torch_module(kind, CONFIG, *recurrent_layers(kind, w))(x)
        return loss_of(y, w, given)

    return run


def recurrent_layers(kind, w):
    return [
        {name: w[f"{layer}/{name}"] for name in ("kernel", "recurrentKernel", "bias")}
        for layer in (kind, f"{kind}_1")
    ]


def loss_of(x, w, given):
    logits = x @ w["dense/kernel"] + w["dense/bias"]
    losses = F.cross_entropy(
        logits.flatten(0, 1), given["labels"].flatten(), reduction="none"
    ).reshape(given["mask"].shape)
    counted = torch.where(given["mask"], losses, torch.zeros_like(losses))
    return {"logits": logits, "loss": counted.sum() / given["mask"].sum()}
