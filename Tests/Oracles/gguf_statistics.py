#!/usr/bin/env python3
"""Holds `candor inspect --tensors --statistics` of GGUF files against the package `gguf` and NumPy: formats,
shapes, architecture, licence, and the statistics of every tensor.

    pip install gguf numpy
    Tests/Oracles/gguf_statistics.py FILE...          PROGRAM=.build/release/candor
"""
import json
import os
import subprocess
import sys

import numpy
from gguf import GGUFReader
from gguf.quants import dequantize

PROGRAM = os.environ.get("PROGRAM", ".build/release/candor")


def ask(*arguments):
    return json.loads(subprocess.run([PROGRAM, "inspect", *arguments, "--json"], capture_output=True, check=True).stdout)


def differences(path):
    reader = GGUFReader(path)
    report = ask("--tensors", "--statistics", path)
    text = lambda key: reader.fields[key].contents() if key in reader.fields else None
    if report["architecture"] != text("general.architecture"):
        yield f"architecture {report['architecture']}"
    licence = ask(path)["pieces"][1]["terms"]
    declared = [item["text"] for item in licence["declared"]] if licence else []
    if declared != [word.strip() for word in (text("general.license") or "").split(",") if word]:
        yield f"licence {declared}"
    if len(report["tensors"]) != len(reader.tensors):
        yield f"{len(report['tensors'])} tensors, not {len(reader.tensors)}"
    for ours, theirs in zip(report["tensors"], reader.tensors):
        name, shape = theirs.name, [int(extent) for extent in reversed(theirs.shape)]
        if (ours["name"], ours["format"], ours["shape"]) != (name, theirs.tensor_type.name, shape):
            yield f"{name}: {ours['name']}, {ours['format']}, {ours['shape']}"
            continue
        numbers = dequantize(theirs.data, theirs.tensor_type).astype(numpy.float64).ravel()
        finite = numbers[numpy.isfinite(numbers)]
        found = ours["statistics"]
        exact = {
            "count": numbers.size, "nonFinite": numbers.size - finite.size,
            "zeros": int((finite == 0).sum()), "minimum": finite.min(), "maximum": finite.max()}
        for key, value in exact.items():
            if found[key] != value:
                yield f"{name}: {key} {found[key]}, not {value}"
        scale = abs(finite).max() or 1
        for key, value in {"mean": finite.mean(), "deviation": finite.std()}.items():
            if abs(found[key] - value) > 1e-12 * scale * finite.size ** 0.5:
                yield f"{name}: {key} {found[key]}, not {value}"


bad = 0
for path in sys.argv[1:]:
    found = list(differences(path))
    bad += len(found)
    print(f"{os.path.basename(path)}: {len(found)} differences")
    for line in found[:10]:
        print("  " + line)
sys.exit(bad > 0)
