#!/usr/bin/env python3
"""Checks saved tokenizers with transformers' AutoTokenizer.

  pip install tokenizers==0.23.3 transformers==5.23.0
  python3 Tests/Oracles/tokenizer_transformers.py [FOLDER]

FOLDER holds `bytepair` and `words` as saved by Candor, and `strings.json` (tokenizer_golden.py); by default the fixtures,
which the tests show to be what Candor saves.
"""
import json
import os
import pathlib
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
from transformers import AutoTokenizer

from tokenizer_texts import BEGIN, END, digest

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[1] / "Fixtures/tokenizer")
rows = json.loads((folder / "strings.json").read_text())
failures = 0
for name, column in ("bytepair", 2), ("words", 4):
    tokenizer = AutoTokenizer.from_pretrained(folder / name)
    wrong = 0
    for row in rows:
        ids = tokenizer(row[0])["input_ids"]
        bare = tokenizer(row[0], add_special_tokens=False)["input_ids"]
        wrong += digest(ids) != row[column] or ids != [tokenizer.bos_token_id] + bare or tokenizer.decode(bare) != row[0]
    roles = (tokenizer.bos_token, tokenizer.eos_token, tokenizer.bos_token_id, tokenizer.eos_token_id) == (BEGIN, END, 0, 1)
    print(f"{name}: {type(tokenizer).__name__}, {len(tokenizer)} tokens, longest input {tokenizer.model_max_length}, "
          f"roles {'right' if roles else 'WRONG'}, {wrong} of {len(rows)} strings differ")
    failures += wrong + (not roles)
sys.exit(failures > 0)
