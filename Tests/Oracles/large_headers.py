#!/usr/bin/env python3
"""Makes a model folder with the headers of a large model.

    Tests/Oracles/large_headers.py FOLDER [deepseek-v3 | llama-405b | llama-8b] [CANDOR]

deepseek-v3 has 671 billion parameters in 163 shards, most of eight bits with scales; the others are Llama 3.1
in bfloat16. With CANDOR, the program, what it says of parameters and memory is compared with this script's sums.

The files have their real sizes and hold nothing: the system keeps no blocks for what was never
written. Names, shapes and types are those of the published model; which shard holds which tensor is
not, they are filled in order.
"""
import json
import pathlib
import struct
import subprocess
import sys

CONFIGURATION = {
    "architectures": ["DeepseekV3ForCausalLM"], "attention_bias": False, "ep_size": 1,
    "first_k_dense_replace": 3, "hidden_act": "silu", "hidden_size": 7168, "intermediate_size": 18432,
    "kv_lora_rank": 512, "max_position_embeddings": 163840, "model_type": "deepseek_v3",
    "moe_intermediate_size": 2048, "moe_layer_freq": 1, "n_group": 8, "n_routed_experts": 256,
    "n_shared_experts": 1, "norm_topk_prob": True, "num_attention_heads": 128,
    "num_experts_per_tok": 8, "num_hidden_layers": 61, "num_key_value_heads": 128,
    "num_nextn_predict_layers": 1, "q_lora_rank": 1536, "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06,
    "rope_scaling": {
        "beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0,
        "original_max_position_embeddings": 4096, "type": "yarn"},
    "rope_theta": 10000, "routed_scaling_factor": 2.5, "scoring_func": "sigmoid",
    "tie_word_embeddings": False, "topk_group": 4, "topk_method": "noaux_tc",
    "torch_dtype": "bfloat16", "transformers_version": "4.46.3", "use_cache": True,
    "v_head_dim": 128, "vocab_size": 129280,
    "quantization_config": {
        "activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8",
        "weight_block_size": [128, 128]},
}
LLAMA = {
    "architectures": ["LlamaForCausalLM"], "attention_bias": False, "hidden_act": "silu",
    "max_position_embeddings": 131072, "mlp_bias": False, "model_type": "llama",
    "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_scaling": {
        "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8192, "rope_type": "llama3"},
    "rope_theta": 500000.0, "tie_word_embeddings": False, "torch_dtype": "bfloat16",
    "vocab_size": 128256,
}
LLAMAS = {
    "llama-8b": dict(hidden_size=4096, intermediate_size=14336, num_hidden_layers=32,
                     num_attention_heads=32),
    "llama-405b": dict(hidden_size=16384, intermediate_size=53248, num_hidden_layers=126,
                       num_attention_heads=128),
}
SHARDS = {"deepseek-v3": 163, "llama-405b": 191, "llama-8b": 4}
CONTEXT = 4096
SIZE = {"BF16": 2, "F32": 4, "F8_E4M3": 1}
WIDTH, EXPERT, DENSE = 7168, 2048, 18432


def eight_bits(name, rows, columns):
    yield name, "F8_E4M3", [rows, columns]
    yield name + "_scale_inv", "F32", [-(-rows // 128), -(-columns // 128)]


def feed_forward(prefix, size):
    yield from eight_bits(prefix + "gate_proj.weight", size, WIDTH)
    yield from eight_bits(prefix + "up_proj.weight", size, WIDTH)
    yield from eight_bits(prefix + "down_proj.weight", WIDTH, size)


def layer(index):
    prefix = f"model.layers.{index}."
    yield prefix + "input_layernorm.weight", "BF16", [WIDTH]
    attention = prefix + "self_attn."
    yield from eight_bits(attention + "q_a_proj.weight", 1536, WIDTH)
    yield attention + "q_a_layernorm.weight", "BF16", [1536]
    yield from eight_bits(attention + "q_b_proj.weight", 128 * 192, 1536)
    yield from eight_bits(attention + "kv_a_proj_with_mqa.weight", 576, WIDTH)
    yield attention + "kv_a_layernorm.weight", "BF16", [512]
    yield from eight_bits(attention + "kv_b_proj.weight", 128 * 256, 512)
    yield from eight_bits(attention + "o_proj.weight", WIDTH, 128 * 128)
    yield prefix + "post_attention_layernorm.weight", "BF16", [WIDTH]
    if index < 3:
        yield from feed_forward(prefix + "mlp.", DENSE)
        return
    yield prefix + "mlp.gate.weight", "BF16", [256, WIDTH]
    yield prefix + "mlp.gate.e_score_correction_bias", "F32", [256]
    for expert in range(256):
        yield from feed_forward(f"{prefix}mlp.experts.{expert}.", EXPERT)
    yield from feed_forward(prefix + "mlp.shared_experts.", EXPERT)


def tensors():
    yield "model.embed_tokens.weight", "BF16", [129280, WIDTH]
    for index in range(61):
        yield from layer(index)
    yield "model.norm.weight", "BF16", [WIDTH]
    yield "lm_head.weight", "BF16", [129280, WIDTH]


def llama_tensors(width, wide, layers):
    yield "model.embed_tokens.weight", "BF16", [128256, width]
    for index in range(layers):
        prefix = f"model.layers.{index}."
        for name in ("input_layernorm", "post_attention_layernorm"):
            yield f"{prefix}{name}.weight", "BF16", [width]
        for name, rows in (("q", width), ("k", 1024), ("v", 1024), ("o", width)):
            yield f"{prefix}self_attn.{name}_proj.weight", "BF16", [rows, width]
        for name, shape in (("gate", [wide, width]), ("up", [wide, width]), ("down", [width, wide])):
            yield f"{prefix}mlp.{name}_proj.weight", "BF16", shape
    yield "model.norm.weight", "BF16", [width]
    yield "lm_head.weight", "BF16", [128256, width]


def byte_count(dtype, shape):
    count = SIZE[dtype]
    for extent in shape:
        count *= extent
    return count


def make(folder, described, shard_count, configuration):
    folder.mkdir(parents=True, exist_ok=True)
    total = sum(size for *_, size in described)
    shards, filled = [[]], 0
    for tensor in described:
        if filled >= total / shard_count and len(shards) < shard_count:
            shards.append([])
            filled = 0
        shards[-1].append(tensor)
        filled += tensor[3]
    weight_map = {}
    for number, shard in enumerate(shards, 1):
        name = f"model-{number:05}-of-{len(shards):06}.safetensors"
        header, end = {}, 0
        for tensor, dtype, shape, size in shard:
            header[tensor] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
            end += size
            weight_map[tensor] = name
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        with open(folder / name, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + end)
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2))
    (folder / "config.json").write_text(json.dumps(configuration, indent=2))
    print(f"{len(described)} tensors in {len(shards)} shards, {total} bytes")


def check(candor, folder, described, cached):
    """All widths of these models are whole panels of sixteen, so weights take what they are: vectors and
    what is code times scale four bytes a number, matrices of bfloat16 two."""
    parameters = weights = 0
    for name, dtype, shape, size in described:
        if name.endswith("_scale_inv"):
            continue
        count = size // SIZE[dtype]
        parameters += count
        weights += count * (2 if dtype == "BF16" and len(shape) > 1 else 4)
    arguments = [candor, "inspect", folder, "--tensors", "--context", str(CONTEXT), "--json"]
    found = json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)
    found = found[0] if isinstance(found, list) else found
    said = (found["parameters"], found["memory"]["weights"], found["memory"]["cache"])
    wanted = (parameters, weights, CONTEXT * 4 * cached)
    assert said == wanted, (said, wanted)
    print(f"{parameters} parameters, {weights} bytes of weights, {wanted[2]} of keys and values: as said")


def main(folder, model, candor):
    if model == "deepseek-v3":
        described, configuration, cached = list(tensors()), CONFIGURATION, 61 * 576
    else:
        sizes = LLAMAS[model]
        configuration = LLAMA | sizes
        described = list(llama_tensors(
            sizes["hidden_size"], sizes["intermediate_size"], sizes["num_hidden_layers"]))
        cached = sizes["num_hidden_layers"] * 2 * 8 * 128
    described = [(name, dtype, shape, byte_count(dtype, shape)) for name, dtype, shape in described]
    make(folder, described, SHARDS[model], configuration)
    if candor:
        check(candor, folder, described, cached)


main(pathlib.Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "deepseek-v3",
     sys.argv[3] if len(sys.argv) > 3 else None)
