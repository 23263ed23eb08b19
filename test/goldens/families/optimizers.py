"""Keras 3's optimizers, as its documentation gives them, on gradients that are given.

Not torch.optim, which puts epsilon elsewhere, and momentum before the learning rate; but where the
two are the same formula, torch.optim has to agree: with epsilon 0 where that is all that differs, and
with a constant learning rate for momentum.
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
    agree_with_torch()
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
            make(adagrad, CONSTANT, initialAccumulatorValue=0.1, epsilon=1e-7),
            make(adagrad, FALLING, initialAccumulatorValue=0.0, epsilon=1e-3),
            make(adadelta, CONSTANT, rho=0.95, epsilon=1e-7),
            make(adadelta, FALLING, rho=0.8, epsilon=1e-4),
            make(adamax, CONSTANT, beta1=0.9, beta2=0.999, epsilon=1e-7),
            make(adamax, FALLING, beta1=0.8, beta2=0.6, epsilon=1e-4),
            make(nadam, CONSTANT, beta1=0.9, beta2=0.999, epsilon=1e-7),
            make(nadam, FALLING, beta1=0.8, beta2=0.95, epsilon=1e-5),
            make(ftrl, CONSTANT, learningRatePower=-0.5, initialAccumulatorValue=0.1),
            make(
                ftrl,
                FALLING,
                learningRatePower=-0.7,
                initialAccumulatorValue=0.05,
                l1RegularizationStrength=0.01,
                l2RegularizationStrength=0.3,
                l2ShrinkageRegularizationStrength=0.2,
                beta=0.4,
            ),
            make(lion, CONSTANT, beta1=0.9, beta2=0.99),
            make(lion, FALLING, beta1=0.6, beta2=0.8),
            make(
                adamw, CONSTANT, weightDecay=0.004, beta1=0.9, beta2=0.999, epsilon=1e-7, amsgrad=False
            ),
            make(adamw, FALLING, weightDecay=0.5, beta1=0.9, beta2=0.5, epsilon=1e-5, amsgrad=True),
            make(sgd, FALLING, weightDecay=0.3, momentum=0.9, nesterov=True),
            make(adadelta, FALLING, ("clipValue", 0.5), weightDecay=0.2, rho=0.9, epsilon=1e-6),
        ]
    }


def sgd(momentum, nesterov):
    v = 0.0

    def step(w, g, rate):
        nonlocal v
        if momentum == 0:
            return w - rate * g
        v = momentum * v - rate * g
        return w + (momentum * v - rate * g if nesterov else v)

    return step


def rmsprop(rho, momentum, epsilon, centered):
    s, mean, v = 0.0, 0.0, 0.0

    def step(w, g, rate):
        nonlocal s, mean, v
        s = rho * s + (1 - rho) * g**2
        spread = s
        if centered:
            mean = rho * mean + (1 - rho) * g
            spread = s - mean**2
        v = momentum * v + rate * g / torch.sqrt(spread + epsilon)
        return w - v

    return step


def adam(beta1, beta2, epsilon, amsgrad):
    m, v, largest = 0.0, 0.0, torch.zeros([], dtype=torch.float64)
    t = 0

    def step(w, g, rate):
        nonlocal m, v, largest, t
        t += 1
        alpha = rate * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
        m = m + (g - m) * (1 - beta1)
        v = v + (g**2 - v) * (1 - beta2)
        largest = torch.maximum(largest, v)
        return w - alpha * m / (torch.sqrt(largest if amsgrad else v) + epsilon)

    return step


def adamw(**options):
    return adam(**options)  # make() does the decay


def adagrad(initialAccumulatorValue, epsilon):
    s = initialAccumulatorValue

    def step(w, g, rate):
        nonlocal s
        s = s + g**2
        return w - rate * g / torch.sqrt(s + epsilon)

    return step


def adadelta(rho, epsilon):
    squares, steps = 0.0, torch.zeros([], dtype=torch.float64)

    def step(w, g, rate):
        nonlocal squares, steps
        squares = rho * squares + (1 - rho) * g**2
        delta = -torch.sqrt(steps + epsilon) * g / torch.sqrt(squares + epsilon)
        steps = rho * steps + (1 - rho) * delta**2
        return w + rate * delta

    return step


def adamax(beta1, beta2, epsilon):
    m, u = 0.0, torch.zeros([], dtype=torch.float64)
    t = 0

    def step(w, g, rate):
        nonlocal m, u, t
        t += 1
        m = m + (g - m) * (1 - beta1)
        u = torch.maximum(beta2 * u, g.abs())
        return w - rate * m / ((1 - beta1**t) * (u + epsilon))

    return step


def nadam(beta1, beta2, epsilon):
    m, v, product = 0.0, 0.0, 1.0
    t = 0

    def step(w, g, rate):
        nonlocal m, v, product, t
        t += 1
        now = beta1 * (1 - 0.5 * 0.96**t)
        after = beta1 * (1 - 0.5 * 0.96 ** (t + 1))
        product = product * now
        m = m + (g - m) * (1 - beta1)
        v = v + (g**2 - v) * (1 - beta2)
        m_hat = after * m / (1 - product * after) + (1 - now) * g / (1 - product)
        v_hat = v / (1 - beta2**t)
        return w - rate * m_hat / (torch.sqrt(v_hat) + epsilon)

    return step


def lion(beta1, beta2):
    m = 0.0

    def step(w, g, rate):
        nonlocal m
        w = w - rate * torch.sign(beta1 * m + (1 - beta1) * g)
        m = beta2 * m + (1 - beta2) * g
        return w

    return step


def ftrl(
    learningRatePower,
    initialAccumulatorValue,
    l1RegularizationStrength=0.0,
    l2RegularizationStrength=0.0,
    l2ShrinkageRegularizationStrength=0.0,
    beta=0.0,
):
    n, z = initialAccumulatorValue, 0.0
    l1 = l1RegularizationStrength

    def step(w, g, rate):
        nonlocal n, z
        l2 = l2RegularizationStrength + beta / (2 * rate)
        to_use = g + 2 * l2ShrinkageRegularizationStrength * w
        n = n * torch.ones_like(w)
        after = n + g**2
        z = z + to_use - (after**-learningRatePower - n**-learningRatePower) / rate * w
        quadratic = after**-learningRatePower / rate + 2 * l2
        n = after
        return (torch.clamp(z, -l1, l1) - z) / quadratic

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
    decay = options.get("weightDecay", 0.0)
    own = {
        key: value
        for key, value in options.items()
        if key not in CLIPPINGS and key != "weightDecay"
    }
    steps = {key: optimizer(**own) for key in weights}
    now = dict(weights)
    after = {key: [] for key in weights}
    for i, rate in enumerate(rates):
        g = {key: gradient[i] for key, gradient in gradients.items()}
        if clip:
            g = CLIPPINGS[clip[0]](g, clip[1])
        for key, step in steps.items():
            decayed = now[key] - rate * decay * now[key] if decay else now[key]
            now[key] = step(decayed, g[key], rate)
            after[key].append(now[key])
    case.outputs = {key: torch.stack(list_of) for key, list_of in after.items()}
    return case


def agree_with_torch():
    """The formulas above against torch.optim, to 1e-12.

    Not Nadam: NAdam of PyTorch 1.13 has one factor too many in its product of momenta, unlike its
    documentation, and keeps that product in float32. Lion and FTRL are not there.
    """
    optim, betas = torch.optim, (0.8, 0.95)
    ours = {"beta1": betas[0], "beta2": betas[1]}
    for rates in (CONSTANT, FALLING):
        agree(adadelta(0.9, 1e-6), optim.Adadelta, rates, rho=0.9, eps=1e-6)
        agree(adagrad(0.1, 0.0), optim.Adagrad, rates, initial_accumulator_value=0.1, eps=0.0)
        agree(adamax(**ours, epsilon=0.0), optim.Adamax, rates, betas=betas, eps=0.0)
        agree(adam(**ours, epsilon=0.0, amsgrad=False), optim.Adam, rates, betas=betas, eps=0.0)
        agree(rmsprop(0.9, 0.0, 0.0, True), optim.RMSprop, rates, alpha=0.9, eps=0.0, centered=True)
        decayed = adamw(**ours, epsilon=0.0, amsgrad=False)
        step = lambda w, g, rate, decayed=decayed: decayed(w - rate * 0.3 * w, g, rate)
        agree(step, optim.AdamW, rates, betas=betas, eps=0.0, weight_decay=0.3)
    agree(sgd(0.9, True), optim.SGD, CONSTANT, momentum=0.9, nesterov=True)


def agree(step, optimizer, rates, **options):
    draw = Draw(optimizer.__name__)
    w = draw.floats(6)
    parameter = torch.nn.Parameter(w.clone())
    other = optimizer([parameter], lr=1.0, **options)
    for rate in rates:
        g = draw.floats(6)
        w = step(w, g, rate)
        parameter.grad = g.clone()
        other.param_groups[0]["lr"] = rate
        other.step()
        torch.testing.assert_close(w, parameter.data, rtol=1e-12, atol=1e-14)
