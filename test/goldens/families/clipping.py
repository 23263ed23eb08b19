"""Clipping by value, by each gradient's norm and by the norm of all.

torch.nn.utils.clip_grad_norm_ divides by norm + 1e-6; here it is g * limit / max(norm, limit).
"""

import torch

from .case import Case, Draw

# One gradient stays under every limit of 1, one is far above.
GRADIENTS = {"kernel": ([3, 4], 2.0), "bias": ([4], 0.2), "embeddings": ([9, 1], 0.7)}


def families():
    return {
        "clipping": [
            make("clipValue", 0.5),
            make("clipValue", 5.0),
            make("clipNorm", 1.0),
            make("clipNorm", 50.0),
            make("globalClipNorm", 1.0),
            make("globalClipNorm", 50.0),
        ]
    }


def by_value(gradients, limit):
    return {key: g.clamp(-limit, limit) for key, g in gradients.items()}


def by_norm(gradients, limit):
    return {key: g * limit / max(norm([g]), limit) for key, g in gradients.items()}


def by_global_norm(gradients, limit):
    all_norm = norm(gradients.values())
    return {key: g * limit / max(all_norm, limit) for key, g in gradients.items()}


def norm(tensors):
    return sum(float((g**2).sum()) for g in tensors) ** 0.5


CLIPPINGS = {"clipValue": by_value, "clipNorm": by_norm, "globalClipNorm": by_global_norm}


def make(option, limit):
    draw = Draw("clipping")
    gradients = {key: draw.floats(*shape, scale=s) for key, (shape, s) in GRADIENTS.items()}
    case = Case(f"{option} {limit}", {option: limit}, constants=gradients)
    clipped = CLIPPINGS[option](gradients, limit)
    changed = any(not torch.allclose(clipped[key], g, rtol=1e-9) for key, g in gradients.items())
    case.outputs = {
        **clipped,
        "norm": torch.tensor(norm(gradients.values()), dtype=torch.float64),
        "clipped": torch.tensor(changed),
    }
    return case
