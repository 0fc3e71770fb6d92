#!/usr/bin/env python3
"""Compares Candor's MinHash with datatrove's, and writes the tables of Sources/CandorAudit/Duplicates.

  pip install datatrove==0.10.1 spacy==3.8 regex
  near_duplicates.py BENCH TEXT...          BENCH: the program candor-bench; TEXT: plain text, a document a paragraph
  near_duplicates.py --clusters CANDOR ROWS.jsonl   which rows are near copies, by all three stages of datatrove; with the rates of
                                            signatures of datatrove and, where they are installed, datasketch and rensa
  near_duplicates.py --tables
  near_duplicates.py --golden

Documents are compared by all 112 numbers of their signatures, under FineWeb's parameters (14 bands of 8, five words, SHA-1 of 64
bits, seed 1). What differs is printed by what spaCy cut in it; exit status 1 if more than one document in a hundred differs.
"""
import argparse
import json
import pathlib
import re
import struct
import subprocess
import tempfile
import textwrap
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "Sources/CandorAudit/Duplicates"
PRIME = (1 << 61) - 1
UNITS = "km m dm cm mm ha nm yd in ft kg g mg t lb oz kmh mph mbar mb kb gb tb".split()
GOLDEN = [
    "The quick brown fox jumps over the lazy dog.", "the QUICK, brown fox -- jumps over\n\tthe lazy dog!",
    "It's 1,234.5 km from here; they cannot, wont & dont go 7kg.", "four words are few", "five words are just enough",
    "Straße, naïve café — “quoted” … ΑΒΓ Привет мир 日本語 テスト です １２３ ٣٤", "x " * 40, "word" * 80 + " and then some more words",
    "The i.MX8MM and osc24m clocks of a Cortex-A9T run 12km at 0x7g, not at imx8q, v4mbar, 5ft7in or 33kmh.",
]


def signatures(texts):
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.utils.hashing import HashConfig

    with tempfile.TemporaryDirectory() as folder:
        block = MinhashDedupSignature(folder, MinhashConfig(hash_config=HashConfig(precision=64, hash_fc="sha1")))
        for text in texts:
            shingles = block.get_shingles(text)
            yield [n for band in block.get_signature(shingles) for n in band] if shingles.size else None


def clusters(candor, file, number):
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupSignature
    from datatrove.utils.hashing import HashConfig

    rows = [json.loads(line) for line in file.read_text().split("\n")[:number] if line]
    megabytes = sum(len(row["text"].encode()) for row in rows) / 1e6
    config = MinhashConfig(hash_config=HashConfig(precision=64, hash_fc="sha1"))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start = time.perf_counter()
        MinhashDedupSignature(f"{name}/signatures", config).run((Document(row["text"], str(n)) for n, row in enumerate(rows)), 0, 1)
        print(f"datatrove: signatures of {megabytes:.1f} MB at {megabytes / (time.perf_counter() - start):.2f} MB/s")
        for bucket in range(14):
            MinhashDedupBuckets(f"{name}/signatures", f"{name}/buckets", config=config).run(None, bucket, 14)
        MinhashDedupCluster(f"{name}/buckets", f"{name}/clusters", config, save_cluster_id=True).run()
        first, others = {}, []
        for document, cluster in struct.iter_unpack("<2I", (folder / "clusters/000000.clusters").read_bytes()):
            if first.setdefault(cluster, document) != document:
                others.append(document)
        (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        start = time.perf_counter()
        answer = subprocess.run(
            [candor, "audit", f"{name}/rows.jsonl", "--rules", "near", "--threads", "1", "--json"], stdout=subprocess.PIPE)
        print(f"candor: reading, signatures and clusters at {megabytes / (time.perf_counter() - start):.2f} MB/s")
    report = json.loads(answer.stdout)
    finding, = (finding for finding in report["findings"] if finding["rule"] == "near.minhash")
    own = [place["row"] for place in finding["places"]]
    assert len(own) == finding["records"], "a report names at most 1,000 rows: take fewer with --number"
    peers(rows, megabytes)
    print(f"{len(rows)} rows in {len(rows) - len(others)} clusters by datatrove; near copies: datatrove {len(others)}, candor "
          f"{len(own)}, in both {len(set(own) & set(others))}")
    return own != sorted(others)


def peers(rows, megabytes):
    """Signatures of 112 permutations over runs of five words."""
    def shingles(text):
        words = text.lower().split()
        return {" ".join(words[n:n + 5]) for n in range(max(1, len(words) - 4))}

    sets = [shingles(row["text"]) for row in rows]
    try:
        import datasketch
        start = time.perf_counter()
        for words in sets:
            datasketch.MinHash(num_perm=112).update_batch([word.encode() for word in words])
        print(f"datasketch: signatures of shingles that are cut already at {megabytes / (time.perf_counter() - start):.2f} MB/s")
        import rensa
        start = time.perf_counter()
        for words in sets:
            rensa.RMinHash(num_perm=112, seed=1).update(list(words))
        print(f"rensa: the same, R-MinHash, at {megabytes / (time.perf_counter() - start):.2f} MB/s")
    except ImportError as error:
        print(f"not measured: {error}")


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
    parser.add_argument("--clusters", action="store_true")
    parser.add_argument("--number", type=int, default=2000)
    arguments = parser.parse_args()
    if arguments.tables:
        return tables()
    if arguments.golden:
        lines = [json.dumps([text, signature and [f"{n:x}" for n in signature]]) for text, signature in zip(GOLDEN, signatures(GOLDEN))]
        (ROOT / "Tests/Fixtures/audit/minhash.jsonl").write_text("\n".join(lines) + "\n")
        return 0
    if arguments.clusters:
        return clusters(arguments.bench, pathlib.Path(arguments.texts[0]), arguments.number)
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
