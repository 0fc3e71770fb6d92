"""The comparison behind scripts/interoperability: candor and transformers on the same folder.

Asks `candor run RELEASE PROMPT --json --max-tokens 0 --dump-logits FILE` for the tensors
`ids` I32 [tokens] and `logits` F32 [tokens, vocabulary] of every prompt.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}

import numpy
import torch
import transformers
from safetensors.numpy import load_file

TOLERANCE = 2e-4
PROMPTS = [
    "Mia took the lamp to the kitchen.",
    "A word is defined by the company it keeps: 3 + 4 = 7",
    "naïve café, 東京, 🙂\n\ttabs and  spaces",
]


def candor(program, release, prompt):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "logits.safetensors")
        command = [program, "run", release, prompt, "--json", "--max-tokens", "0",
                   "--dump-logits", path]
        finished = subprocess.run(command, capture_output=True, text=True)
        if finished.returncode != 0:
            sys.exit(f"error: `candor run` ended with {finished.returncode}\n{finished.stderr}")
        tensors = load_file(path)
        return tensors["ids"].tolist(), tensors["logits"]


def load(release):
    """The model and its tokenizer; a parameter missing from the folder would be drawn at random."""
    model, report = transformers.AutoModelForCausalLM.from_pretrained(
        release, dtype=torch.float32, output_loading_info=True, trust_remote_code=False)
    problems = {kind: keys for kind, keys in report.items() if keys}
    if problems:
        sys.exit(f"error: transformers finds other parameters than it expects: {problems}")
    tokenizer = transformers.AutoTokenizer.from_pretrained(release, trust_remote_code=False)
    return model.eval(), tokenizer


def contents(release):
    files = (path for path in pathlib.Path(release).rglob("*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


def main():
    program, release, *prompts = sys.argv[1:]
    if not os.path.isfile(os.path.join(release, "config.json")):
        sys.exit(f"error: no `config.json` in `{release}`")
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    before = contents(release)
    model, tokenizer = load(release)
    print(f"{release}: {type(model).__name__}, {sum(p.numel() for p in model.parameters()):,} "
          f"parameters, {type(tokenizer).__name__}, {len(tokenizer)} tokens; "
          f"transformers {transformers.__version__}, torch {torch.__version__}")
    print(f"{'prompt':42} {'tokens':>6} {'ids':>7} {'logits differ by':>17}  next token")
    agree = True
    for prompt in prompts or PROMPTS:
        ids, logits = candor(program, release, prompt)
        theirs = tokenizer(prompt)["input_ids"]
        same = ids == theirs
        with torch.no_grad():
            expected = model(torch.tensor([ids])).logits[0].numpy()
        shown = logits.shape == expected.shape and numpy.isfinite(logits).all()
        difference = float(numpy.abs(logits - expected).max()) if shown else float("inf")
        ours, other = (int(table[-1].argmax()) for table in (logits, expected))
        agree &= same and difference <= TOLERANCE
        print(f"{prompt[:40]!r:42} {len(ids):6} {'equal' if same else 'DIFFER':>7} "
              f"{difference:17.2e}  {'equal' if ours == other else 'DIFFERS'}")
        if not same:
            print(f"  candor       {ids}\n  transformers {theirs}")
        if not shown:
            print(f"  candor's logits are {logits.shape}, transformers' {expected.shape}")
    if contents(release) != before:
        agree = False
        print("the folder changed while it was read")
    print(f"{'agree' if agree else 'DISAGREE'} (ids exactly, logits within {TOLERANCE:g})")
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
