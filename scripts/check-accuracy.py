"""The tables behind scripts/check-accuracy: divergence and perplexity, greedy texts, and what must not change a logit."""
import hashlib
import html
import json
import math
import pathlib
import re
import subprocess
import sys

import numpy
import torch

from engines import Candor, Llama, Reference, llama_cpp

MODELS = {"SmolLM2 Q4_1": "SmolLM2-135M-Instruct.Q4_1.gguf",
          "Gemma 3 Q4_K_M": "gemma-3-270m-q4_k_m.gguf"}
PROMPTS = ["The capital of France is", "Once upon a time, in a village by the sea,",
           "The first law of thermodynamics states that", "def fibonacci(n):\n",
           "To make bread you need flour, water,"]
THREADS = 2
GREEDY_TOKENS = 64
POSITIONS = 64


def prose(folder):
    """The handbook's longer paragraphs, page after page."""
    paragraphs = []
    for page in sorted(folder.glob("handbook/usr/share/doc/debian-handbook/html/en-US/*.html")):
        for text in re.findall(r'(?s)<div class="para">(.*?)</div>', page.read_text("utf-8")):
            paragraphs.append(" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()))
    return [text for text in paragraphs if len(text) >= 200]


def windows(paragraphs, count):
    """`count` pieces of about 2,000 characters from all parts of the text."""
    pieces = []
    for start in range(0, len(paragraphs), len(paragraphs) // count)[:count]:
        piece = ""
        while len(piece) < 2000 and start < len(paragraphs):
            piece += ("\n\n" if piece else "") + paragraphs[start]
            start += 1
        pieces.append(piece)
    return pieces


class Divergence:
    """How far an engine's probabilities are from the reference's, token by token."""

    def __init__(self):
        self.divergences, self.surprises, self.agreements = [], [], []

    def add(self, ids, expected, found):
        """`expected` and `found` are the logits after each of `ids`."""
        for start in range(0, len(ids), 64):
            rows = slice(start, start + 64)
            p, q = (torch.log_softmax(torch.from_numpy(table[rows]).double(), -1)
                    for table in (expected, found))
            self.divergences += (p.exp() * (p - q)).sum(-1).tolist()
            self.agreements += (p.argmax(-1) == q.argmax(-1)).tolist()
            following = ids[start + 1:start + 65]
            self.surprises += [-q[row, token].item() for row, token in enumerate(following)]

    @property
    def mean(self):
        return numpy.mean(self.divergences)

    def row(self):
        error = numpy.std(self.divergences) / math.sqrt(len(self.divergences))
        return (f"{math.exp(numpy.mean(self.surprises)):.3f} | {self.mean:.2e} ± {error:.0e} | "
                f"{numpy.median(self.divergences):.1e} | {numpy.quantile(self.divergences, .99):.1e} | "
                f"{max(self.divergences):.1e} | {100 * numpy.mean(self.agreements):.2f} %")


def compare(name, engines, reference, pieces):
    """Divergence and perplexity; gives back what was found, by engine."""
    candor = engines["Candor"]
    found = {engine: Divergence() for engine in ("binary32 (PyTorch)", *engines)}
    for piece in pieces:
        ids, logits = candor.read(piece)
        expected = reference.logits(ids)
        found["binary32 (PyTorch)"].add(ids, expected, expected)
        found["Candor"].add(ids, expected, logits)
        if "llama.cpp" in engines:
            found["llama.cpp"].add(ids, expected, engines["llama.cpp"].logits(ids))
        found["Candor, weights in F32"].add(
            ids, expected, engines["Candor, weights in F32"].read(piece)[1])
    count = len(found["Candor"].divergences)
    print(f"\n{name}: {len(pieces)} pieces, {count:,} tokens\n")
    print("| | perplexity | mean divergence, nats | median | 99 % | largest | same top token |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for engine, divergence in found.items():
        print(f"| {engine} | {divergence.row()} |", flush=True)
    return found


def excess(ours, theirs):
    """How much further we are from the reference, token by token: the mean and its standard error."""
    difference = numpy.subtract(ours.divergences, theirs.divergences)
    return difference.mean(), difference.std() / math.sqrt(difference.size)


def probability(logits, token):
    return torch.softmax(torch.from_numpy(logits).double(), -1)[token].item()


def compare_greedy(name, engines, reference):
    """Where greedy texts leave the reference's, and how near to each other the two tokens were."""
    print(f"\n{name}: {GREEDY_TOKENS} tokens, chosen greedily; equal ones before the first that differs, and there the "
          "reference's probability of its own token and of the other\n")
    print("| prompt | " + " | ".join(engines) + " |")
    print("| --- " * (len(engines) + 1) + "|")
    for prompt in PROMPTS:
        ids, _ = engines["Candor"].read(prompt)
        expected, rows = reference.greedy(ids, GREEDY_TOKENS)
        cells = []
        for engine in engines.values():
            argument = ids if isinstance(engine, Llama) else prompt
            tokens = engine.greedy(argument, GREEDY_TOKENS)
            # A text that the model ends is shorter.
            equal = next((i for i, pair in enumerate(zip(tokens, expected)) if pair[0] != pair[1]), len(tokens))
            cells.append("all" if equal == len(tokens) else
                         f"{equal}; {probability(rows[equal], expected[equal]):.3f}, "
                         f"{probability(rows[equal], tokens[equal]):.3f}")
        print(f"| `{prompt.strip()}` | " + " | ".join(cells) + " |", flush=True)


def compare_changes(name, path, engines, bench, folder, piece):
    """The logits of the same positions, computed in other company."""
    text = folder / "positions.txt"
    text.write_text(piece, encoding="utf-8")
    lines = subprocess.run([bench, "invariance", path, text, str(POSITIONS)],
                           capture_output=True, text=True, check=True).stdout.splitlines()
    print(f"\n{name}: {POSITIONS} positions computed in another way: largest change of a logit, changed top tokens\n")
    print("| change | Candor | llama.cpp |\n| --- | --- | --- |")
    ours = {line["change"]: line for line in map(json.loads, lines)}
    theirs = changes(engines["llama.cpp"], *engines["Candor"].read(piece)[:1]) if "llama.cpp" in engines else {}
    for change in [*ours, *(change for change in theirs if change not in ours)]:
        cells = [f"{line['largest']:g}; {line['topTokens']}" if line else "–"
                 for line in (ours.get(change), theirs.get(change))]
        print(f"| {change} | " + " | ".join(cells) + " |", flush=True)
    return all(line["largest"] == 0 and line["topTokens"] == 0 for line in ours.values())


def changes(llama, ids):
    ids, other = ids[:POSITIONS], 2 * ids[POSITIONS:2 * POSITIONS]
    whole = llama.session(POSITIONS, threads=1).read(ids)
    half = POSITIONS // 2

    def read(threads=1, **options):
        return llama.session(POSITIONS, threads).read(ids, **options)

    def cached():
        session = llama.session(POSITIONS, 1)
        session.read(ids)
        session.rewind(half)
        return numpy.concatenate([whole[:half], session.read(ids[half:])])

    found = {"again": read(), "2 threads": read(threads=2), "token by token": read(chunk=1),
             "in chunks of 7": read(chunk=7), "in chunks of 16": read(chunk=16),
             "beside another sequence": read(chunk=1, beside=other), "the first half kept from before": cached()}
    return {change: {"largest": float(numpy.abs(rows - whole).max()),
                     "topTokens": int((rows.argmax(-1) != whole.argmax(-1)).sum())}
            for change, rows in found.items()}


def main():
    program, bench, folder, count = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
    torch.set_num_threads(THREADS)
    pieces = windows(prose(folder), count)
    print(f"text: SHA-256 {hashlib.sha256(chr(10).join(pieces).encode()).hexdigest()}")
    if llama_cpp is None:
        print("llama.cpp is left out: `pip install llama-cpp-python` brings it")
    fine = True
    for name, file in MODELS.items():
        path = folder / file
        reference = Reference(path)
        engines = {"Candor": Candor(program, path, THREADS)}
        if llama_cpp:
            engines["llama.cpp"] = Llama(path, THREADS)
        engines["Candor, weights in F32"] = Candor(program, path.with_suffix(".F32.gguf"), THREADS)
        found = compare(name, engines, reference, pieces)
        compare_greedy(name, engines, reference)
        fine &= compare_changes(name, path, engines, bench, folder, pieces[0])
        fine &= found["Candor, weights in F32"].mean < 1e-6
        if llama_cpp:
            mean, error = excess(found["Candor"], found["llama.cpp"])
            print(f"\nCandor's divergence less llama.cpp's: {mean:.1e} ± {error:.0e} nats", flush=True)
            fine &= mean <= 2 * error
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
