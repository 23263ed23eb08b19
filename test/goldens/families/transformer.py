"""transformerBlock: normalized before each branch, causal, without and with a mask."""

import torch
from torch.nn import functional as F

from .attention import causal_pairs
from .case import Case, Draw

BATCH, T, FEATURES, HEADS, BETWEEN = 3, 4, 6, 2, 5
MASK = ["1101", "1111", "0110"]


def families():
    return {"transformerBlock": [make(masked, epsilon) for masked in (False, True) for epsilon in (1e-5, 0.1)]}


def make(masked, epsilon):
    title = f"transformerBlock, epsilon {epsilon}" + (", masked" if masked else "")
    draw = Draw(title)
    size = FEATURES // HEADS
    weights = {}
    for name in ("attentionNorm", "feedForwardNorm"):
        weights[f"{name}/gamma"] = 1 + draw.floats(FEATURES, scale=0.5)
        weights[f"{name}/beta"] = draw.floats(FEATURES, scale=0.5)
    for name in ("query", "key", "value"):
        weights[f"attention/{name}/kernel"] = draw.floats(FEATURES, HEADS, size, scale=0.8)
        weights[f"attention/{name}/bias"] = draw.floats(HEADS, size, scale=0.5)
    weights["attention/attentionOutput/kernel"] = draw.floats(HEADS, size, FEATURES, scale=0.8)
    weights["attention/attentionOutput/bias"] = draw.floats(FEATURES, scale=0.5)
    weights["feedForward/kernel"] = draw.floats(FEATURES, BETWEEN, scale=0.8)
    weights["feedForward/bias"] = draw.floats(BETWEEN, scale=0.5)
    weights["feedForwardOutput/kernel"] = draw.floats(BETWEEN, FEATURES, scale=0.8)
    weights["feedForwardOutput/bias"] = draw.floats(FEATURES, scale=0.5)
    constants = {}
    if masked:
        constants["mask"] = torch.tensor([[digit == "1" for digit in row] for row in MASK])

    def rows(w, x):
        """PyTorch's block, on rows that have no padding."""
        kernels = [w[f"attention/{name}/kernel"].reshape(FEATURES, FEATURES) for name in ("query", "key", "value")]
        biases = [w[f"attention/{name}/bias"].reshape(-1) for name in ("query", "key", "value")]
        given = {
            "self_attn.in_proj_weight": torch.cat([kernel.T for kernel in kernels]),
            "self_attn.in_proj_bias": torch.cat(biases),
            "self_attn.out_proj.weight": w["attention/attentionOutput/kernel"].reshape(FEATURES, FEATURES).T,
            "self_attn.out_proj.bias": w["attention/attentionOutput/bias"],
            "linear1.weight": w["feedForward/kernel"].T,
            "linear1.bias": w["feedForward/bias"],
            "linear2.weight": w["feedForwardOutput/kernel"].T,
            "linear2.bias": w["feedForwardOutput/bias"],
            "norm1.weight": w["attentionNorm/gamma"],
            "norm1.bias": w["attentionNorm/beta"],
            "norm2.weight": w["feedForwardNorm/gamma"],
            "norm2.bias": w["feedForwardNorm/beta"],
        }
        module = torch.nn.TransformerEncoderLayer(
            FEATURES, HEADS, BETWEEN, 0.0, F.relu, epsilon, batch_first=True, norm_first=True
        ).double()
        unseen = ~causal_pairs(x.shape[1], x.shape[1])
        return torch.nn.utils.stateless.functional_call(module, given, (x, unseen))

    def forward(w, given):
        if not masked:
            return {"y": rows(w, given["x"])}
        y = torch.zeros_like(given["x"])
        for row, counts in enumerate(given["mask"]):
            own = rows(w, given["x"][row : row + 1, counts])
            places = counts.nonzero()[:, 0]
            y = y.index_put((torch.full_like(places, row), places), own[0])
        return {"y": y}

    config = {"epsilon": epsilon}
    case = Case(title, config, weights, {"x": draw.floats(BATCH, T, FEATURES)}, constants)
    # The bias of the keys adds the same to all scores of a query: its gradient is 0.
    cotangents = {"y": draw.floats(BATCH, T, FEATURES)}
    return case.record(forward, cotangents, vanishing=("attention/key/bias",))
