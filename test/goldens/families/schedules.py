"""Keras 3's learning-rate schedules, as its documentation gives them, in Python's float64."""

import math

import torch

from .case import Case

STEPS = [0, 1, 2, 5, 9, 10, 11, 19, 20, 21, 29, 31, 50, 69, 71, 99, 100, 101, 149, 151, 1000, 12345]


def families():
    half = {"initialLearningRate": 0.1, "decaySteps": 20, "decayRate": 0.5}
    slow = {"initialLearningRate": 0.02, "decaySteps": 7.5, "decayRate": 0.97}
    way = {"initialLearningRate": 0.1, "decaySteps": 50}
    warm = {"initialLearningRate": 0.001, "decaySteps": 80, "warmupTarget": 0.05, "warmupSteps": 20}
    waves = {"initialLearningRate": 0.1, "firstDecaySteps": 10}
    return {
        "schedules": [
            make(exponential, "exponentialDecay", **half, staircase=False),
            make(exponential, "exponentialDecay", **half, staircase=True),
            make(exponential, "exponentialDecay", **slow, staircase=False),
            make(inverse_time, "inverseTimeDecay", **half, staircase=False),
            make(inverse_time, "inverseTimeDecay", **half, staircase=True),
            make(inverse_time, "inverseTimeDecay", **slow, staircase=False),
            make(piecewise, "piecewiseConstantDecay", boundaries=[10, 100], values=[1.0, 0.5, 0.1]),
            make(piecewise, "piecewiseConstantDecay", boundaries=[], values=[0.3]),
            make(polynomial, "polynomialDecay", **way, endLearningRate=0.0001, power=1.0, cycle=False),
            make(polynomial, "polynomialDecay", **way, endLearningRate=0.01, power=0.5, cycle=False),
            make(polynomial, "polynomialDecay", **way, endLearningRate=0.01, power=2.0, cycle=True),
            make(cosine, "cosineDecay", **way, alpha=0.0, warmupTarget=None, warmupSteps=0),
            make(cosine, "cosineDecay", **way, alpha=0.1, warmupTarget=None, warmupSteps=0),
            make(cosine, "cosineDecay", **warm, alpha=0.0),
            make(cosine, "cosineDecay", **{**warm, "warmupTarget": 0.0005}, alpha=0.2),
            make(restarts, "cosineDecayRestarts", **waves, tMul=2.0, mMul=1.0, alpha=0.0),
            make(restarts, "cosineDecayRestarts", **waves, tMul=1.5, mMul=0.8, alpha=0.1),
            make(restarts, "cosineDecayRestarts", **waves, tMul=1.0, mMul=0.9, alpha=0.0),
        ]
    }


def exponential(step, initialLearningRate, decaySteps, decayRate, staircase):
    p = step / decaySteps
    return initialLearningRate * decayRate ** (math.floor(p) if staircase else p)


def inverse_time(step, initialLearningRate, decaySteps, decayRate, staircase):
    p = step / decaySteps
    return initialLearningRate / (1 + decayRate * (math.floor(p) if staircase else p))


def piecewise(step, boundaries, values):
    for boundary, value in zip(boundaries, values):
        if step <= boundary:
            return value
    return values[-1]


def polynomial(step, initialLearningRate, decaySteps, endLearningRate, power, cycle):
    if cycle:
        decaySteps *= 1.0 if step == 0 else math.ceil(step / decaySteps)
    else:
        step = min(step, decaySteps)
    p = step / decaySteps
    return (initialLearningRate - endLearningRate) * (1 - p) ** power + endLearningRate


def cosine(step, initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps):
    def decay(step, start):
        wave = 0.5 * (1 + math.cos(math.pi * step / decaySteps))
        return start * ((1 - alpha) * wave + alpha)

    if warmupTarget is None:
        return decay(min(step, decaySteps), initialLearningRate)
    step = min(step, decaySteps + warmupSteps)
    if step < warmupSteps:
        return (warmupTarget - initialLearningRate) * step / warmupSteps + initialLearningRate
    return decay(step - warmupSteps, warmupTarget)


def restarts(step, initialLearningRate, firstDecaySteps, tMul, mMul, alpha):
    done = step / firstDecaySteps
    if tMul == 1:
        i = math.floor(done)
        done -= i
    else:
        i = math.floor(math.log(1 - done * (1 - tMul)) / math.log(tMul))
        done = (done - (1 - tMul**i) / (1 - tMul)) / tMul**i
    wave = 0.5 * mMul**i * (1 + math.cos(math.pi * done))
    return initialLearningRate * ((1 - alpha) * wave + alpha)


def make(formula, kind, **options):
    # where a way ends, the logarithm below is not to be trusted
    ends = [10, 20, 50, 100, 1000] if kind == "cosineDecayRestarts" else []
    steps = [step for step in STEPS if step not in ends]
    title = kind + "".join(f", {key} {value}" for key, value in options.items())
    case = Case(
        title,
        {"schedule": {"kind": kind, **options}},
        constants={"iterations": torch.tensor(steps)},
    )
    rates = [formula(step, **options) for step in steps]
    case.outputs = {"learningRates": torch.tensor(rates, dtype=torch.float64)}
    return case
