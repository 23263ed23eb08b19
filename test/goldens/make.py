"""Makes the golden fixtures: forward values and gradients from float64 PyTorch.

    sudo apt-get install python3-torch     # Debian 12 has 1.13
    /usr/bin/python3 test/goldens/make.py

writes test/goldens/fixtures/*.json, one file a family. The tests only read those files, so nobody
needs PyTorch to run them. The numbers are drawn from generators seeded with the name of the case,
so running it again changes nothing but, perhaps, last digits on another processor.

A case is {name, config, weights, inputs, outputs, cotangents, gradients}. The gradients are those
of the sum of <cotangent, output> over the outputs. Layouts are Keras': kernel [in, units], gates
i, f, c, o of an LSTM and z, r, h of a GRU side by side, one bias (PyTorch's two added; the two of a
GRU with resetAfter as rows of one), batch first.

Where PyTorch has a layer, the numbers are that layer's, and the equations in families/ have to
agree with it to 1e-12 before anything is written. The equations alone stand where it has none:
masks, other activations, a GRU with its reset before the product, Keras' optimizers, schedules,
regularizers and constraints, metrics, and a beam search.
"""

import sys
from pathlib import Path

sys.dont_write_bytecode = True

import torch

from families import (
    attention,
    bent,
    beam_search,
    clipping,
    convolution,
    ctc,
    directions,
    feedforward,
    language_model,
    losses,
    lstm_variants,
    metrics,
    normalization,
    optimizers,
    penalties,
    positions,
    recurrent,
    recurrent_dropout,
    schedules,
    transformer,
    value_losses,
)

FAMILIES = (
    recurrent,
    lstm_variants,
    recurrent_dropout,
    directions,
    feedforward,
    bent,
    attention,
    positions,
    transformer,
    normalization,
    convolution,
    losses,
    value_losses,
    ctc,
    optimizers,
    schedules,
    clipping,
    metrics,
    penalties,
    language_model,
    beam_search,
)
FIXTURES = Path(__file__).parent / "fixtures"


def main():
    torch.set_num_threads(1)
    FIXTURES.mkdir(exist_ok=True)
    for family in FAMILIES:
        for name, cases in family.families().items():
            text = "[\n" + ",\n".join(case.to_json() for case in cases) + "\n]\n"
            (FIXTURES / f"{name}.json").write_text(text)
            print(f"{name}: {len(cases)} cases, {len(text) // 1024} KB")


main()
