"""layerNormalization."""

import torch
from torch import nn

from .case import Case, Draw


def families():
    return {"layerNormalization": layer_normalization()}


def layer_normalization():
    return [
        normalized("layerNormalization of [3, 4]", [3, 4]),
        normalized("layerNormalization of [2, 3, 11]", [2, 3, 11]),
        normalized("layerNormalization of [2, 5], PyTorch's epsilon", [2, 5], epsilon=1e-5),
        normalized("layerNormalization of [2, 5], without weights", [2, 5], weights=False),
        normalized("layerNormalization of [2, 2, 5], far from 0", [2, 2, 5], shift=1000.0),
    ]


def normalized(title, shape, weights=True, shift=0.0, **config):
    draw = Draw(title)
    epsilon = config.get("epsilon", 1e-3)
    size = shape[-1]
    given = {"gamma": draw.floats(size), "beta": draw.floats(size)} if weights else {}
    case = Case(title, config, given, {"x": draw.floats(*shape) + shift})

    def layer(w, inputs):
        norm = nn.LayerNorm(size, eps=epsilon, elementwise_affine=weights, dtype=torch.float64)
        named = {"weight": w["gamma"], "bias": w["beta"]} if weights else {}
        return {"y": nn.utils.stateless.functional_call(norm, named, (inputs["x"],))}

    def equations(w, inputs):
        x = inputs["x"]
        mean = x.mean(-1, keepdim=True)
        variance = ((x - mean) ** 2).mean(-1, keepdim=True)
        normal = (x - mean) / torch.sqrt(variance + epsilon)
        return {"y": w["gamma"] * normal + w["beta"] if weights else normal}

    # so far from 0 both lose digits of x, each in its own way
    case.record(equations, {"y": draw.floats(*shape)})
    return case if shift else case.check(layer)
