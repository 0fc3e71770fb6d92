#!/usr/bin/env python3
"""Writes Tests/Fixtures/tokenizer/families.json: small tokenizers of many families and digests of their ids.

  pip install tokenizers==0.23.3
  python3 Tests/Oracles/tokenizer_families_golden.py

Where plain text becomes a control token in the library (a unigram model finds `<s>` in its vocabulary), there is no digest: Candor
never does that. Tokenizers with the same tokens and merges share one model in the file.
"""
import json
import pathlib

from tokenizer_families import families, forges
from tokenizer_texts import digest, trouble

OUTPUT = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/tokenizer/families.json"
OPTIONS = ["ignore_merges"]


def digests(tokenizer, texts, plain):
    tokenizer.encode_special_tokens = plain
    special = {id for id, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    out = []
    for text, encoding in zip(texts, tokenizer.encode_batch(texts, add_special_tokens=not plain)):
        out.append(None if plain and forges(tokenizer, text, encoding.ids, special) else digest(encoding.ids))
    return out


def main():
    texts = trouble(6, 400)
    shared, models, out = {}, {}, {}
    for name, tokenizer in families(420).items():
        file = json.loads(tokenizer.to_str())
        model = file.pop("model")
        options = {key: model.pop(key) for key in OPTIONS if key in model}
        text = json.dumps(model, ensure_ascii=False)
        if text not in shared:
            shared[text] = name
            models[name] = model
        out[name] = {
            "model": shared[text], "options": options, "file": file,
            "plain": digests(tokenizer, texts, True), "whole": digests(tokenizer, texts, False)}
    file = {"texts": texts, "models": models, "families": out}
    lines = json.dumps(file, ensure_ascii=False, separators=(",", ":"))
    OUTPUT.write_text(lines.replace('},"', '},\n"').replace('],"', '],\n"') + "\n")
    print(f"{len(models)} models, {len(out)} families, {OUTPUT.stat().st_size} bytes")


main()
