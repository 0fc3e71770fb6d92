#!/usr/bin/env python3
"""A second sequence plan, by the rules of docs/numerics.md: which pairs each step sees.

Needs nothing but Python.

    python3 Tests/Oracles/sequence_plan.py > Tests/Fixtures/Corpus/sequence_plan.json
"""
import hashlib
import itertools
import json
import struct
import sys

MASK = 2**32 - 1
DATA_ORDER = 2


def philox(counter, seed):
    c, k = list(counter), [seed & MASK, seed >> 32]
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & MASK, (a >> 32) ^ c[3] ^ k[1], a & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


def permuted(x, count, seed, epoch):
    half = 1
    while 4**half < count:
        half += 1
    while True:
        left, right = x >> half, x % 2**half
        for r in range(8):
            word = philox((right, r, epoch, DATA_ORDER), seed)[0]
            left, right = right, left ^ word % 2**half
        x = left << half | right
        if x < count:
            return x


def held_out(document, per_mille, seed):
    return 1000 * philox((document, 8, 0, DATA_ORDER), seed)[0] // 2**32 < per_mille


def layout(documents, pairs, context, rule):
    """Sequences of (document, first pair, count); built from whole units, unlike the Swift one."""
    if rule == "split":
        stream = [(d, i) for d in documents for i in range(pairs[d])]
        for start in range(0, len(stream), context):
            row = stream[start:start + context]
            yield [(d, (g := list(group))[0][1], len(g))
                   for d, group in itertools.groupby(row, key=lambda pair: pair[0])]
        return
    units = [(d, first, min(context, pairs[d] - first))
             for d in documents for first in range(0, pairs[d], context)]
    row = []
    for unit in units:
        if sum(u[2] for u in row) + unit[2] > context:
            yield row
            row = []
        row.append(unit)
    if row:
        yield row


def training(pairs, context, rule, seed, per_mille):
    documents = [d for d in range(len(pairs)) if not held_out(d, per_mille, seed)]
    for epoch in itertools.count():
        order = [documents[permuted(i, len(documents), seed, epoch)]
                 for i in range(len(documents))]
        yield from layout(order, pairs, context, rule)


def sample_digest(sequences):
    sha256 = hashlib.sha256(b"candor.samples/1\n" + struct.pack("<Q", len(sequences)))
    for sequence in sequences:
        sha256.update(struct.pack("<Q", len(sequence)))
        for segment in sequence:
            sha256.update(struct.pack("<QQQ", *segment))
    return sha256.hexdigest()


CASES = [
    dict(documents=23, context=16, rule="whole", batch=4, seed=0, perMille=0),
    dict(documents=23, context=16, rule="split", batch=4, seed=0, perMille=0),
    dict(documents=101, context=7, rule="whole", batch=9, seed=2**63 + 12345, perMille=100),
    dict(documents=101, context=7, rule="split", batch=9, seed=2**63 + 12345, perMille=100),
    dict(documents=3, context=64, rule="whole", batch=5, seed=1, perMille=0),
]

if __name__ == "__main__":
    for case in CASES:
        # Lengths from 0 to 40 with repeats, some documents empty.
        case["pairs"] = [(i * i * 7 + 3 * i) % 41 for i in range(case["documents"])]
        arguments = (case["pairs"], case["context"], case["rule"], case["seed"], case["perMille"])
        sequences = list(itertools.islice(training(*arguments), case["batch"] * 20))
        case["steps"] = [sample_digest(sequences[t * case["batch"]:(t + 1) * case["batch"]])
                         for t in range(20)]
        case["heldOut"] = [d for d in range(case["documents"])
                           if held_out(d, case["perMille"], case["seed"])]
        case["seed"] = str(case["seed"])
    json.dump(CASES, sys.stdout, indent=1)
    print()
