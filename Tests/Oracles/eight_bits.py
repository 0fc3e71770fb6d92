#!/usr/bin/env python3
"""Compares weights of eight bits with PyTorch's reading of them, number for number.

    python3 Tests/Oracles/eight_bits.py CANDOR

Needs: pip install torch transformers tokenizers safetensors (made with 2.13, 5.23, 0.23, 0.8).

A small random DeepSeek-V3, quantised as DeepSeek does it: E4M3 codes, and the inverse of the scale of each block of
128 × 128. Widths are no multiples of 128, so that blocks end within rows and heads. Then

  candor convert makes a folder in F32: each matrix must equal codes.float() · scale by PyTorch
  the logits of both folders have one digest
  transformers' own dequantisation, where it takes such shapes, gives the same numbers
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers as t
from safetensors.torch import load_file, save_file

CANDOR = pathlib.Path(sys.argv[1])
BLOCK = 128


def configuration():
    return t.DeepseekV3Config(
        vocab_size=300, hidden_size=208, intermediate_size=304, num_hidden_layers=3, num_attention_heads=4,
        num_key_value_heads=4, max_position_embeddings=128, rms_norm_eps=1e-6, q_lora_rank=144,
        kv_lora_rank=160, qk_nope_head_dim=48, qk_rope_head_dim=16, v_head_dim=64,
        moe_intermediate_size=144, n_routed_experts=4, num_experts_per_tok=2, n_shared_experts=1, n_group=2,
        topk_group=1, first_k_dense_replace=1, bos_token_id=0, eos_token_id=1)


def spread(scales, shape):
    """Each scale over its block."""
    return scales.repeat_interleave(BLOCK, 0).repeat_interleave(BLOCK, 1)[:shape[0], :shape[1]]


def quantised(weight):
    rows, columns = (-(-extent // BLOCK) for extent in weight.shape)
    padded = torch.zeros(rows * BLOCK, columns * BLOCK)
    padded[:weight.shape[0], :weight.shape[1]] = weight
    largest = padded.view(rows, BLOCK, columns, BLOCK).abs().amax((1, 3)).clamp(min=1e-12)
    scales = largest / 448
    return (weight / spread(scales, weight.shape)).to(torch.float8_e4m3fn), scales


def tokenizer(folder):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator([__doc__], trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<|begin|>", "<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    t.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<|begin|>", eos_token="<|end|>").save_pretrained(folder)


def digest(folder):
    arguments = [CANDOR, "run", folder, "number for number", "--max-tokens", "4", "--temperature", "0", "--json"]
    return json.loads(subprocess.run(arguments, check=True, capture_output=True).stdout)["logitDigest"]


def main(place):
    torch.manual_seed(5)
    folder, back = place / "eight", place / "numbers"
    model = t.AutoModelForCausalLM.from_config(configuration())
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(4)
    model.save_pretrained(folder)
    tokenizer(folder)
    path = folder / "model.safetensors"
    tensors, expected, theirs = load_file(path), {}, 0
    for name, weight in list(tensors.items()):
        expected[name] = weight
        if "_proj" not in name or weight.dim() != 2:
            continue
        codes, scales = quantised(weight.float())
        tensors[name], tensors[name + "_scale_inv"] = codes, scales
        expected[name] = codes.float() * spread(scales, weight.shape)
        try:
            from transformers.integrations.finegrained_fp8 import Fp8Dequantize
            whole = [extent % BLOCK == 0 or extent < BLOCK for extent in weight.shape]
            if all(whole):
                other = Fp8Dequantize(None)._dequantize_one(codes, scales, torch.float32)
                assert torch.equal(other.float(), expected[name]), name
                theirs += 1
        except (ImportError, AttributeError):
            pass  # another version of transformers
    save_file(tensors, path, metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    config["quantization_config"] = dict(
        activation_scheme="dynamic", fmt="e4m3", quant_method="fp8", weight_block_size=[BLOCK, BLOCK])
    (folder / "config.json").write_text(json.dumps(config, indent=2))
    subprocess.run([CANDOR, "convert", folder, back, "--to", "F32"], check=True, capture_output=True)
    found = load_file(back / "model.safetensors")
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    for name, numbers in expected.items():
        assert torch.equal(found[name], numbers.float()), name
    assert digest(folder) == digest(back)
    matrices = sum(name.endswith("_scale_inv") for name in tensors)
    print(f"{matrices} matrices equal PyTorch's numbers, {theirs} of them transformers' too; one digest of logits")


if __name__ == "__main__":
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        main(pathlib.Path(folder))
