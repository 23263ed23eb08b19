"""Keras 3's optimizers, as its documentation gives them, on gradients that are given.

Not torch.optim: it puts epsilon elsewhere, and momentum before the learning rate.
"""

import torch

from .case import Case, Draw
from .clipping import CLIPPINGS

STEPS = 20
SHAPES = {"kernel": [2, 3], "bias": [3], "embeddings": [4, 1]}
# Gradients of three sizes: epsilon 1e-7 counts beside the smallest, not beside the largest.
SCALES = {"kernel": 2.0, "bias": 0.05, "embeddings": 3e-6}

CONSTANT = [0.01] * STEPS
FALLING = [0.02 * (1 - step / 25) for step in range(STEPS)]


def families():
    return {
        "optimizers": [
            make(sgd, CONSTANT, momentum=0.0, nesterov=False),
            make(sgd, CONSTANT, momentum=0.9, nesterov=False),
            make(sgd, CONSTANT, momentum=0.9, nesterov=True),
            make(sgd, FALLING, momentum=0.9, nesterov=False),
            make(sgd, FALLING, momentum=0.9, nesterov=True),
            make(rmsprop, CONSTANT, rho=0.9, momentum=0.0, epsilon=1e-7, centered=False),
            make(rmsprop, FALLING, rho=0.9, momentum=0.9, epsilon=1e-7, centered=False),
            make(rmsprop, CONSTANT, rho=0.9, momentum=0.0, epsilon=1e-7, centered=True),
            make(rmsprop, CONSTANT, rho=0.8, momentum=0.5, epsilon=1e-4, centered=True),
            make(adam, CONSTANT, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=False),
            make(adam, FALLING, beta1=0.8, beta2=0.95, epsilon=1e-5, amsgrad=False),
            make(adam, CONSTANT, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=True),
            make(adam, CONSTANT, beta1=0.9, beta2=0.5, epsilon=1e-7, amsgrad=True),
            make(sgd, CONSTANT, ("globalClipNorm", 1.0), momentum=0.9, nesterov=False),
            make(
                rmsprop,
                CONSTANT,
                ("clipValue", 0.5),
                rho=0.9,
                momentum=0.0,
                epsilon=1e-7,
                centered=False,
            ),
            make(
                adam,
                CONSTANT,
                ("clipNorm", 0.05),
                beta1=0.9,
                beta2=0.999,
                epsilon=1e-7,
                amsgrad=False,
            ),
        ]
    }


def sgd(w, momentum, nesterov):
    v = torch.zeros_like(w)

    def step(g, rate):
        nonlocal v, w
        if momentum == 0:
            w = w - rate * g
            return w
        v = momentum * v - rate * g
        w = w + (momentum * v - rate * g if nesterov else v)
        return w

    return step


def rmsprop(w, rho, momentum, epsilon, centered):
    s, mean, v = torch.zeros_like(w), torch.zeros_like(w), torch.zeros_like(w)

    def step(g, rate):
        nonlocal s, mean, v, w
        s = rho * s + (1 - rho) * g**2
        spread = s
        if centered:
            mean = rho * mean + (1 - rho) * g
            spread = s - mean**2
        v = momentum * v + rate * g / torch.sqrt(spread + epsilon)
        w = w - v
        return w

    return step


def adam(w, beta1, beta2, epsilon, amsgrad):
    m, v, largest = torch.zeros_like(w), torch.zeros_like(w), torch.zeros_like(w)
    t = 0

    def step(g, rate):
        nonlocal m, v, largest, w, t
        t += 1
        alpha = rate * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
        m = m + (g - m) * (1 - beta1)
        v = v + (g**2 - v) * (1 - beta2)
        largest = torch.maximum(largest, v)
        w = w - alpha * m / (torch.sqrt(largest if amsgrad else v) + epsilon)
        return w

    return step


def make(optimizer, rates, clip=None, **options):
    if clip:
        options[clip[0]] = clip[1]
    name = optimizer.__name__
    title = name + "".join(f", {key} {value}" for key, value in options.items())
    title += ", the learning rate falling" if rates is FALLING else ""
    draw = Draw(title)
    weights = {key: draw.floats(*shape) for key, shape in SHAPES.items()}
    gradients = {
        key: draw.floats(STEPS, *shape) * SCALES[key] for key, shape in SHAPES.items()
    }
    gradients["bias"][7:10] = 0.0  # three steps without a gradient
    case = Case(
        title,
        {"optimizer": name, "options": options},
        weights,
        constants={**gradients, "learningRates": torch.tensor(rates, dtype=torch.float64)},
    )
    own = {key: value for key, value in options.items() if key not in CLIPPINGS}
    steps = {key: optimizer(initial, **own) for key, initial in weights.items()}
    after = {key: [] for key in weights}
    for i, rate in enumerate(rates):
        now = {key: g[i] for key, g in gradients.items()}
        if clip:
            now = CLIPPINGS[clip[0]](now, clip[1])
        for key, step in steps.items():
            after[key].append(step(now[key], rate))
    case.outputs = {key: torch.stack(list_of) for key, list_of in after.items()}
    return case
