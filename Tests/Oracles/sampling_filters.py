#!/usr/bin/env python3
"""Writes Tests/Fixtures/sampling/filters.json: what transformers' logits processors leave of random logits.

  pip install transformers==5.23.0 torch==2.13.0 numpy==2.4.6
  python3 Tests/Oracles/sampling_filters.py

Penalties for presence and frequency, which transformers lacks, are NumPy's here, as OpenAI describes them. Cases whose sums come
within 1e-5 of top-p or min-p are not used: there, rounding decides.
"""
import json
import pathlib

import numpy as np
import torch
from transformers.generation import logits_process as processors

random = np.random.default_rng(5)
VOCABULARY = 48
rows = []
while len(rows) < 120:
    logits = (random.normal(size=VOCABULARY) * 3).astype(np.float32)
    if len(rows) % 4 == 0:
        logits = np.round(logits)
    prompt = random.integers(0, VOCABULARY, random.integers(1, 12)).tolist()
    generated = random.integers(0, 8, random.integers(0, 10)).tolist()
    pick = lambda *options: options[random.integers(len(options))]
    options = {
        "temperature": pick(1.0, 0.5, 1.75), "topK": pick(None, 1, 5, 20), "topP": pick(1.0, 0.9, 0.5, 0.1),
        "minP": pick(0.0, 0.05, 0.3), "repetitionPenalty": pick(1.0, 1.3), "presencePenalty": pick(0.0, 0.5, -1.0),
        "frequencyPenalty": pick(0.0, 0.25)}
    scores = torch.tensor(logits)[None]
    ids = torch.tensor([prompt + generated])
    if options["repetitionPenalty"] != 1:
        scores = processors.RepetitionPenaltyLogitsProcessor(options["repetitionPenalty"])(ids, scores)
    counts = np.bincount(generated, minlength=VOCABULARY).astype(np.float32)
    penalty = np.float32(options["frequencyPenalty"]) * counts + np.float32(options["presencePenalty"]) * (counts > 0)
    scores = processors.TemperatureLogitsWarper(options["temperature"])(ids, scores - torch.tensor(penalty))
    if options["topK"]:
        # transformers keeps all that equal the last of the k; here the lower index wins.
        order = np.lexsort((np.arange(VOCABULARY), -scores[0].numpy()))
        scores[0, order[options["topK"]:].tolist()] = -torch.inf
    before = torch.softmax(scores, -1)[0].double().sort(descending=True).values
    sums = before.cumsum(0)
    margin = min((sums - options["topP"]).abs().min().item() if options["topP"] < 1 else 1, (before / before[0] - options["minP"]).abs().min().item() if options["minP"] else 1)
    values = scores[0][torch.isfinite(scores[0])].numpy()
    if margin < 1e-5 or (len(set(values)) < len(values) and (options["topP"] < 1)):
        continue
    unfiltered = scores
    if options["topP"] < 1:
        scores = processors.TopPLogitsWarper(options["topP"])(ids, scores)
    if options["minP"] > 0:
        # Relative to the most probable token, so the order of the two filters does not matter.
        scores = processors.MinPLogitsWarper(options["minP"])(ids, scores)
    probabilities = torch.softmax(scores, -1)[0].double().numpy()
    kept = [int(token) for token in np.flatnonzero(probabilities)]
    rows.append({
        "logits": [float(x) for x in logits], "prompt": prompt, "generated": generated, "options": options,
        "tokens": kept, "probabilities": [round(float(probabilities[token]), 7) for token in kept]})

path = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/sampling/filters.json"
path.parent.mkdir(exist_ok=True)
path.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
print(f"{len(rows)} cases, {sum(len(row['tokens']) for row in rows)} tokens kept")
