"""Connectionist temporal classification: torch.nn.functional.ctc_loss, which takes frames up to a
length; masked frames in between are left out before it sees them.
"""

import torch
from torch.nn import functional as F

from .case import Case, Draw

CLASSES = 5
LABELS = [[1, 2, 2], [4], [], [3, 3, 1]]  # filled up with the blank, 0
FRAMES = 7
MASK = [
    [1, 1, 1, 1, 1, 1, 0],
    [1, 0, 1, 1, 0, 0, 1],
    [0, 0, 0, 1, 1, 0, 0],
    [0, 1, 1, 1, 1, 1, 1],
]


def families():
    return {"ctc": [case(masked, weighted) for masked in (False, True) for weighted in (False, True)]}


def case(masked, weighted):
    title = "ctc" + (", weighted" if weighted else "") + (", masked" if masked else "")
    draw = Draw(title)
    rows = len(LABELS)
    longest = max(len(labels) for labels in LABELS)
    inputs = {"logits": draw.floats(rows, FRAMES, CLASSES, scale=2.0)}
    constants = {
        "labels": torch.tensor([labels + [0] * (longest - len(labels)) for labels in LABELS])
    }
    if masked:
        constants["mask"] = torch.tensor(MASK, dtype=torch.bool)
    if weighted:
        constants["rowWeights"] = draw.floats(rows).abs() * 2

    def forward(_, given):
        losses = []
        for row, labels in enumerate(LABELS):
            logits = given["logits"][row]
            frames = logits[given["mask"][row]] if masked else logits
            losses.append(
                F.ctc_loss(
                    frames.log_softmax(-1),
                    torch.tensor(labels, dtype=torch.long),
                    torch.tensor(len(frames)),
                    torch.tensor(len(labels)),
                    blank=0,
                    reduction="none",
                )
            )
        losses = torch.stack(losses)
        total = (losses * given["rowWeights"] if weighted else losses).sum()
        return {"loss": total / rows, "losses": losses, "count": torch.tensor(rows)}

    one = torch.tensor(1.0, dtype=torch.float64)
    return Case(title, {}, {}, inputs, constants).record(forward, {"loss": one})
