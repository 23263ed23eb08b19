"""conv1d."""

import torch
from torch.nn import functional as F

from .case import Case, Draw


def families():
    return {"conv1d": conv1d()}


def conv1d():
    cases = []
    for padding in ("valid", "same", "causal"):
        for size, strides, dilation in ((3, 1, 1), (2, 1, 1), (3, 2, 1), (2, 3, 1), (3, 1, 2)):
            for time in (7, 8):
                cases.append(convolution(padding, size, strides, dilation, time))
    return cases


def convolution(padding, size, strides, dilation, time):
    title = f"conv1d {padding} of {time} steps, window {size}, strides {strides}, dilation {dilation}"
    draw = Draw(title)
    config = {
        "kernelSize": size,
        "strides": strides,
        "dilationRate": dilation,
        "padding": padding,
    }
    weights = {"kernel": draw.floats(size, 3, 4), "bias": draw.floats(4)}
    case = Case(title, config, weights, {"x": draw.floats(2, time, 3)})
    before, after = surroundings(padding, size, strides, dilation, time)

    def layer(w, given):
        x = F.pad(given["x"].transpose(1, 2), (before, after))
        kernel = w["kernel"].permute(2, 1, 0)
        y = F.conv1d(x, kernel, w["bias"], stride=strides, dilation=dilation)
        return {"y": y.transpose(1, 2)}

    def equations(w, given):
        x = given["x"]
        windows = (time + before + after - (size - 1) * dilation - 1) // strides + 1
        steps = []
        for o in range(windows):
            y = w["bias"]
            for k in range(size):
                t = o * strides + k * dilation - before
                if 0 <= t < time:
                    y = y + x[:, t] @ w["kernel"][k]
            steps.append(y.expand(2, 4))
        return {"y": torch.stack(steps, 1)}

    windows = equations(weights, {"x": case.inputs["x"]})["y"].shape[1]
    return case.record(layer, {"y": draw.floats(2, windows, 4)}).check(equations)


def surroundings(padding, size, strides, dilation, time):
    """How many zeros stand before and after: TensorFlow's rule for `same`."""
    reach = (size - 1) * dilation
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach, 0
    missing = max((-(-time // strides) - 1) * strides + reach + 1 - time, 0)
    return missing // 2, missing - missing // 2
