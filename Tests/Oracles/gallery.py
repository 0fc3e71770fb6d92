#!/usr/bin/env python3
"""Makes the binary files of Tests/Fixtures/gallery: weights of a few numbers under real names, and the
two lists of addresses as Parquet files with the columns of the real ones.

    pip install pyarrow==17.0.0
    Tests/Oracles/gallery.py
"""
import json
import pathlib
import struct

import pyarrow
import pyarrow.parquet

GALLERY = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "gallery"

MODELS = {
    "llama-3.1/model": ("BF16", 4),
    "deepseek-r1/model": ("F8_E4M3", 163),
    "olmo-2/model": ("F32", 3),
    "smollm2/model": ("BF16", 1),
    "pythia/model": ("F16", 3),
    "apertus/model": ("BF16", 2),
}
WIDTH = {"BF16": 2, "F16": 2, "F32": 4, "F8_E4M3": 1}


def write(path, tensors):
    header, data = {}, b""
    for name, (dtype, shape) in tensors.items():
        size = WIDTH[dtype] * shape[0] * shape[1]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + size]}
        data += bytes(size)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def model(folder, dtype, shards):
    shards = min(shards, 4)
    names = [f"model-{i + 1:05}-of-{shards:05}.safetensors" for i in range(shards)]
    if shards == 1:
        names = ["model.safetensors"]
    weight_map = {}
    for index, name in enumerate(names):
        tensors = {f"model.layers.{index}.mlp.{part}_proj.weight": (dtype, [2, 2]) for part in ("up", "down")}
        write(folder / name, tensors)
        weight_map.update({tensor: name for tensor in tensors})
    if shards > 1:
        index = {"metadata": {"total_size": 8 * shards * WIDTH[dtype]}, "weight_map": weight_map}
        (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2) + "\n")


def addresses(path):
    columns = {
        "URL": ["https://example.com/1"], "TEXT": ["a picture"], "WIDTH": [640], "HEIGHT": [480],
        "similarity": [0.31], "pwatermark": [0.02], "punsafe": [0.001],
    }
    pyarrow.parquet.write_table(pyarrow.table(columns), path, compression="snappy")


for folder, (dtype, shards) in MODELS.items():
    model(GALLERY / folder, dtype, shards)
for part in ("unet", "vae"):
    write(
        GALLERY / "stable-diffusion-1.5/model" / part / "diffusion_pytorch_model.safetensors",
        {"conv_in.weight": ("F32", [2, 2])})
write(
    GALLERY / "stable-diffusion-1.5/model/text_encoder/model.safetensors",
    {"text_model.embeddings.token_embedding.weight": ("F32", [2, 2])})
for name in ("laion-5b", "re-laion-5b"):
    addresses(GALLERY / name / "part-00000.snappy.parquet")
