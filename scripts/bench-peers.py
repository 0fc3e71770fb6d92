"""The measurements behind scripts/bench-peers.

Keys of the JSON lines
  gemm   peer what size threads gigaflops bestGigaflops
  train  peer what shape mode threads tokensPerSecond peakMegabytes parameters tokensPerStep
         secondsPerStep gigaflops firstStepSeconds loss
  bpe    peer what file vocabulary threads seconds megabytes megabytesPerSecond peakMegabytes
A peak is the process's resident high-water mark in units of 2^20 bytes; file megabytes are 10^6.
"""
import json
import os
import resource
import statistics
import subprocess
import sys
import time

# The peers' usual small Llama shapes; tied embeddings, rows of 256 tokens.
SHAPES = {
    "1m": dict(hidden=128, layers=4, heads=4, kv_heads=4, feed_forward=384, vocabulary=4096,
               batch=16, warm_up=3, steps=15),
    "10m": dict(hidden=320, layers=6, heads=5, kv_heads=5, feed_forward=896, vocabulary=8192,
                batch=8, warm_up=2, steps=8),
    "135m": dict(hidden=576, layers=30, heads=9, kv_heads=3, feed_forward=1536, vocabulary=49152,
                 batch=2, warm_up=1, steps=4),
}
ROWS = 256
SIZES, MODES, THREADS = ("1024", "2048"), ("eager", "compile"), ("1", "2")


def peak_megabytes():
    """VmHWM where there is one: ru_maxrss also remembers the parent of a new process."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // (1 << 20 if sys.platform == "darwin" else 1024)


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def gemm(size, threads):
    import torch
    torch.set_num_threads(int(threads))
    n = int(size)
    a, b, product = torch.randn(n, n), torch.randn(n, n), torch.empty(n, n)
    seconds = [timed(lambda: torch.mm(a, b, out=product)) for _ in range(24)][4:]
    gigaflops = [2e-9 * n**3 / s for s in seconds]
    return dict(peer="pytorch", what="gemm", size=n, threads=int(threads),
                gigaflops=round(statistics.median(gigaflops), 1),
                bestGigaflops=round(max(gigaflops), 1), version=torch.__version__)


def decoder(c):
    """A Llama-shape decoder in PyTorch's own fast operations; returns the mean loss."""
    import torch
    import torch.nn.functional as F
    from torch import nn
    size = c["hidden"] // c["heads"]
    kv_width = c["kv_heads"] * size

    class Layer(nn.Module):
        def __init__(self):
            super().__init__()
            linear = lambda rows, columns: nn.Linear(columns, rows, bias=False)
            self.attention_norm, self.feed_forward_norm = (
                nn.RMSNorm(c["hidden"], eps=1e-5) for _ in range(2))
            self.query, self.output = (linear(c["hidden"], c["hidden"]) for _ in range(2))
            self.key, self.value = (linear(kv_width, c["hidden"]) for _ in range(2))
            self.gate, self.up = (linear(c["feed_forward"], c["hidden"]) for _ in range(2))
            self.down = linear(c["hidden"], c["feed_forward"])

        def forward(self, x, cosine, sine):
            def heads(projection, rotated):
                y = projection.view(len(x), ROWS, -1, size).transpose(1, 2)
                if not rotated:
                    return y
                low, high = y.chunk(2, -1)
                return y * cosine + torch.cat((-high, low), -1) * sine

            y = self.attention_norm(x)
            q, k = heads(self.query(y), True), heads(self.key(y), True)
            v = heads(self.value(y), False)
            if c["kv_heads"] < c["heads"]:
                k, v = (t.repeat_interleave(c["heads"] // c["kv_heads"], 1) for t in (k, v))
            mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.output(mixed.transpose(1, 2).reshape(x.shape))
            y = self.feed_forward_norm(x)
            return x + self.down(F.silu(self.gate(y)) * self.up(y))

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(c["vocabulary"], c["hidden"])
            self.layers = nn.ModuleList(Layer() for _ in range(c["layers"]))
            self.norm = nn.RMSNorm(c["hidden"], eps=1e-5)
            frequency = 10000.0 ** (-torch.arange(0, size, 2) / size)
            angle = torch.outer(torch.arange(ROWS), torch.cat((frequency, frequency)))
            self.register_buffer("cosine", angle.cos())
            self.register_buffer("sine", angle.sin())
            for parameter in self.parameters():
                if parameter.dim() == 2:
                    nn.init.normal_(parameter, std=0.02)

        def forward(self, tokens, targets):
            x = self.embedding(tokens)
            for layer in self.layers:
                x = layer(x, self.cosine, self.sine)
            logits = F.linear(self.norm(x), self.embedding.weight)
            return F.cross_entropy(logits.flatten(0, 1), targets.flatten())

    return Decoder()


def operations_per_step(c):
    """Two per multiply-add of the matrix products, three times the forward pass; the causal half
    of attention is counted in full, as is usual."""
    size = c["hidden"] // c["heads"]
    layer = c["hidden"] * (2 * c["hidden"] + 2 * c["kv_heads"] * size + 3 * c["feed_forward"])
    attention = 2 * c["heads"] * size * ROWS
    weights = c["layers"] * (layer + attention) + c["hidden"] * c["vocabulary"]
    return 6 * weights * c["batch"] * ROWS


def train(shape, mode, threads):
    import torch
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    c = SHAPES[shape]
    model = decoder(c)
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1,
                                  fused=True)
    loss_of = torch.compile(model) if mode == "compile" else model
    rows = torch.randint(c["vocabulary"], (c["batch"], ROWS + 1))
    tokens, targets = rows[:, :-1].contiguous(), rows[:, 1:].contiguous()
    losses = []

    def step():
        loss = loss_of(tokens, targets)
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(loss.item())

    first = timed(step)
    for _ in range(c["warm_up"] - 1):
        step()
    seconds = statistics.median(timed(step) for _ in range(c["steps"]))
    tokens_per_step = c["batch"] * ROWS
    return dict(peer="pytorch", what="train", shape=shape, mode=mode, threads=int(threads),
                tokensPerSecond=round(tokens_per_step / seconds, 1),
                peakMegabytes=peak_megabytes(),
                parameters=sum(p.numel() for p in model.parameters()),
                tokensPerStep=tokens_per_step, secondsPerStep=round(seconds, 4),
                gigaflops=round(operations_per_step(c) / seconds / 1e9, 1),
                firstStepSeconds=round(first, 2), loss=round(losses[-1], 4),
                version=torch.__version__)


def texts(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"] if path.endswith(".jsonl") else line


def bpe(path, vocabulary, threads):
    os.environ |= {"RAYON_NUM_THREADS": threads, "TOKENIZERS_PARALLELISM": "true"}
    import tokenizers
    from tokenizers import models, pre_tokenizers, trainers

    def once():
        tokenizer = tokenizers.Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=int(vocabulary), show_progress=False, special_tokens=["<|endoftext|>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
        if path.endswith(".jsonl"):
            tokenizer.train_from_iterator(texts(path), trainer)
        else:
            tokenizer.train([path], trainer)

    seconds = statistics.median(timed(once) for _ in range(3))
    size = sum(len(text.encode()) for text in texts(path)) / 1e6
    return dict(peer="tokenizers", what="bpe", file=os.path.basename(path),
                vocabulary=int(vocabulary), threads=int(threads), seconds=round(seconds, 3),
                megabytes=round(size, 2), megabytesPerSecond=round(size / seconds, 2),
                peakMegabytes=peak_megabytes(), version=tokenizers.__version__)


def usage():
    sys.exit("usage: scripts/bench-peers [gemm [SIZE [THREADS]] | train [SHAPE [MODE [THREADS]]] "
             "| bpe FILE [VOCABULARY [THREADS]]]")


def selected(arguments, *choices):
    """Every combination of the given values; a missing value or `all` stands for the whole list."""
    combinations = [()]
    for index, values in enumerate(choices):
        given = arguments[index] if index < len(arguments) else "all"
        number = given.isdecimal() and values[0].isdecimal()
        if not number and given not in (*values, "all"):
            usage()
        values = values if given == "all" else (given,)
        combinations = [c + (value,) for c in combinations for value in values]
    return combinations


def plan(arguments):
    if not arguments:
        return plan(["gemm"]) + plan(["train"])
    what, *rest = arguments
    if what == "gemm" and len(rest) <= 2:
        return [(what, *c) for c in selected(rest, SIZES, THREADS)]
    if what == "train" and len(rest) <= 3:
        return [(what, *c) for c in selected(rest, tuple(SHAPES), MODES, THREADS)]
    if what == "bpe" and 1 <= len(rest) <= 3:
        return [(what, rest[0], *c) for c in selected(rest[1:], ("8192",), THREADS)]
    usage()


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["measure"]:
        what, *rest = arguments[1:]
        print(json.dumps({"gemm": gemm, "train": train, "bpe": bpe}[what](*rest)))
        return
    failed = False
    for measurement in plan(arguments):
        finished = subprocess.run([sys.executable, __file__, "measure", *measurement],
                                  stdout=subprocess.PIPE, text=True)
        failed |= finished.returncode != 0
        print(finished.stdout, end="", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
