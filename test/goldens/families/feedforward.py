"""dense, embedding and the activations alone."""

import torch
from torch.nn import functional as F

from .activations import ALL, ROWS
from .case import Case, Draw


def families():
    return {"dense": dense(), "embedding": embedding(), "activation": activation()}


def dense():
    cases = []
    for name in ALL:
        for shape in ([3, 4], [2, 3, 4]):
            for bias in (True, False):
                if not bias and name != "tanh":
                    continue
                title = f"dense {name} on {shape}, {'with' if bias else 'without'} bias"
                draw = Draw(title)
                weights = {"kernel": draw.floats(4, 5, scale=0.7)}
                if bias:
                    weights["bias"] = draw.floats(5, scale=0.5)
                case = Case(
                    title,
                    {"units": 5, "activation": name, "useBias": bias},
                    weights,
                    {"x": draw.floats(*shape)},
                )

                def forward(w, given, act=ALL[name]):
                    bias_or_none = w.get("bias")
                    return {"y": act(F.linear(given["x"], w["kernel"].T, bias_or_none))}

                cases.append(case.record(forward, {"y": draw.floats(*shape[:-1], 5)}))
    return cases


def embedding():
    return [
        embed("embedding of ids that occur twice", [[1, 4, 1], [4, 4, 0]]),
        embed("embedding of one id, everywhere", [[2, 2, 2, 2]]),
        embed("embedding of ids that occur once", [[5], [3], [0]]),
        embed(
            "embedding of masked ids, which give zeros",
            [[3, 1, 3, 0], [2, 2, 2, 2], [0, 5, 0, 3]],
            mask=[[1, 1, 1, 0], [0, 0, 0, 0], [0, 1, 0, 1]],
        ),
    ]


def embed(title, ids, mask=None):
    draw = Draw(title)
    ids = torch.tensor(ids)
    constants = {"ids": ids}
    if mask:
        constants["mask"] = torch.tensor(mask, dtype=torch.bool)

    def forward(w, given):
        y = F.embedding(given["ids"], w["embeddings"])
        return {"y": torch.where(given["mask"][..., None], y, torch.zeros_like(y)) if mask else y}

    config = {"inputDim": 6, "outputDim": 3}
    case = Case(title, config, {"embeddings": draw.floats(6, 3)}, constants=constants)
    return case.record(forward, {"y": draw.floats(*ids.shape, 3)})


def activation():
    # From deep saturation through the bend at 0 to deep saturation; beside exp(25) no other entry
    # would count, so where exponentials are compared with each other the range is smaller.
    spread = [-30.0, -7.5, -2.0, -0.5, -1e-3, 0.0, 1e-3, 0.25, 1.5, 4.0, 12.0, 25.0]
    tame = [value / 8 for value in spread]
    cases = []
    for name, function in ALL.items():
        title = f"activation {name}"
        draw = Draw(title)
        x = torch.tensor(tame if name == "exponential" or name in ROWS else spread)
        case = Case(title, {"activation": name}, {}, {"x": x.to(torch.float64).reshape(2, 2, 3)})
        cases.append(
            case.record(
                lambda w, given, f=function: {"y": f(given["x"])}, {"y": draw.floats(2, 2, 3)}
            )
        )
    return cases
