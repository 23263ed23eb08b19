"""Writes model.onnx and check.json into a folder: `exportOnnx.py WORKLOAD FOLDER`.

The model is one token of generation, with its state as inputs and outputs. check.json holds what
PyTorch computes with it from a given state, so that the other side can prove that it runs the same.
"""

import json
import pathlib
import sys

import torch
from torch import nn

torch.manual_seed(1)


class OneToken(nn.Module):
    def __init__(self, vocabulary, features, units, outputs):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, features)
        self.lstm = nn.LSTM(features, units)
        self.dense = nn.Linear(units, outputs)

    def forward(self, token, h, c):
        y, (h, c) = self.lstm(self.embedding(token), (h, c))
        return torch.softmax(self.dense(y[-1]), -1), h, c


workload = json.loads(sys.argv[1])
folder = pathlib.Path(sys.argv[2])
[units] = workload["units"]
model = OneToken(workload["vocabulary"], workload["features"], units, workload["outputs"]).eval()

token = torch.tensor([[3]])
h = torch.linspace(-1, 1, units).view(1, 1, units)
c = h * 0.5
torch.onnx.export(
    model,
    (token, h, c),
    str(folder / "model.onnx"),
    opset_version=13,
    input_names=["token", "h", "c"],
    output_names=["probabilities", "nextH", "nextC"],
)
with torch.no_grad():
    probabilities, next_h, _ = model(token, h, c)
given = {"token": token.item(), "h": h.flatten().tolist(), "c": c.flatten().tolist()}
expected = {"probabilities": probabilities.flatten().tolist(), "nextH": next_h.flatten().tolist()}
(folder / "check.json").write_text(json.dumps({"given": given, "expected": expected}))
