#!/usr/bin/env python3
"""Golden logits of one small model of each family, from transformers.

  python3 Tests/Oracles/families.py [NAME...]     writes Tests/Fixtures/families/NAME.json

Needs: pip install torch transformers numpy (made with 2.13, 5.23, 2.3).

The weights are not stored: both sides draw them from Philox4x32-10 (docs/numerics.md, section 8).
Element i of the tensor with number t in the order of names is offset + scale · (uniform(i) − 1/2) of
RandomStream(seed 7; generator, stream t, step 0); scales are powers of two. A file holds

  config      what transformers writes as config.json
  tensors     [name, shape, scale, offset] in the order of names, as transformers would save them
  tokens      one prompt
  logits      of every token, [tokens][vocabulary], computed in binary64 where transformers can
"""
import json
import pathlib
import sys

import numpy
import torch
import transformers as t

FOLDER = pathlib.Path(__file__).parent.parent / "Fixtures" / "families"
TOKENS = 40
EAGER = dict(attn_implementation="eager", experts_implementation="eager")

COMMON = dict(vocab_size=40, hidden_size=48, intermediate_size=64, num_hidden_layers=3,
              num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=64,
              rms_norm_eps=1e-5, attn_implementation="eager")
LLAMA3 = dict(rope_type="llama3", rope_theta=1e4, factor=8.0, low_freq_factor=1.0,
              high_freq_factor=4.0, original_max_position_embeddings=64)
YARN = dict(rope_type="yarn", rope_theta=5e3, factor=4.0, original_max_position_embeddings=16)


def plain(theta):
    return dict(rope_type="default", rope_theta=theta)


CONFIGURATIONS = {
    "llama": lambda: t.LlamaConfig(**COMMON, rope_parameters=LLAMA3, tie_word_embeddings=True),
    "llama_linear": lambda: t.LlamaConfig(**COMMON, rope_parameters=dict(
        rope_type="linear", rope_theta=1e4, factor=2.0), attention_bias=True),
    "mistral": lambda: t.MistralConfig(**COMMON, rope_parameters=plain(1e4), head_dim=16,
                                       sliding_window=7),
    "qwen2": lambda: t.Qwen2Config(**COMMON, rope_parameters=plain(1e6)),
    "qwen3": lambda: t.Qwen3Config(**COMMON, rope_parameters=YARN, head_dim=16),
    "olmo2": lambda: t.Olmo2Config(**COMMON, rope_parameters=plain(5e5)),
    "olmo3": lambda: t.Olmo3Config(**(COMMON | dict(num_hidden_layers=4)), sliding_window=5,
                                   rope_parameters=dict(
                                       full_attention=YARN, sliding_attention=plain(5e3))),
    "smollm3": lambda: t.SmolLM3Config(**(COMMON | dict(num_hidden_layers=4)), pad_token_id=0,
                                       bos_token_id=1, eos_token_id=2,
                                       rope_parameters=plain(2e6)),
    "gemma3": lambda: t.Gemma3TextConfig(
        **(COMMON | dict(num_hidden_layers=6)), head_dim=16, query_pre_attn_scalar=24,
        sliding_window=9, rope_parameters=dict(
            full_attention=dict(rope_type="linear", rope_theta=1e6, factor=8.0),
            sliding_attention=plain(1e4))),
    "deepseek_v3": lambda: t.DeepseekV3Config(
        **(COMMON | dict(num_key_value_heads=4, rms_norm_eps=1e-6)), q_lora_rank=24, kv_lora_rank=16,
        qk_nope_head_dim=10, qk_rope_head_dim=8, v_head_dim=12, moe_intermediate_size=24,
        n_routed_experts=8, num_experts_per_tok=3, n_shared_experts=2, n_group=4, topk_group=2,
        norm_topk_prob=True, routed_scaling_factor=2.5, first_k_dense_replace=1,
        rope_parameters=YARN | dict(mscale=1.0, mscale_all_dim=0.7)),
}


def philox(index, stream, purpose, seed):
    """Word 0 of each block."""
    mask = numpy.uint64(0xFFFFFFFF)
    c = [numpy.asarray(index, dtype=numpy.uint64)] + [
        numpy.full(len(index), x, dtype=numpy.uint64) for x in (stream, 0, purpose)]
    k0, k1 = seed & 0xFFFFFFFF, seed >> 32
    for _ in range(10):
        p0, p1 = c[0] * numpy.uint64(0xD2511F53), c[2] * numpy.uint64(0xCD9E8D57)
        high = numpy.uint64(32)
        c = [(p1 >> high) ^ c[1] ^ numpy.uint64(k0), p1 & mask,
             (p0 >> high) ^ c[3] ^ numpy.uint64(k1), p0 & mask]
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c[0]


def uniform(count, stream):
    words = philox(numpy.arange(count), stream, 4, 7)
    return (words >> numpy.uint64(8)).astype(numpy.float32) * numpy.float32(2.0**-24)


def drawing(name, shape, family):
    """Scale and offset of a tensor: sharp attention, and no stream that grows without bound."""
    if name.endswith("e_score_correction_bias"):
        return 0.25, 0.0
    if len(shape) == 1:
        norm = "norm" in name
        return 0.5, (0.0 if family == "gemma3" else 1.0) if norm else 0.0
    if any(part in name for part in ("q_proj", "k_proj", "q_b_proj", "kv_a_proj")):
        return 1.0, 0.0
    if "embed" in name or "lm_head" in name or "mlp.gate.weight" in name:
        return 2.0, 0.0
    return 0.5, 0.0


def stored(model, folder):
    """What transformers saves: names and shapes, some of which it joins when it reads them."""
    from safetensors import safe_open
    model.save_pretrained(folder)
    with safe_open(folder / "model.safetensors", "pt") as file:
        return {name: list(file.get_slice(name).get_shape()) for name in sorted(file.keys())}


def golden(name):
    import tempfile
    from safetensors.torch import save_file
    configuration = CONFIGURATIONS[name]()
    folder = pathlib.Path(tempfile.mkdtemp())
    torch.manual_seed(0)
    tensors, values = [], {}
    shapes = stored(t.AutoModelForCausalLM.from_config(configuration), folder)
    for stream, (tensor, shape) in enumerate(shapes.items()):
        scale, offset = drawing(tensor, shape, name)
        count = int(numpy.prod(shape))
        number = numpy.float32(scale) * (uniform(count, stream) - numpy.float32(0.5))
        values[tensor] = torch.from_numpy((number + numpy.float32(offset)).reshape(shape))
        tensors.append([tensor, shape, scale, offset])
    save_file(values, folder / "model.safetensors", metadata={"format": "pt"})
    model = t.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, **EAGER).double().eval()
    tokens = [int(x) for x in philox(numpy.arange(TOKENS), 1000, 4, 7)
              % numpy.uint64(COMMON["vocab_size"])]
    with torch.no_grad():
        logits = model(torch.tensor([tokens])).logits[0].double()
    single = t.AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, **EAGER).eval()
    with torch.no_grad():
        other = single(torch.tensor([tokens])).logits[0].double()
    largest = logits.abs().max().item()
    print(f"{name}: {len(tensors)} tensors, largest logit {largest:.3f}, "
          f"binary32 differs by {((logits - other).abs().max() / largest).item():.1e}")
    config = json.loads((folder / "config.json").read_text())
    FOLDER.mkdir(parents=True, exist_ok=True)
    rounded = [[float(f"{x:.7g}") for x in row] for row in logits.tolist()]
    parts = {"config": config, "tensors": tensors, "tokens": tokens, "logits": rounded}
    lines = [f'"{key}": {json.dumps(value)}' for key, value in parts.items()]
    (FOLDER / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or CONFIGURATIONS:
        golden(name)
