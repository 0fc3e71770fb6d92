#!/usr/bin/env python3
"""Golden optimiser steps and learning-rate schedules, from PyTorch in binary64.

  python3 Tests/Oracles/adamw_steps.py           writes Tests/Fixtures/optimizer/adamw.json

Needs: pip install torch (made with 2.13).

torch.nn.utils.clip_grad_norm_ over all tensors, then torch.optim.AdamW, five steps each for two
schedules. Matrices decay, vectors do not. Step 1 and 3 of each case exceed the norm limit. One
element never has a gradient and one a gradient whose square underflows in binary32.

Every number is a string: a hexadecimal float (`Double("0x1.8p+1")` in Swift). Tensor elements are
binary32 values; rates and norms are binary64. Expected values are computed in binary64 from start
to end and rounded to binary32 only where they are written.

Schedules, for step t = 0, 1, ... below `totalSteps`:
  t < warmUpSteps             peak (t + 1) / warmUpSteps
  cosine                      floor + (peak - floor) (1 + cos(pi p)) / 2,
                              p = (t - warmUpSteps) / (totalSteps - warmUpSteps)
  wsd, before the decay       peak
  wsd, last decaySteps        peak + (floor - peak) (t - totalSteps + decaySteps + 1) / decaySteps
"""
import json
import math
import pathlib

import torch

PATH = pathlib.Path(__file__).parent.parent / "Fixtures" / "optimizer" / "adamw.json"
HYPERPARAMETERS = dict(beta1=0.9, beta2=0.95, epsilon=1e-8, weightDecay=0.1, maximumNorm=1.0)
SHAPES = {"projection": (4, 5), "norm": (7,), "embedding": (3, 6)}
STEPS = 5


def rate(s, t):
    peak, floor = s["peak"], s["floor"]
    if t < s["warmUpSteps"]:
        return peak * (t + 1) / s["warmUpSteps"]
    if s["kind"] == "cosine":
        p = (t - s["warmUpSteps"]) / (s["totalSteps"] - s["warmUpSteps"])
        return floor + (peak - floor) * (1 + math.cos(math.pi * p)) / 2
    into_decay = t - (s["totalSteps"] - s["decaySteps"])
    return peak if into_decay < 0 else peak + (floor - peak) * (into_decay + 1) / s["decaySteps"]


def schedule(kind, **fields):
    s = dict(kind=kind, **fields)
    return s | dict(rates=[rate(s, t) for t in range(s["totalSteps"])])


def optimiser_case(s):
    h = HYPERPARAMETERS
    generator = torch.Generator().manual_seed(7)
    draw = lambda shape: torch.randn(shape, generator=generator).double()
    leaves = {name: draw(shape).requires_grad_() for name, shape in SHAPES.items()}
    matrices = [leaf for leaf in leaves.values() if leaf.dim() > 1]
    vectors = [leaf for leaf in leaves.values() if leaf.dim() == 1]
    optimiser = torch.optim.AdamW(
        [dict(params=matrices, weight_decay=h["weightDecay"]),
         dict(params=vectors, weight_decay=0.0)],
        betas=(h["beta1"], h["beta2"]), eps=h["epsilon"])
    tensors = {name: dict(name=name, shape=list(leaf.shape), decays=leaf.dim() > 1,
                          initial=leaf.detach().flatten().tolist(), gradients=[], expected=[])
               for name, leaf in leaves.items()}
    norms = []
    for step in range(STEPS):
        for name, leaf in leaves.items():
            gradient = draw(leaf.shape) * (2.0 if step in (1, 3) else 0.05)
            gradient.view(-1)[0] = 0.0
            gradient.view(-1)[1] = 2.0**-90
            leaf.grad = gradient.float().double()
            tensors[name]["gradients"].append(leaf.grad.flatten().tolist())
        norms.append(torch.nn.utils.clip_grad_norm_(leaves.values(), h["maximumNorm"]).item())
        for group in optimiser.param_groups:
            group["lr"] = s["rates"][step]
        optimiser.step()
        for name, leaf in leaves.items():
            tensors[name]["expected"].append(leaf.detach().float().flatten().tolist())
    for name, leaf in leaves.items():
        state = optimiser.state[leaf]
        tensors[name]["firstMoment"] = state["exp_avg"].float().flatten().tolist()
        tensors[name]["secondMoment"] = state["exp_avg_sq"].float().flatten().tolist()
    assert [norm > h["maximumNorm"] for norm in norms] == [False, True, False, True, False]
    return dict(schedule=s["kind"], learningRates=s["rates"], gradientNorms=norms, **h,
                tensors=list(tensors.values()))


def rendered(value, indent=0):
    """JSON with one line for each list of numbers and hexadecimal floats as strings."""
    if isinstance(value, float):
        return json.dumps(value.hex())
    pad = "\n" + "  " * (indent + 1)
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}: {rendered(v, indent + 1)}" for key, v in value.items())
        return "{" + pad + ("," + pad).join(members) + pad[:-2] + "}"
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        return "[" + pad + ("," + pad).join(rendered(v, indent + 1) for v in value) + pad[:-2] + "]"
    if isinstance(value, list):
        return "[" + ", ".join(rendered(v) for v in value) + "]"
    return json.dumps(value)


def main():
    torch.set_num_threads(1)
    peak = dict(peak=3e-3, floor=3e-4)
    brief = [schedule("cosine", warmUpSteps=2, totalSteps=STEPS, **peak),
             schedule("wsd", warmUpSteps=1, decaySteps=2, totalSteps=STEPS, **peak)]
    long = [schedule("cosine", warmUpSteps=4, totalSteps=40, **peak),
            schedule("cosine", warmUpSteps=0, totalSteps=7, peak=1.0, floor=0.0),
            schedule("wsd", warmUpSteps=4, decaySteps=10, totalSteps=40, **peak),
            schedule("wsd", warmUpSteps=0, decaySteps=0, totalSteps=3, peak=1.0, floor=0.0)]
    document = dict(madeBy="Tests/Oracles/adamw_steps.py", torch=torch.__version__.split("+")[0],
                    schedules=brief + long, cases=[optimiser_case(s) for s in brief])
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text(rendered(document) + "\n")
    print(f"{PATH.stat().st_size} bytes; norms {document['cases'][0]['gradientNorms']}")


if __name__ == "__main__":
    main()
