#!/usr/bin/env python3
"""Compares `candor convert` with llama.cpp's converter, with llama.cpp and with transformers.

    python3 Tests/Oracles/model_conversion.py CANDOR LLAMA_CPP [LOGITS] [FAMILY...]

CANDOR is the program, LLAMA_CPP a checkout of llama.cpp, LOGITS a program that writes llama.cpp's logits
(`LOGITS MODEL OUT N`, token ids as int32 in the file that the variable TOKENS names; `-` for none).
Needs: pip install torch transformers tokenizers safetensors gguf numpy (made with 2.13, 5.23, 0.23, 0.8, 0.19, 2.4).

For a small random model of each family:

  folder -> GGUF by both converters: the same keys, tensors and numbers
  llama.cpp's logits of our file against transformers' of the folder
  GGUF by either converter -> folder by us: the tensors of the first folder, loaded by transformers
  Candor's logits of the folder, of both files and of both folders: the same bits
"""
import json
import os
import pathlib
import runpy
import subprocess
import sys
import tempfile

import numpy
import torch
import transformers as t

CANDOR, LLAMA = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
LOGITS = sys.argv[3] if len(sys.argv) > 3 and sys.argv[3] != "-" else None
TOKENS = 40
RULE = "qwen2"

COMMON = dict(vocab_size=400, hidden_size=64, intermediate_size=96, num_hidden_layers=4,
              num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=256,
              rms_norm_eps=1e-5, attn_implementation="eager", bos_token_id=0, eos_token_id=1)
LLAMA3 = dict(rope_type="llama3", rope_theta=5e5, factor=32.0, low_freq_factor=1.0,
              high_freq_factor=4.0, original_max_position_embeddings=8192)
YARN = dict(rope_type="yarn", rope_theta=1e6, factor=4.0, original_max_position_embeddings=64)


def plain(theta):
    return dict(rope_type="default", rope_theta=theta)


CONFIGURATIONS = {
    "llama": lambda: t.LlamaConfig(**COMMON, rope_parameters=LLAMA3, tie_word_embeddings=True),
    "mistral": lambda: t.MistralConfig(**COMMON, rope_parameters=plain(1e4), sliding_window=None),
    "qwen2": lambda: t.Qwen2Config(**COMMON, rope_parameters=plain(1e6)),
    "qwen3": lambda: t.Qwen3Config(**COMMON, rope_parameters=YARN, head_dim=32),
    "olmo2": lambda: t.Olmo2Config(**COMMON, rope_parameters=plain(5e5), pad_token_id=1),
    "olmo3": lambda: t.Olmo3Config(**COMMON, pad_token_id=1, sliding_window=16, rope_parameters=dict(
        full_attention=YARN, sliding_attention=plain(1e6))),
    "smollm3": lambda: t.SmolLM3Config(**COMMON, pad_token_id=1, rope_parameters=plain(2e6)),
    "gemma3": lambda: t.Gemma3TextConfig(
        # No ids without a token: llama.cpp's converter leaves out their rows.
        **(COMMON | dict(num_hidden_layers=6, vocab_size=393)), head_dim=16, query_pre_attn_scalar=16, pad_token_id=1,
        sliding_window=16, rope_parameters=dict(
            full_attention=dict(rope_type="linear", rope_theta=1e6, factor=8.0),
            sliding_attention=plain(1e4))),
    "deepseek_v3": lambda: t.DeepseekV3Config(
        **(COMMON | dict(num_key_value_heads=4, rms_norm_eps=1e-6)), q_lora_rank=48, kv_lora_rank=32,
        qk_nope_head_dim=16, qk_rope_head_dim=16, v_head_dim=16, moe_intermediate_size=32,
        n_routed_experts=8, num_experts_per_tok=3, n_shared_experts=1, n_group=4, topk_group=2,
        norm_topk_prob=True, routed_scaling_factor=2.5, first_k_dense_replace=1,
        rope_parameters=YARN | dict(mscale=1.0, mscale_all_dim=1.0)),
}


def tokenizer(folder):
    """Byte pairs as Qwen cuts text, trained on this file; some ids of the model have no token."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    made = Tokenizer(models.BPE())
    made.normalizer = normalizers.NFC()
    pattern = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
               r"|\s*[\r\n]+|\s+(?!\S)|\s+")
    made.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(pattern), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        pathlib.Path(__file__).read_text().splitlines(), trainers.BpeTrainer(
            vocab_size=390, special_tokens=["<|begin|>", "<|end|>", "<|turn|>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    whole = t.PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<|begin|>", eos_token="<|end|>")
    whole.chat_template = "{{ bos_token }}{% for m in messages %}{{ m.content }}<|turn|>{% endfor %}"
    whole.save_pretrained(folder)


def make(name, folder):
    torch.manual_seed(7)
    model = t.AutoModelForCausalLM.from_config(CONFIGURATIONS[name]())
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(6)  # sharper than transformers begins
            else:
                parameter.add_(torch.randn_like(parameter) * 0.25)
        for tensor, buffer in model.named_buffers():
            if tensor.endswith("e_score_correction_bias"):
                buffer.normal_(0, 0.2)
    model.generation_config = t.GenerationConfig(bos_token_id=0, eos_token_id=[1, 2])
    model.save_pretrained(folder)
    if name == "deepseek_v3":
        # As DeepSeek writes it; transformers leaves it out, and llama.cpp then takes another.
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | dict(
            scoring_func="sigmoid", topk_method="noaux_tc"), indent=2))
    tokenizer(folder)
    return model


def theirs(folder, output):
    """llama.cpp's converter, told the rule that it would find by the tokens of models it knows."""
    sys.path[:0] = [str(LLAMA), str(LLAMA / "gguf-py")]
    from conversion import base
    base.TextModel.get_vocab_base_pre = lambda self, tokenizer: RULE
    argv, sys.argv = sys.argv, ["convert", str(folder), "--outfile", str(output), "--outtype", "f32"]
    try:
        runpy.run_path(str(LLAMA / "convert_hf_to_gguf.py"), run_name="__main__")
    finally:
        sys.argv = argv


def run(*arguments, **options):
    return subprocess.run([str(x) for x in arguments], check=True, capture_output=True, text=True, **options)


def compare_files(one, other):
    from gguf import GGUFReader
    one, other = GGUFReader(one), GGUFReader(other)
    tensors = [{x.name: x for x in reader.tensors} for reader in (one, other)]
    assert tensors[0].keys() == tensors[1].keys(), tensors[0].keys() ^ tensors[1].keys()
    for name, tensor in tensors[0].items():
        same = tensors[1][name]
        assert list(tensor.shape) == list(same.shape), name
        if name == "rope_freqs.weight":
            assert numpy.allclose(tensor.data, same.data, rtol=1e-6), name
        else:
            assert numpy.array_equal(tensor.data, same.data), name
    fields = [{k: v.contents() for k, v in reader.fields.items()} for reader in (one, other)]
    different = []
    for key in sorted(fields[0].keys() | fields[1].keys()):
        values = [x.get(key) for x in fields]
        if values[0] != values[1] and not key.startswith(("GGUF.", "candor.")):
            shown = [str(x)[:40] for x in values]
            different.append(f"{key}: {shown[0]} / {shown[1]}")
    return different


def digest(model):
    prompt = "def make(name, folder): 'weights' of each family"
    arguments = [CANDOR, "run", model, prompt, "--max-tokens", 4, "--temperature", 0, "--json"]
    return json.loads(run(*arguments).stdout)["logitDigest"]


def logits(model, tokens):
    with torch.no_grad():
        return model.eval()(torch.tensor([tokens])).logits[0].float().numpy()


def check(name, place):
    folder, ours, peer = place / "folder", place / "ours.gguf", place / "theirs.gguf"
    model = make(name, folder)
    tokens = numpy.random.default_rng(3).integers(3, 380, TOKENS).astype(numpy.int32)
    run(CANDOR, "convert", folder, ours, "--to", "F32")
    theirs(folder, peer)
    different = compare_files(ours, peer)
    expected = logits(model, tokens.tolist())
    largest = numpy.abs(expected).max()
    line = f"{name}: tensors equal, logits up to {largest:.2f}"
    if LOGITS:
        (place / "tokens").write_bytes(tokens.tobytes())
        run(LOGITS, ours, place / "logits", TOKENS, 1, 0, 0,
            env=os.environ | dict(TOKENS=str(place / "tokens")))
        found = numpy.fromfile(place / "logits", dtype=numpy.float32).reshape(TOKENS, -1)
        line += f"; llama.cpp differs by {numpy.abs(found - expected).max() / largest:.1e} of that"
    digests = {digest(x) for x in (folder, ours, peer)}
    for number, source in enumerate((ours, peer)):
        back = place / f"back{number}"
        run(CANDOR, "convert", source, back, "--to", "F32")
        again = t.AutoModelForCausalLM.from_pretrained(
            back, dtype=torch.float32, attn_implementation="eager")
        worst = numpy.abs(logits(again, tokens.tolist()) - expected).max() / largest
        line += f"; transformers, from it back, by {worst:.1e}"
        assert t.AutoTokenizer.from_pretrained(back)("What's 42?").input_ids == \
            t.AutoTokenizer.from_pretrained(folder)("What's 42?").input_ids
        digests.add(digest(back))
    line += f"; Candor's digests: {len(digests)}"
    print(line)
    for difference in different:
        print("   ", difference)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for family in sys.argv[4:] or CONFIGURATIONS:
        with tempfile.TemporaryDirectory() as folder:
            check(family, pathlib.Path(folder))
