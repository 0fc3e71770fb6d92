#!/usr/bin/env python3
"""Compares Candor's ids with those of Hugging Face `tokenizers` on many strings, for every tokenizer in some folders.

  pip install tokenizers==0.23.3
  python3 Tests/Oracles/tokenizer_fuzz.py CANDOR-BENCH OUTPUT [--count 100000] [FOLDER...]

OUTPUT gets one folder for each family of tokenizer_families.py, and the strings. Each FOLDER holds a `tokenizer.json` and a
`tokenizer_config.json` (and perhaps `model.gguf`: then Candor reads that one). Every string is encoded twice: as plain text
(`encode_special_tokens`, no special tokens added), and with special tokens read and added.
"""
import argparse
import json
import pathlib
import subprocess
import sys

from tokenizers import Tokenizer

from tokenizer_families import families, forges
from tokenizer_texts import BEGIN, END, digest, trouble


def save(tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    configuration = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BEGIN, "eos_token": END}
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration))


def all_ids(tokenizer, texts, plain):
    for start in range(0, len(texts), 2000):
        tokenizer.encode_special_tokens = plain
        for encoding in tokenizer.encode_batch(texts[start:start + 2000], add_special_tokens=not plain):
            yield encoding.ids


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("bench")
    arguments.add_argument("output", type=pathlib.Path)
    arguments.add_argument("--count", type=int, default=100_000)
    arguments.add_argument("folders", nargs="*", type=pathlib.Path)
    arguments = arguments.parse_intermixed_args()
    folders = list(arguments.folders)
    if not folders:
        for name, tokenizer in families().items():
            save(tokenizer, arguments.output / name)
            folders.append(arguments.output / name)
    texts = trouble(5, arguments.count)
    arguments.output.mkdir(parents=True, exist_ok=True)
    path = arguments.output / "texts.json"
    path.write_text(json.dumps(texts, ensure_ascii=False))
    failures = 0
    for folder in folders:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        special = {id for id, token in tokenizer.get_added_tokens_decoder().items() if token.special}
        answer = subprocess.run([arguments.bench, "ids", folder, path], capture_output=True, text=True)
        lines = answer.stdout.split("\n")[:-1]
        if len(lines) != len(texts):
            print(f"{folder.name}: {answer.stdout[-500:]}{answer.stderr[-500:]}")
            failures += 1
            continue
        wrong, forged = [], 0
        for index, (plain, whole) in enumerate(zip(all_ids(tokenizer, texts, True), all_ids(tokenizer, texts, False))):
            if forges(tokenizer, texts[index], plain, special):
                forged += 1
                plain = None
            ours = lines[index].split()
            if (plain is not None and ours[0] != digest(plain)) or ours[1] != digest(whole) or ours[2] != "streams":
                wrong.append(texts[index])
        print(f"{folder.parent.name}/{folder.name}: {len(texts)} strings, {len(wrong)} differ, {forged} forged in the peer", flush=True)
        for text in sorted(wrong, key=len)[:5]:
            print("   ", json.dumps(text)[:300])
        failures += len(wrong)
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
