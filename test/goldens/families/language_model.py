"""A whole language model: embedding, two LSTM layers, dense, softmax cross-entropy."""

import torch
from torch.nn import functional as F

from .case import Case, Draw
from .recurrence import lstm_step, torch_module, unroll

VOCABULARY, WIDTH, UNITS = 7, 3, 4
CONFIG = {"activation": "tanh", "recurrentActivation": "sigmoid"}
PLAIN = [[3, 1, 4, 1, 5], [2, 6, 5, 3, 5], [6, 6, 2, 4, 1]]
# 0 is padding: behind, everywhere, in front and between.
PADDED = [[3, 1, 4, 0, 0], [0, 0, 0, 0, 0], [0, 6, 0, 4, 1]]
NEXT = [[1, 4, 1, 5, 2], [6, 5, 3, 5, 1], [6, 2, 4, 1, 3]]


def families():
    return {
        "languageModel": [
            make("language model without padding", PLAIN).check(by_torch),
            make("language model with padding", PADDED),
        ]
    }


def make(title, ids):
    draw = Draw(title)
    ids = torch.tensor(ids)
    weights = {"embedding/embeddings": draw.floats(VOCABULARY, WIDTH)}
    for layer, inputs in (("lstm", WIDTH), ("lstm_1", UNITS)):
        weights[f"{layer}/kernel"] = draw.floats(inputs, 4 * UNITS, scale=0.9)
        weights[f"{layer}/recurrentKernel"] = draw.floats(UNITS, 4 * UNITS, scale=0.8)
        weights[f"{layer}/bias"] = draw.floats(4 * UNITS, scale=0.6)
    weights["dense/kernel"] = draw.floats(UNITS, VOCABULARY)
    weights["dense/bias"] = draw.floats(VOCABULARY, scale=0.5)
    case = Case(
        title,
        {"maskZero": True, "units": UNITS},
        weights,
        constants={"ids": ids, "labels": torch.tensor(NEXT), "mask": ids != 0},
    )
    return case.record(plainly, {"loss": torch.tensor(1.0, dtype=torch.float64)})


def plainly(w, given):
    x = F.embedding(given["ids"], w["embedding/embeddings"])
    zero = torch.zeros(len(x), UNITS, dtype=torch.float64)
    for layer in recurrent_layers(w):
        x, _ = unroll(lstm_step(layer, CONFIG), x, (zero, zero), given["mask"])
    return loss_of(x, w, given)


def by_torch(w, given):
    x = F.embedding(given["ids"], w["embedding/embeddings"])
    y, _ = torch_module("lstm", CONFIG, *recurrent_layers(w))(x)
    return loss_of(y, w, given)


def recurrent_layers(w):
    return [
        {name: w[f"{layer}/{name}"] for name in ("kernel", "recurrentKernel", "bias")}
        for layer in ("lstm", "lstm_1")
    ]


def loss_of(x, w, given):
    logits = x @ w["dense/kernel"] + w["dense/bias"]
    losses = F.cross_entropy(
        logits.flatten(0, 1), given["labels"].flatten(), reduction="none"
    ).reshape(given["mask"].shape)
    counted = torch.where(given["mask"], losses, torch.zeros_like(losses))
    return {"logits": logits, "loss": counted.sum() / given["mask"].sum()}
