"""attention, additiveAttention and multiHeadAttention, with masks, causal or not."""

import torch

from .case import Case, Draw

# 1 where a step counts; three rows of four queries and of five values.
QUERIES = {"suffix": ["1110", "1111", "1000"], "mix": ["0110", "0000", "1011"]}
VALUES = {"suffix": ["11100", "11111", "10000"], "mix": ["01011", "11010", "00000"]}
BATCH, T, S = 3, 4, 5


def families():
    return {
        "attention": both_ways("attention"),
        "additiveAttention": both_ways("additiveAttention"),
        "multiHeadAttention": many_heads(),
    }


def both_ways(kind):
    cases = [
        single(kind, causal=causal, masks=masks, own_key=own_key)
        for causal in (False, True)
        for masks in (None, "suffix", "mix")
        for own_key in (False, True)
    ]
    cases.append(single(kind, scale=False))
    cases.append(single(kind, own_key=True, used="y"))
    cases.append(single(kind, masks="mix", used="weights"))
    return cases


def single(kind, causal=False, masks=None, own_key=False, scale=True, used=None):
    parts = [
        kind,
        "causal" if causal else "all seen",
        "own key" if own_key else "key = value",
        "with scale" if scale else "without scale",
    ]
    parts += [f"masks: {masks}"] if masks else []
    parts += [f"only {used} used"] if used else []
    title = ", ".join(parts)
    draw = Draw(title)
    features = 3
    weights = {}
    if scale:
        shape = () if kind == "attention" else (features,)
        weights["scale"] = draw.floats(*shape, scale=0.8) + 1.2
    inputs = {
        "query": draw.floats(BATCH, T, features),
        "value": draw.floats(BATCH, S, 2 if own_key else features),
    }
    if own_key:
        inputs["key"] = draw.floats(BATCH, S, features)

    def forward(w, given):
        query, value = given["query"], given["value"]
        key = given.get("key", value)
        if kind == "attention":
            scores = w.get("scale", 1.0) * torch.einsum("btd,bsd->bts", query, key)
        else:
            sums = torch.tanh(query[:, :, None, :] + key[:, None, :, :])
            scores = (w.get("scale", torch.ones(features)) * sums).sum(-1)
        p = softmax_of_seen(scores, seen(given, causal))
        return {"y": p @ value, "weights": p}

    cotangents = {
        "y": draw.floats(BATCH, T, inputs["value"].shape[-1]),
        "weights": draw.floats(BATCH, T, S),
    }
    if used:
        cotangents = {used: cotangents[used]}
    case = Case(title, {"causal": causal}, weights, inputs, mask_constants(masks))
    return case.record(forward, cotangents)


def many_heads():
    cases = [
        multi(causal=causal, masks=masks, others=others)
        for causal in (False, True)
        for masks in (None, "suffix", "mix")
        for others in (True, False)
    ]
    cases.append(multi(bias=False))
    cases.append(multi(heads=1))
    cases.append(multi(value_dim=4, output=5, masks="mix"))
    cases.append(multi(used="weights"))
    cases.append(multi(masks="suffix", used="y"))
    return cases


def multi(
    heads=2, causal=False, masks=None, others=True, bias=True, value_dim=3, output=6, used=None
):
    """Keras' layout: kernels [features, heads, size], that of the output [heads, size, features]."""
    size = 3
    parts = [
        f"multiHeadAttention of {heads}, values of {value_dim}, output of {output}",
        "causal" if causal else "all seen",
        "query, value and key" if others else "a sequence alone",
        "with bias" if bias else "without bias",
    ]
    parts += [f"masks: {masks}"] if masks else []
    parts += [f"only {used} used"] if used else []
    title = ", ".join(parts)
    draw = Draw(title)
    q, v, k = (6, 4, 5) if others else (6, 6, 6)
    weights = {
        "query/kernel": draw.floats(q, heads, size, scale=0.7),
        "key/kernel": draw.floats(k, heads, size, scale=0.7),
        "value/kernel": draw.floats(v, heads, value_dim, scale=0.7),
        "attentionOutput/kernel": draw.floats(heads, value_dim, output, scale=0.7),
    }
    if bias:
        weights["query/bias"] = draw.floats(heads, size, scale=0.5)
        weights["key/bias"] = draw.floats(heads, size, scale=0.5)
        weights["value/bias"] = draw.floats(heads, value_dim, scale=0.5)
        weights["attentionOutput/bias"] = draw.floats(output, scale=0.5)
    inputs = {"query": draw.floats(BATCH, T, q)}
    if others:
        inputs["value"] = draw.floats(BATCH, S, v)
        inputs["key"] = draw.floats(BATCH, S, k)

    def forward(w, given):
        query = given["query"]
        value = given.get("value", query)
        key = given.get("key", value)

        def project(x, name):
            return torch.einsum("btd,dhk->bhtk", x, w[f"{name}/kernel"]) + w.get(
                f"{name}/bias", torch.zeros(1, 1)
            ).unsqueeze(1)

        scores = project(query, "query") @ project(key, "key").transpose(-1, -2) / size**0.5
        p = softmax_of_seen(scores, seen(given, causal, alone=not others)[:, None])
        y = torch.einsum("bhtv,hvo->bto", p @ project(value, "value"), w["attentionOutput/kernel"])
        y = y + w.get("attentionOutput/bias", torch.zeros(1))
        if "queryMask" in given:
            y = torch.where(given["queryMask"][..., None], y, torch.zeros_like(y))
        return {"y": y, "weights": p}

    columns = S if others else T
    cotangents = {
        "y": draw.floats(BATCH, T, output),
        "weights": draw.floats(BATCH, heads, T, columns),
    }
    if used:
        cotangents = {used: cotangents[used]}
    constants = mask_constants(masks)
    if not others:
        constants.pop("valueMask", None)
    config = {"heads": heads, "causal": causal}
    case = Case(title, config, weights, inputs, constants)
    # The bias of the keys adds the same to all scores of a query: its gradient is 0.
    unused = ("value", "value/kernel", "value/bias", "attentionOutput/kernel", "attentionOutput/bias")
    zero = unused if used == "weights" else ()
    case.record(forward, cotangents, zero, vanishing=("key/bias",))
    if bias and not masks and output == q and heads * size == q and value_dim == size:
        case.check(lambda w, given: by_torch(w, given, heads, causal))
    return case


def by_torch(w, given, heads, causal):
    """nn.MultiheadAttention with the same weights: it has the heads of a kernel as rows."""
    query = given["query"]
    value = given.get("value", query)
    key = given.get("key", value)
    embed = query.shape[-1]
    kernels = {
        name: w[f"{name}/kernel"].reshape(-1, embed).T for name in ("query", "key", "value")
    }
    out, p = torch.nn.functional.multi_head_attention_forward(
        query.transpose(0, 1),
        key.transpose(0, 1),
        value.transpose(0, 1),
        embed,
        heads,
        None,
        torch.cat([w[f"{name}/bias"].reshape(-1) for name in ("query", "key", "value")]),
        None,
        None,
        False,
        0.0,
        w["attentionOutput/kernel"].reshape(embed, embed).T,
        w["attentionOutput/bias"],
        use_separate_proj_weight=True,
        q_proj_weight=kernels["query"],
        k_proj_weight=kernels["key"],
        v_proj_weight=kernels["value"],
        attn_mask=~causal_pairs(query.shape[1], key.shape[1]) if causal else None,
        average_attn_weights=False,
    )
    return {"y": out.transpose(0, 1), "weights": p}


def causal_pairs(queries, values):
    return torch.tensor([[s <= t for s in range(values)] for t in range(queries)])


def mask_constants(masks):
    if masks is None:
        return {}
    rows = {"queryMask": QUERIES[masks], "valueMask": VALUES[masks]}
    return {
        name: torch.tensor([[digit == "1" for digit in row] for row in mask])
        for name, mask in rows.items()
    }


def seen(given, causal, alone=False):
    """Which values a query sees, [batch, query, value]; steps that do not count are not counted."""
    query = given["query"]
    value = given.get("value", query)
    rows = given.get("queryMask", torch.ones(query.shape[:2], dtype=torch.bool))
    columns = given.get("valueMask", torch.ones(value.shape[:2], dtype=torch.bool))
    if alone:
        columns = rows
    pairs = rows[:, :, None] & columns[:, None, :]
    if causal:
        places = rows.long().cumsum(1)[:, :, None], columns.long().cumsum(1)[:, None, :]
        pairs = pairs & (places[1] <= places[0])
    return pairs


def softmax_of_seen(scores, pairs):
    """The softmax over what is seen; 0 for what is not, and where nothing is."""
    exp = torch.where(pairs, torch.exp(scores), torch.zeros_like(scores))
    total = exp.sum(-1, keepdim=True)
    return exp / torch.where(total > 0, total, torch.ones_like(total))
