#!/usr/bin/env python3
"""Golden losses, logits and gradients of the Llama-shape decoder, from PyTorch in binary64.

  python3 Tests/Oracles/decoder_gradients.py     writes Tests/Fixtures/decoder/{a,b,c}.safetensors

Needs: pip install torch safetensors transformers (made with 2.13, 0.8, 5.23).

The model is written out twice: here in plain operations, and by transformers' LlamaForCausalLM;
the script stops unless both agree on a segment's logits and gradients. What binary32 loses against
binary64 is printed, so that a test's tolerance can be chosen instead of guessed.

Every file holds
  configuration     I32 [8]       vocabulary, hidden, layers, heads, key-value heads, head size,
                                  feed-forward, tied (1 or 0)
  segments          I32 [n, 2]    start row, rows; each is its own causal window, positions from 0
  tokens, targets   I32 [rows]
  loss              F32 [1]       the SUM of the token cross entropies
  logits            F32 [rows, vocabulary]
  <name>            F32           a parameter, by its Hugging Face name
  gradient.<name>   F32           the loss by that parameter
Results are computed in binary64 from the binary32 parameters and rounded once at the end.
"""
import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent.parent / "Fixtures" / "decoder"
EPSILON = 1e-5
THETA = 10000.0

# Segment lengths sit on both sides of 16 and 32, the widths of the kernels' panels.
CONFIGURATIONS = {
    "a": dict(vocabulary=40, hidden=32, layers=2, heads=4, kv_heads=2, head_size=8,
              feed_forward=48, tied=True, segments=[1, 7, 16, 17, 33]),
    "b": dict(vocabulary=51, hidden=32, layers=3, heads=2, kv_heads=2, head_size=16,
              feed_forward=56, tied=False, segments=[32, 2, 15, 31, 1]),
    "c": dict(vocabulary=33, hidden=40, layers=1, heads=5, kv_heads=1, head_size=8,
              feed_forward=56, tied=True, segments=[65, 16, 3]),
}


def mixed(index, salt):
    """A 32-bit hash (MurmurHash3's finaliser) of an int64 tensor of indices."""
    mask = 0xFFFFFFFF
    x = (index * 2654435761 + salt * 40503 + 1) & mask
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & mask
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & mask
    return x ^ (x >> 16)


def uniform(shape, salt):
    """Exact multiples of 2^-24 in [-1/2, 1/2), the same on every machine."""
    count = int(torch.Size(shape).numel())
    return ((mixed(torch.arange(count), salt) >> 8).float() * 2.0**-24 - 0.5).reshape(shape)


def parameters(c):
    """Scaled so that attention is sharp and no gradient is lost in noise."""
    hidden, size, width = c["hidden"], c["head_size"], c["feed_forward"]
    queries, keys = c["heads"] * size, c["kv_heads"] * size
    shapes = {"model.embed_tokens.weight": (c["vocabulary"], hidden)}
    for layer in range(c["layers"]):
        prefix = f"model.layers.{layer}."
        shapes |= {
            prefix + "input_layernorm.weight": (hidden,),
            prefix + "self_attn.q_proj.weight": (queries, hidden),
            prefix + "self_attn.k_proj.weight": (keys, hidden),
            prefix + "self_attn.v_proj.weight": (keys, hidden),
            prefix + "self_attn.o_proj.weight": (hidden, queries),
            prefix + "post_attention_layernorm.weight": (hidden,),
            prefix + "mlp.gate_proj.weight": (width, hidden),
            prefix + "mlp.up_proj.weight": (width, hidden),
            prefix + "mlp.down_proj.weight": (hidden, width),
        }
    shapes["model.norm.weight"] = (hidden,)
    if not c["tied"]:
        shapes["lm_head.weight"] = (c["vocabulary"], hidden)
    values = {}
    for salt, (name, shape) in enumerate(shapes.items()):
        u = uniform(shape, salt)
        if len(shape) == 1:
            values[name] = 1 + u / 4
        elif "q_proj" in name or "k_proj" in name or "embed" in name or "lm_head" in name:
            values[name] = u
        else:
            values[name] = u / 2
    return values


def normalised(x, weight):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + EPSILON) * weight


def rotated(x, rows):
    """x: [heads, rows, head size]; the pair of element i is element i + head size / 2."""
    size = x.shape[-1]
    frequency = THETA ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
    angle = torch.outer(torch.arange(rows, dtype=torch.float64), frequency)
    cosine, sine = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    low, high = x.chunk(2, -1)
    return torch.cat((low * cosine - high * sine, high * cosine + low * sine), -1)


def segment_logits(c, p, tokens):
    rows, size = len(tokens), c["head_size"]
    future = torch.full((rows, rows), float("-inf"), dtype=p["model.norm.weight"].dtype).triu(1)
    x = p["model.embed_tokens.weight"][tokens]
    for layer in range(c["layers"]):
        w = {name.removeprefix(f"model.layers.{layer}."): value for name, value in p.items()}
        y = normalised(x, w["input_layernorm.weight"])
        split = lambda name: (y @ w[f"self_attn.{name}_proj.weight"].T).view(rows, -1, size) \
            .transpose(0, 1)
        q, k, v = rotated(split("q"), rows), rotated(split("k"), rows), split("v")
        group = c["heads"] // c["kv_heads"]
        k, v = k.repeat_interleave(group, 0), v.repeat_interleave(group, 0)
        share = torch.softmax(q @ k.transpose(1, 2) * size**-0.5 + future, -1)
        mixture = (share @ v).transpose(0, 1).reshape(rows, -1)
        x = x + mixture @ w["self_attn.o_proj.weight"].T
        y = normalised(x, w["post_attention_layernorm.weight"])
        gated = F.silu(y @ w["mlp.gate_proj.weight"].T) * (y @ w["mlp.up_proj.weight"].T)
        x = x + gated @ w["mlp.down_proj.weight"].T
    head = p["model.embed_tokens.weight" if c["tied"] else "lm_head.weight"]
    return normalised(x, p["model.norm.weight"]) @ head.T


def segment_table(c):
    starts = [sum(c["segments"][:i]) for i in range(len(c["segments"]))]
    return list(zip(starts, c["segments"]))


def golden(c, p, tokens, targets, dtype):
    """Loss, logits and gradients, all computed in `dtype`."""
    leaves = {name: value.to(dtype).requires_grad_() for name, value in p.items()}
    logits = torch.cat([segment_logits(c, leaves, tokens[s:s + n]) for s, n in segment_table(c)])
    loss = F.cross_entropy(logits, targets, reduction="sum")
    loss.backward()
    return loss.detach(), logits.detach(), {name: leaf.grad for name, leaf in leaves.items()}


def check_against_transformers(c, p, tokens, targets):
    """One segment through LlamaForCausalLM; its rotary table is binary32, hence 1e-5."""
    from transformers import LlamaConfig, LlamaForCausalLM
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=c["vocabulary"], hidden_size=c["hidden"], num_hidden_layers=c["layers"],
        num_attention_heads=c["heads"], num_key_value_heads=c["kv_heads"],
        head_dim=c["head_size"], intermediate_size=c["feed_forward"], rms_norm_eps=EPSILON,
        rope_parameters=dict(rope_type="default", rope_theta=THETA), hidden_act="silu",
        tie_word_embeddings=c["tied"], attention_bias=False, mlp_bias=False,
        attn_implementation="eager")).double()
    state = dict(p) | ({"lm_head.weight": p["model.embed_tokens.weight"]} if c["tied"] else {})
    model.load_state_dict({name: value.double() for name, value in state.items()})
    start, count = max(segment_table(c), key=lambda segment: segment[1])
    tokens, targets = tokens[start:start + count], targets[start:start + count]
    theirs = model(tokens[None]).logits[0]
    F.cross_entropy(theirs, targets, reduction="sum").backward()
    whole = c | dict(segments=[count])
    _, ours, gradients = golden(whole, p, tokens, targets, torch.float64)
    worst = (ours - theirs.detach()).abs().max().item()
    for name, parameter in model.named_parameters():
        difference = (gradients[name] - parameter.grad).abs().max()
        worst = max(worst, (difference / parameter.grad.abs().max()).item())
    assert worst < 1e-5, f"transformers disagrees by {worst:.2e}"
    return worst


def main():
    torch.set_num_threads(1)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for key, c in CONFIGURATIONS.items():
        rows = sum(c["segments"])
        tokens = mixed(torch.arange(rows), 1001) % c["vocabulary"]
        targets = mixed(torch.arange(rows), 1002) % c["vocabulary"]
        tokens[-1], targets[-1] = 0, c["vocabulary"] - 1
        p = parameters(c)
        theirs = check_against_transformers(c, p, tokens, targets)
        loss, logits, gradients = golden(c, p, tokens, targets, torch.float64)
        single = golden(c, p, tokens, targets, torch.float32)
        numbers = [c[field] for field in ("vocabulary", "hidden", "layers", "heads", "kv_heads",
                                          "head_size", "feed_forward", "tied")]
        tensors = {
            "configuration": torch.tensor(numbers, dtype=torch.int32),
            "segments": torch.tensor(segment_table(c), dtype=torch.int32),
            "tokens": tokens.int(), "targets": targets.int(),
            "loss": loss.float().reshape(1), "logits": logits.float(),
        } | p | {f"gradient.{name}": value.float() for name, value in gradients.items()}
        path = FOLDER / f"{key}.safetensors"
        save_file(tensors, path)
        relative = {name: ((single[2][name] - value).abs().max() / value.abs().max()).item()
                    for name, value in gradients.items()}
        name = max(relative, key=relative.get)
        print(f"{key}: {rows} rows, loss {loss:.6f}, {path.stat().st_size} bytes; "
              f"transformers differs by {theirs:.1e}")
        print(f"   binary32 PyTorch differs from binary64: loss {abs(single[0] - loss):.1e}, "
              f"logits {(single[1] - logits).abs().max():.1e}, gradients at most "
              f"{relative[name]:.1e} of the tensor's largest element ({name})")


if __name__ == "__main__":
    main()
