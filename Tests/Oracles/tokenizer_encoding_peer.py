#!/usr/bin/env python3
"""Times Hugging Face `tokenizers` and tiktoken on one thread, with the tokenizer of a folder, and gives a digest of their ids.

  pip install tokenizers==0.23.3 tiktoken==0.14.0
  TOKENIZERS_PARALLELISM=false RAYON_NUM_THREADS=1 python3 Tests/Oracles/tokenizer_encoding_peer.py FOLDER TEXT

The text is cut at the first line end after every 100,000 bytes, outside the measured time, for both peers are slower on one long string; so digests equal
those of `candor-bench encode` only where no token crosses a cut. tiktoken takes part if the tokenizer is a list of ranks with one splitting pattern.
"""
import json
import pathlib
import sys
import time

import tiktoken
from tokenizers import Tokenizer, pre_tokenizers

from tokenizer_texts import digest


def documents(text):
    at = 0
    while at < len(text):
        end = text.find("\n", at + 100_000)
        end = len(text) if end < 0 else end + 1
        yield text[at:end]
        at = end


def best(encode, size):
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ids = encode()
        times.append(time.perf_counter() - start)
    return f"{size / sorted(times)[1] / 1e6:.2f} MB/s, {len(ids)} tokens, digest {digest(ids)}"


folder, path = map(pathlib.Path, sys.argv[1:])
data = path.read_bytes()
texts = list(documents(data.decode()))
tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
print("Hugging Face:", best(lambda: [i for text in texts for i in tokenizer.encode(text, add_special_tokens=False).ids], len(data)))
file = json.loads((folder / "tokenizer.json").read_text())
steps = file["pre_tokenizer"].get("pretokenizers", []) if file["pre_tokenizer"] else []
if len(steps) == 2 and steps[0]["type"] == "Split":
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    byte = {chr(b): b for b in printable} | {chr(256 + i): b for i, b in enumerate(b for b in range(256) if b not in printable)}
    ranks = {bytes(byte[c] for c in name): rank for name, rank in file["model"]["vocab"].items()}
    encoding = tiktoken.Encoding("peer", pat_str=steps[0]["pattern"]["Regex"], mergeable_ranks=ranks, special_tokens={})
    print("tiktoken:", best(lambda: [i for text in texts for i in encoding.encode_ordinary(text)], len(data)))
