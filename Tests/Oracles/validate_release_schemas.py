#!/usr/bin/env python3
"""Holds the schemas in docs/schemas against good and bad examples.

Needs the packages jsonschema (4.x) and PyYAML (any). Run it from anywhere:

    validate_release_schemas.py                 the examples of the test suite
    validate_release_schemas.py RELEASE…        the files of releases
"""
import copy
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "Tests/CandorReleaseTests/Fixtures"


def validator(name):
    schema = json.loads((ROOT / "docs/schemas" / name).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


MANIFEST = validator("release.schema.json")
LOCK = validator("release-lock.schema.json")
LINE = validator("ledger-line.schema.json")
DIGEST = "0" * 64

LOCK_EXAMPLE = {
    "format": "candor.release.lock/1", "tool": {"name": "candor", "version": "0.1.0"},
    "toolchain": "Swift 6.3.1", "numerics": 1,
    "files": [{"path": "data/a.txt", "bytes": 0, "sha256": DIGEST}],
    "dataset": {"documents": 2, "digest": DIGEST, "files": ["data/a.txt"]},
    "run": {
        "recipeDigest": DIGEST, "dataDigest": DIGEST, "initialState": DIGEST, "finalState": DIGEST,
        "parameterDigest": DIGEST,
        "segments": [{
            "segment": 0, "firstStep": 1, "lastStep": 2, "state": DIGEST, "dataOrder": DIGEST,
            "log": DIGEST, "chain": DIGEST}]}}


def changed(document, path, value):
    """A copy with one value replaced, or removed if the new one is None."""
    result = copy.deepcopy(document)
    place = result
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return result


def check_examples():
    manifest = yaml.safe_load((FIXTURES / "release/release.yaml").read_text())
    MANIFEST.validate(manifest)
    LOCK.validate(LOCK_EXAMPLE)
    lines = [json.loads(line) for line in (FIXTURES / "ledger.jsonl").read_text().splitlines()]
    for line in lines:
        LINE.validate(line)
    dataset = ("pieces", "dataset")
    bad_manifests = [
        (("format",), "candor.release/2"), (("version",), 1.0), (("pieces", "dataset"), None),
        (("pieces", "weights"), {"absent": "x"}), (dataset + ("license",), "MIT"),
        (dataset + ("licence",), None), (dataset + ("licence",), "MIT/Apache"),
        (dataset + ("licenceTexts",), None), (dataset + ("licenceTexts",), []),
        (dataset + ("absent",), "x"), (dataset + ("paths",), None), (dataset + ("paths",), []),
        (dataset + ("needs",), ["randomNumbers"]), (dataset + ("needs",), ["dataset", "dataset"]),
        (("pieces", "trainingSourceCode", "references", 0, "sha256"), "AB"),
        (("pieces", "systemSourceCode", "absent"), None), (("description",), ""),
    ] + [(dataset + ("paths",), [path]) for path in (
        "", "/x", "..", "../x", "x/..", "x/../y", ".", "x/./y", "x//y", "x/", "x\\y", "C:x", "x\ny")]
    bad_locks = [
        (("format",), "candor.release.lock/2"), (("numerics",), 0), (("extra",), 1),
        (("files", 0, "bytes"), -1), (("files", 0, "bytes"), 1.5), (("files", 0, "sha256"), "A" * 64),
        (("files", 0, "path"), "../x"), (("files", 0, "path"), "/x"), (("tool", "version"), None),
        (("run", "segments", 0, "firstStep"), 0), (("run", "segments", 0, "chain"), None),
        (("run", "parameterDigest"), None), (("dataset", "files"), ["a/../b"]),
    ]
    bad_lines = [
        (0, "format", "candor.ledger/2"), (0, "tensors", None), (1, "lossBits", 1.5),
        (1, "lossBits", "3F800000"), (1, "samples", None), (1, "kind", "leap"), (1, "step", 0),
        (1, "tensors", {}), (3, "chain", DIGEST[1:]), (3, "tensors", {"w": "x"}), (3, "lastStep", None),
    ]
    cases = [(MANIFEST, changed(manifest, *case), case) for case in bad_manifests]
    cases += [(LOCK, changed(LOCK_EXAMPLE, *case), case) for case in bad_locks]
    cases += [(LINE, changed(lines[index], (key,), value), (index, key, value))
              for index, key, value in bad_lines]
    accepted = [case for schema, document, case in cases if schema.is_valid(document)]
    assert not accepted, accepted
    print("1 manifest, 1 lock, %d ledger lines valid; %d damaged ones refused" % (len(lines), len(cases)))


def check_release(folder):
    MANIFEST.validate(yaml.safe_load((folder / "release.yaml").read_text()))
    LOCK.validate(json.loads((folder / "release.lock.json").read_text()))
    lines = (folder / "ledger.jsonl").read_text().splitlines()
    for line in lines:
        LINE.validate(json.loads(line))
    print(folder, "valid;", len(lines), "ledger lines")


if len(sys.argv) == 1:
    check_examples()
for argument in sys.argv[1:]:
    check_release(pathlib.Path(argument))
