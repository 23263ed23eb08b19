"""The process of PyTorch on one thread: `pytorch.py WORKLOAD`, with the words of ../protocol.ts.

Time-major, PyTorch's own layout; batches made before the clock runs. One thread because two lose
where a second core is taken away now and then.
"""

import json
import math
import os
import re
import sys
import time

for variable in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # would choose other kernels
    os.environ.pop(variable, None)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(1)

BATCHES = 8
WARM_UP_STEPS, WARM_UP_SECONDS, WARM_UP_AT_MOST = 3, 1, 10
SHORTEST_SAMPLE = 1e-3

LAYERS = {"simpleRnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}


class Net(nn.Module):
    def __init__(self, workload):
        super().__init__()
        self.last_step_only = workload["task"] in ("class", "yesOrNo")
        features, units = workload["features"], workload["units"]
        self.embedding = None
        if "vocabulary" in workload:
            sparse = workload.get("sparse", False)
            self.embedding = nn.Embedding(workload["vocabulary"], features, sparse=sparse)
        self.recurrent = LAYERS[workload["cell"]](features, units[0], num_layers=len(units))
        self.dense = nn.Linear(units[-1], workload["outputs"])

    def forward(self, x, state=None):
        if self.embedding is not None:
            x = self.embedding(x)
        y, state = self.recurrent(x, state)
        return self.dense(y[-1] if self.last_step_only else y), state


def random_batch(workload):
    time_steps, rows, outputs = workload["time"], workload["batch"], workload["outputs"]
    if "vocabulary" in workload:
        x = torch.randint(0, workload["vocabulary"], (time_steps, rows))
    else:
        x = torch.rand(time_steps, rows, workload["features"]) * 2 - 1
    y = {
        "classPerStep": lambda: torch.randint(0, outputs, (time_steps, rows)),
        "class": lambda: torch.randint(0, outputs, (rows,)),
        "yesOrNo": lambda: torch.randint(0, 2, (rows, 1)).float(),
        "numbersPerStep": lambda: torch.rand(time_steps, rows, outputs) * 2 - 1,
    }[workload["task"]]()
    return x, y


def loss_of(task, outputs, y):
    if task == "yesOrNo":
        return functional.binary_cross_entropy_with_logits(outputs, y)
    if task == "numbersPerStep":
        return functional.mse_loss(outputs, y)
    return functional.cross_entropy(outputs.view(-1, outputs.shape[-1]), y.view(-1))


def training(workload):
    """Forward, backward, clipping by the global norm 5, Adam. One tensor at a time: faster here than
    foreach. SparseAdam changes only rows that were seen; clipping cannot read its gradients."""
    net = Net(workload)
    if workload.get("sparse", False):
        table = net.embedding.weight
        clipped = [weight for weight in net.parameters() if weight is not table]
        optimizers = [
            torch.optim.Adam(clipped, 1e-3, foreach=False),
            torch.optim.SparseAdam([table], 1e-3),
        ]
        note = "SparseAdam; the embedding is not clipped"
    else:
        clipped = list(net.parameters())
        optimizers = [torch.optim.Adam(clipped, 1e-3, foreach=False)]
        note = ""
    batches = [random_batch(workload) for _ in range(BATCHES)]
    done = 0

    def step():
        nonlocal done
        x, y = batches[done % BATCHES]
        done += 1
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss = loss_of(workload["task"], net(x)[0], y)
        loss.backward()
        nn.utils.clip_grad_norm_(clipped, 5.0)
        for optimizer in optimizers:
            optimizer.step()
        return loss.item()

    return step, note


def generation(workload):
    """One token: the drawn id is fed back, the state carried."""
    net = Net(workload).eval()
    token, state = torch.zeros(1, 1, dtype=torch.long), None

    @torch.no_grad()
    def step():
        nonlocal token, state
        logits, state = net(token, state)
        token = torch.multinomial(functional.softmax(logits[-1], -1), 1)
        return token.item()

    return step, ""


def warm_up(step):
    """The same rule as in ../sampling.ts."""
    begun = time.perf_counter()
    first_loss = step()
    steps = 1
    while True:
        elapsed = time.perf_counter() - begun
        enough = steps >= WARM_UP_STEPS and elapsed >= WARM_UP_SECONDS
        if enough or elapsed >= WARM_UP_AT_MOST:
            return first_loss, math.ceil(SHORTEST_SAMPLE * steps / elapsed)
        step()
        steps += 1


def take_samples(step, steps_per_sample, seconds):
    """The same rule as in ../sampling.ts."""
    times, loss = [], math.nan
    begun = before = time.perf_counter()
    while not times or before - begun < seconds:
        for _ in range(steps_per_sample):
            loss = step()
        after = time.perf_counter()
        times.append((after - before) / steps_per_sample * 1e3)
        before = after
    return {"times": times, "loss": loss}


def peak_megabytes():
    """As ../memory.ts counts."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s*(\d+)", status.read())[1]) / 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def version():
    """PyTorch's, and the library of its products: with another one it is another contender."""
    try:
        with open("/proc/self/maps") as maps:
            library = re.search(r"lib(openblas|blas|mkl)[^/]*\.so\S*", maps.read())
    except OSError:
        library = None
    return torch.__version__ + (f" with {library[0]}" if library else "")


def tell(answer):
    print(json.dumps(answer), flush=True)


def serve(workload):
    idle = peak_megabytes()
    step, note = (generation if workload["task"] == "generate" else training)(workload)
    first_loss, steps_per_sample = warm_up(step)
    ready = {
        "version": version(),
        "note": note,
        "tokens": workload["batch"] * workload["time"],
        "idleMegabytes": idle,
        "firstLoss": first_loss,
    }
    tell({"ready": ready})
    for line in sys.stdin:
        samples = take_samples(step, steps_per_sample, float(line) / 1e3)
        tell({"round": {**samples, "peakMegabytes": peak_megabytes()}})


serve(json.loads(sys.argv[1]))
