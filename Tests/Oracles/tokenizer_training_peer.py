#!/usr/bin/env python3
"""Times Hugging Face's BpeTrainer with the settings of Candor's BytePairTrainer, and compares the results.

  pip install tokenizers==0.23.3
  RAYON_NUM_THREADS=2 python3 Tests/Oracles/tokenizer_training_peer.py TEXT [VOCABULARY] [OURS/tokenizer.json]

TEXT is cut at the first line end after every 10,000 bytes. Prints the seconds of training without reading; with a
third argument, also whether vocabulary and merges equal those in that file.
"""
import json
import sys
import time

from tokenizers import Tokenizer, models, pre_tokenizers, trainers


def documents(text):
    at = 0
    while at < len(text):
        end = text.find(b"\n", at + 10_000)
        end = len(text) if end < 0 else end + 1
        yield text[at:end].decode()
        at = end


path, *rest = sys.argv[1:]
with open(path, "rb") as file:
    texts = list(documents(file.read()))
size = int(rest[0]) if rest else 8192
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
    pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
trainer = trainers.BpeTrainer(
    vocab_size=size, min_frequency=2, special_tokens=["<|begin_of_text|>", "<|end_of_text|>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
start = time.perf_counter()
tokenizer.train_from_iterator(texts, trainer)
print(f"{size} tokens, {len(texts)} documents: {time.perf_counter() - start:.2f} s")
if len(rest) > 1:
    ours, theirs = json.load(open(rest[1]))["model"], json.loads(tokenizer.to_str())["model"]
    print("vocabulary equal:", ours["vocab"] == theirs["vocab"], " merges equal:", ours["merges"] == theirs["merges"])
