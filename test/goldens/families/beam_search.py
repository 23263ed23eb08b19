"""Beam search without any shortcut: every continuation of every beam is read from the beginning by a
simple RNN written out, and sorted; the texts that a stop token ends are set aside.
"""

import torch

from .case import Case, Draw

VOCABULARY, WIDTH, UNITS = 6, 3, 5
PROMPT = [1, 4, 0]


def families():
    return {
        "beamSearch": [
            search(3, 4, 1.0, [2]),
            search(3, 4, 0.0, [2]),
            search(4, 5, 2.0, [0, 5]),
            search(2, 4, -1.0, [3]),
            search(5, 3, 1.0, []),
            search(216, 3, 0.7, [1]),  # all texts that there are
        ]
    }


def search(beams, most, penalty, stops):
    title = f"{beams} beams of {most} tokens, length penalty {penalty}, stops {stops}"
    draw = Draw(title)
    weights = {
        "embedding/embeddings": draw.floats(VOCABULARY, WIDTH, scale=1.5),
        "simpleRnn/kernel": draw.floats(WIDTH, UNITS),
        "simpleRnn/recurrentKernel": draw.floats(UNITS, UNITS, scale=0.8),
        "simpleRnn/bias": draw.floats(UNITS, scale=0.5),
        "dense/kernel": draw.floats(UNITS, VOCABULARY, scale=1.5),
        "dense/bias": draw.floats(VOCABULARY, scale=0.5),
    }
    live, done = [([], 0.0)], []
    for _ in range(most):
        longer = [
            ([*text, token], log + own)
            for text, log in live
            for token, own in enumerate(log_probabilities(weights, [*PROMPT, *text]))
        ]
        longer.sort(key=lambda text: -text[1])
        done += [(text, log) for text, log in longer[:beams] if text[-1] in stops]
        live = [(text, log) for text, log in longer if text[-1] not in stops][:beams]
    found = sorted(done + live, key=lambda text: -text[1] / len(text[0]) ** penalty)[:beams]
    config = {"width": beams, "maxTokens": most, "lengthPenalty": penalty, "stopTokens": stops}
    case = Case(title, config, weights, constants={"prompt": torch.tensor(PROMPT)})
    rows = [text + [-1] * (most - len(text)) for text, _ in found]
    case.outputs = {
        "ids": torch.tensor(rows),
        "logProbs": torch.tensor([log for _, log in found], dtype=torch.float64),
        "scores": torch.tensor(
            [log / len(text) ** penalty for text, log in found], dtype=torch.float64
        ),
    }
    return case


def log_probabilities(w, tokens):
    h = torch.zeros(UNITS, dtype=torch.float64)
    for token in tokens:
        x = w["embedding/embeddings"][token]
        z = x @ w["simpleRnn/kernel"] + h @ w["simpleRnn/recurrentKernel"] + w["simpleRnn/bias"]
        h = z.tanh()
    return (h @ w["dense/kernel"] + w["dense/bias"]).log_softmax(-1).tolist()
