#!/usr/bin/env python3
"""Compares Candor's MinHash with datatrove's, and writes the tables of Sources/CandorAudit/Duplicates.

  pip install datatrove==0.10.1 spacy==3.8 regex
  near_duplicates.py BENCH TEXT...          BENCH: the program candor-bench; TEXT: plain text, a document a paragraph
  near_duplicates.py --tables
  near_duplicates.py --golden

Documents are compared by all 112 numbers of their signatures, under FineWeb's parameters (14 bands of 8, five words, SHA-1 of 64
bits, seed 1). What differs is printed by what spaCy cut in it; exit status 1 if more than one document in a hundred differs.
"""
import argparse
import json
import pathlib
import re
import subprocess
import tempfile
import textwrap

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Sources/CandorAudit/Duplicates"
PRIME = (1 << 61) - 1
UNITS = "km m dm cm mm ha nm yd in ft kg g mg t lb oz kmh mph mbar mb kb gb tb".split()
GOLDEN = [
    "The quick brown fox jumps over the lazy dog.", "the QUICK, brown fox -- jumps over\n\tthe lazy dog!",
    "It's 1,234.5 km from here; they cannot, wont & dont go 7kg.", "four words are few", "five words are just enough",
    "Straße, naïve café — “quoted” … ΑΒΓ Привет мир 日本語 テスト です １２３ ٣٤", "x " * 40, "word" * 80 + " and then some more words",
]


def signatures(texts):
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.utils.hashing import HashConfig

    with tempfile.TemporaryDirectory() as folder:
        block = MinhashDedupSignature(folder, MinhashConfig(hash_config=HashConfig(precision=64, hash_fc="sha1")))
        for text in texts:
            shingles = block.get_shingles(text)
            yield [n for band in block.get_signature(shingles) for n in band] if shingles.size else None


def tables():
    import spacy

    rules = spacy.blank("en").tokenizer.rules
    cuts = {}
    for word, pieces in rules.items():
        pieces = [piece[65] for piece in pieces]
        if len(pieces) > 1 and re.fullmatch("[a-z0]+", word):
            cuts[word] = pieces
    cuts.update({"0" + unit: ["0", unit] for unit in UNITS})
    body = "\n".join("    " + line for line in textwrap.wrap(" ".join("-".join(cuts[w]) for w in sorted(cuts)), 95, break_on_hyphens=False))
    path = FOLDER / "Contractions.swift"
    head, rest = path.read_text().split('table = """\n')
    path.write_text(head + 'table = """\n' + body + '\n    """' + rest.split('\n    """', 1)[1])
    state = np.random.RandomState(1)
    factors = state.randint(1, np.uint64(PRIME), dtype=np.uint64, size=112)
    terms = state.randint(0, np.uint64(PRIME), dtype=np.uint64, size=112)

    def array(name, comment, values):
        rows = [", ".join(f"0x{int(x):016X}" for x in values[at:at + 4]) for at in range(0, 112, 4)]
        return f"  /// {comment}\n  static let {name}: [UInt64] = [\n" + "\n".join("    " + row + "," for row in rows) + "\n  ]\n"

    (FOLDER / "MinHashParameters.swift").write_text(
        "// Written by Tests/Oracles/near_duplicates.py; do not edit.\n\n/// The permutations of datatrove's MinHash with its "
        "seed, 1.\nenum MinHashParameters {\n" + array("factors", "From 1 to 2⁶¹ − 2.", factors) + "\n"
        + array("terms", "From 0 to 2⁶¹ − 2.", terms) + "}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", nargs="?")
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--tables", action="store_true")
    parser.add_argument("--golden", action="store_true")
    parser.add_argument("--number", type=int, default=2000)
    arguments = parser.parse_args()
    if arguments.tables:
        return tables()
    if arguments.golden:
        lines = [json.dumps([text, signature and [f"{n:x}" for n in signature]]) for text, signature in zip(GOLDEN, signatures(GOLDEN))]
        (ROOT / "Tests/Fixtures/audit/minhash.jsonl").write_text("\n".join(lines) + "\n")
        return 0
    texts = []
    for path in arguments.texts:
        texts += [p for p in pathlib.Path(path).read_text(errors="ignore").split("\n\n") if p.strip()]
    texts = texts[:arguments.number]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "texts.jsonl"
        file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        answer = subprocess.run([arguments.bench, "minhash", str(file)], stdout=subprocess.PIPE, check=True)
    ours = [json.loads(line) for line in answer.stdout.split(b"\n")[:-1]]
    assert len(ours) == len(texts)
    different = []
    for text, own, other in zip(texts, ours, signatures(texts)):
        if own != (other and [f"{n:x}" for n in other]):
            different.append(text)
    for text in different[:10]:
        print(repr(text[:200]))
    print(f"{len(texts)} documents, {len(different)} signatures differ")
    return 100 * len(different) > len(texts)


if __name__ == "__main__":
    raise SystemExit(main())
