"""The three that compute logits in scripts/check-accuracy: PyTorch in binary32, Candor, llama.cpp."""
import ctypes
import json
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

try:
    import llama_cpp
except ImportError:
    llama_cpp = None


class Reference:
    """transformers, every operation in binary32, with the numbers that the file's blocks stand for."""

    def __init__(self, path):
        path = pathlib.Path(path)
        self.model = transformers.AutoModelForCausalLM.from_pretrained(
            path.parent, gguf_file=path.name, dtype=torch.float32).eval()

    @torch.no_grad()
    def logits(self, ids):
        return self.model(torch.tensor([ids])).logits[0].numpy()

    @torch.no_grad()
    def greedy(self, ids, count):
        """The most probable tokens, and the logits each was chosen from."""
        tokens, rows, kept, step = [], [], None, ids
        for _ in range(count):
            out = self.model(torch.tensor([step]), past_key_values=kept, use_cache=True)
            kept = out.past_key_values
            rows.append(out.logits[0, -1].numpy())
            step = [int(rows[-1].argmax())]
            tokens += step
        return tokens, rows


class Candor:
    def __init__(self, program, path, threads):
        self.command = [program, "run", str(path), "--json", "--threads", str(threads)]

    def run(self, prompt, *options):
        finished = subprocess.run(
            self.command + list(options), input=prompt, capture_output=True, text=True)
        if finished.returncode != 0:
            sys.exit(f"error: `candor run` ended with {finished.returncode}\n{finished.stderr}")
        return json.loads(finished.stdout)

    def read(self, prompt):
        """The prompt's ids and their logits."""
        with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
            self.run(prompt, "--max-tokens", "0", "--dump-logits", file.name)
            tensors = load_file(file.name)
            return tensors["ids"].tolist(), tensors["logits"]

    def greedy(self, prompt, count):
        return self.run(prompt, "--temperature", "0", "--max-tokens", str(count))["tokens"]


class Llama:
    """llama.cpp by its own interface, with its standard settings."""

    def __init__(self, path, threads):
        llama_cpp.llama_log_set(_silent, ctypes.c_void_p())
        llama_cpp.llama_backend_init()
        self.threads = threads
        self.model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params())
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(
            llama_cpp.llama_model_get_vocab(self.model))

    def session(self, tokens, threads=None):
        return LlamaSession(self, tokens, threads or self.threads)

    def logits(self, ids):
        return self.session(len(ids)).read(ids)

    def greedy(self, ids, count):
        session, tokens = self.session(len(ids) + count), []
        step = ids
        for _ in range(count):
            step = [int(session.read(step)[-1].argmax())]
            tokens += step
        return tokens


@llama_cpp.llama_log_callback if llama_cpp else lambda function: function
def _silent(level, text, data):
    pass


class LlamaSession:
    def __init__(self, llama, tokens, threads):
        self.llama, self.count = llama, 0
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx = settings.n_batch = 3 * tokens + 64
        settings.n_seq_max = 2
        settings.kv_unified = True
        settings.n_threads = settings.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(llama.model, settings)

    def __del__(self):
        llama_cpp.llama_free(self.context)

    def read(self, ids, chunk=None, beside=()):
        """The logits of `ids`; before each chunk, two tokens of another sequence go into the same batch."""
        rows = []
        for start in range(0, len(ids), chunk or len(ids)):
            part = ids[start:start + (chunk or len(ids))]
            others = list(enumerate(beside))[2 * start:2 * start + 2]
            self._decode([(token, place, 1) for place, token in others]
                         + [(token, self.count + place, 0) for place, token in enumerate(part)])
            self.count += len(part)
            for place in range(len(others), len(others) + len(part)):
                row = llama_cpp.llama_get_logits_ith(self.context, place)
                rows.append(numpy.ctypeslib.as_array(row, (self.llama.vocabulary,)).copy())
        return numpy.stack(rows)

    def rewind(self, count):
        memory = llama_cpp.llama_get_memory(self.context)
        llama_cpp.llama_memory_seq_rm(memory, 0, count, -1)
        self.count = count

    def _decode(self, entries):
        batch = llama_cpp.llama_batch_init(len(entries), 0, 1)
        batch.n_tokens = len(entries)
        for index, (token, position, sequence) in enumerate(entries):
            batch.token[index] = token
            batch.pos[index] = position
            batch.n_seq_id[index] = 1
            batch.seq_id[index][0] = sequence
            batch.logits[index] = 1
        status = llama_cpp.llama_decode(self.context, batch)
        llama_cpp.llama_batch_free(batch)
        if status != 0:
            sys.exit(f"error: llama_decode ended with {status}")
