#!/usr/bin/env python3
"""Writes the fixtures of CandorTextTests with Hugging Face `tokenizers`.

  pip install tokenizers==0.23.3
  python3 Tests/Oracles/tokenizer_golden.py                          # Tests/Fixtures/tokenizer
  python3 Tests/Oracles/tokenizer_golden.py --count 100000 FOLDER    # a longer list of strings

corpus.txt          text to train on, one document a line
NAME/               tokenizer.json and tokenizer_config.json as Hugging Face saves them
strings.json        strings, and for each four digests of its ids: by `bytepair` with special tokens as text, the same as tokens
                    after begin of text, by `pattern` as text, by `words` as tokens after begin of text
characters.json     for each 4,096 code points, a digest by `bytepair` and one by `pattern`: every character of Unicode
                    after a letter, after a space, before a digit and between spaces
merges.json         the merges of a larger vocabulary, trained to the end: until no pair occurs twice
"""
import argparse
import json
import pathlib

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from tokenizer_texts import BEGIN, END, digest, prose, strings

SINGLE_DIGITS = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
PATTERN = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
WORDS = [" Anna", "Anna", " the", " kitchen", " harbour", " carries", " hides", ".", ",", "?", ":", "\n", " ", " +", " =", " é", *"0123456789", " I", "'", "t", " don"]


def begins():
    return processors.TemplateProcessing(
        single=f"{BEGIN} $A", pair=f"{BEGIN} $A {BEGIN}:1 $B:1", special_tokens=[(BEGIN, 0)])


def trained(documents, size, minimum):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = SINGLE_DIGITS
    tokenizer.decoder = decoders.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(documents, trainers.BpeTrainer(
        vocab_size=size, min_frequency=minimum, special_tokens=[BEGIN, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    tokenizer.post_processor = begins()
    return tokenizer


def with_pattern(tokenizer):
    """The same tokens and merges with GPT-2's pattern alone, and no begin of text."""
    other = Tokenizer.from_str(tokenizer.to_str())
    other.pre_tokenizer = PATTERN
    file = json.loads(other.to_str())
    file["post_processor"] = None
    return Tokenizer.from_str(json.dumps(file))


def word_list():
    vocabulary = [BEGIN, END] + [f"<0x{byte:02X}>" for byte in range(256)] + WORDS
    tokenizer = Tokenizer(models.BPE(
        vocab={name: number for number, name in enumerate(vocabulary)}, merges=[], byte_fallback=True, ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[ ]?\p{L}+|[ ]?[^\s\p{L}]|\s"), "isolated")
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_special_tokens([BEGIN, END])
    tokenizer.post_processor = begins()
    return tokenizer


def save(tokenizer, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    configuration = {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": BEGIN, "eos_token": END,
        "clean_up_tokenization_spaces": False, "model_max_length": 512}
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration, indent=2) + "\n")


def as_text(tokenizer, text):
    tokenizer.encode_special_tokens = True
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    tokenizer.encode_special_tokens = False
    return ids


def surroundings(block):
    characters = [chr(code) for code in range(block * 4096, block * 4096 + 4096) if not 0xD800 <= code < 0xE000]
    return "".join(f"a{c} {c}1  {c}  " for c in characters)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("folder", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[1] / "Fixtures/tokenizer")
    arguments = arguments.parse_args()
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    documents = [line for line in prose(1, 500).split("\n") if line]
    (folder / "corpus.txt").write_text("\n".join(documents))
    small, large = trained(documents, 400, 2), trained(documents, 4000, 2)
    tokenizers = {"bytepair": small, "pattern": with_pattern(small), "words": word_list()}
    for name, tokenizer in tokenizers.items():
        save(tokenizer, folder / name)
    merges = json.loads(large.to_str())["model"]["merges"]
    (folder / "merges.json").write_text(json.dumps([" ".join(pair) for pair in merges], ensure_ascii=False, indent=0) + "\n")
    rows = []
    for text in strings(2, arguments.count):
        row = [text, digest(as_text(small, text)), digest(small.encode(text).ids)]
        row += [digest(as_text(tokenizers["pattern"], text)), digest(tokenizers["words"].encode(text).ids)]
        rows.append(json.dumps(row, ensure_ascii=False))
    (folder / "strings.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
    blocks = [[digest(as_text(tokenizers[name], surroundings(block))) for name in ("bytepair", "pattern")] for block in range(272)]
    (folder / "characters.json").write_text("[\n" + ",\n".join(map(json.dumps, blocks)) + "\n]\n")
    print(f"{len(merges)} merges, {len(rows)} strings in {folder}")


main()
