#!/usr/bin/env python3
"""Makes a model folder with the headers of DeepSeek-V3: 671 billion parameters in 163 shards.

    Tests/Oracles/large_headers.py FOLDER

The files have their real sizes and hold nothing: the system keeps no blocks for what was never
written. Names, shapes and types are those of the published model; which shard holds which tensor is
not, they are filled in order.
"""
import json
import pathlib
import struct
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
SHARDS = 163
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


def byte_count(dtype, shape):
    count = SIZE[dtype]
    for extent in shape:
        count *= extent
    return count


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    described = [(name, dtype, shape, byte_count(dtype, shape)) for name, dtype, shape in tensors()]
    total = sum(size for *_, size in described)
    shards, filled = [[]], 0
    for tensor in described:
        if filled >= total / SHARDS and len(shards) < SHARDS:
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
    (folder / "config.json").write_text(json.dumps(CONFIGURATION, indent=2))
    print(f"{len(described)} tensors in {len(shards)} shards, {total} bytes")


main(pathlib.Path(sys.argv[1]))
