"""positionalEmbedding: learned, and the waves of Vaswani et al."""

import torch

from .case import Case, Draw

MASK = ["1101", "1111", "0110"]
START = [0, 2, 1]
BATCH, T, FEATURES, MOST = 3, 4, 5, 6


def families():
    return {
        "positionalEmbedding": [
            make(learned, masked, on)
            for learned in (True, False)
            for masked in (True, False)
            for on in (True, False)
        ]
    }


def make(learned, masked, on):
    parts = ["positionalEmbedding", "learned" if learned else "waves"]
    parts += ["masked"] if masked else []
    parts += ["further on"] if on else []
    title = ", ".join(parts)
    draw = Draw(title)
    weights = {"embeddings": draw.floats(MOST, FEATURES)} if learned else {}
    constants = {}
    if masked:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASK])
    if on:
        constants["position"] = torch.tensor(START)[:, None]

    def forward(w, given):
        x = given["x"]
        counts = given.get("mask", torch.ones(BATCH, T, dtype=torch.bool))
        places = counts.long().cumsum(1) - 1 + given.get("position", torch.zeros(BATCH, 1).long())
        table = w["embeddings"] if learned else waves()
        y = x + table[places.clamp(min=0)]
        return {"y": torch.where(counts[..., None], y, torch.zeros_like(y))}

    case = Case(title, {"learned": learned}, weights, {"x": draw.floats(BATCH, T, FEATURES)}, constants)
    return case.record(forward, {"y": draw.floats(BATCH, T, FEATURES)})


def waves():
    place = torch.arange(MOST, dtype=torch.float64)[:, None]
    column = torch.arange(FEATURES, dtype=torch.float64)[None, :]
    angle = place / 10000.0 ** ((column - column % 2) / FEATURES)
    return torch.where(column % 2 == 0, torch.sin(angle), torch.cos(angle))
