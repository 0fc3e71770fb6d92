#!/usr/bin/env python3
"""A second reading of a dataset folder and its digest, by the rules of docs/release-format.md.

Needs nothing but Python.

    python3 Tests/Oracles/dataset_digest.py Tests/Fixtures/Corpus/dataset \
        > Tests/Fixtures/Corpus/dataset_digest.json
"""
import gzip
import hashlib
import json
import os
import struct
import sys


def documents(folder):
    names = []
    for root, folders, files in os.walk(folder):
        folders[:] = [f for f in folders if not f.startswith(".")]
        names += [os.path.relpath(os.path.join(root, f), folder)
                  for f in files if not f.startswith(".")]
    for name in sorted(names, key=os.fsencode):
        with open(os.path.join(folder, name), "rb") as file:
            data = file.read()
        if name.endswith(".gz"):
            data, name = gzip.decompress(data), name[:-3]
        data = data.removeprefix(b"\xef\xbb\xbf")
        if name.endswith(".txt"):
            yield f"{name}#1", data
            continue
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip(b" \t\r"):
                record = json.loads(line)
                yield str(record.get("id", f"{name}#{number}")), record["text"].encode()


def digest(documents):
    sha256 = hashlib.sha256(b"candor.documents/1\n")
    for identifier, text in documents:
        for part in (identifier.encode(), text):
            sha256.update(struct.pack("<Q", len(part)) + part)
    sha256.update(struct.pack("<Q", len(documents)))
    return sha256.hexdigest()


if __name__ == "__main__":
    found = list(documents(sys.argv[1]))
    json.dump({"ids": [identifier for identifier, _ in found],
               "textBytes": sum(len(text) for _, text in found),
               "digest": digest(found)}, sys.stdout, indent=2)
    print()
