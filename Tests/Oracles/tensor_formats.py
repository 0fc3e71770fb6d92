#!/usr/bin/env python3
"""Golden figures of the block formats, from ggml's NumPy code (`gguf`) and from PyTorch.

  python3 Tests/Oracles/tensor_formats.py              writes Tests/Fixtures/formats/*
  candor convert MODEL.gguf WIDE.gguf --to F32
  python3 Tests/Oracles/tensor_formats.py MODEL.gguf WIDE.gguf        compares a whole model

Needs: pip install gguf numpy torch (made with 0.19, 2.4, 2.13).

blocks.json      for every format: some blocks (hexadecimal), and the SHA-256 of the numbers that
                 they hold as little-endian binary32, every NaN as 7fc00000. The first blocks are
                 random; the scales of the others are zeros, denormals, infinities and NaN.
quantised.json   rows of numbers (hexadecimal binary32) and what ggml's quantisers make of them
searched.json    numbers, and the squared error of ggml's own Q4_K and Q6_K of them; made where the
                 environment variable GGML_LIBRARY names a libggml-base.so of llama.cpp
example.gguf     a file of five small tensors and metadata of every type, by ggml's own writer
"""
import ctypes
import hashlib
import json
import os
import pathlib
import sys

import gguf
import numpy as np
import torch
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType as T

FOLDER = pathlib.Path(__file__).parent.parent / "Fixtures" / "formats"
BLOCKED = [T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K,
           T.IQ4_NL, T.IQ4_XS, T.MXFP4]
QUANTISED = [T.Q8_0, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.BF16, T.F16]
# Where the halves stand that scale a block.
SCALES = {T.Q4_1: [0, 2], T.Q5_1: [0, 2], T.Q2_K: [80, 82], T.Q3_K: [108], T.Q4_K: [0, 2],
          T.Q5_K: [0, 2], T.Q6_K: [208], T.MXFP4: []}
NASTY = [0x0000, 0x8000, 0x0001, 0x83ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x3c01, 0xb555]


def digest(values):
    values = np.ascontiguousarray(values, dtype="<f4")
    bits = np.where(np.isnan(values), np.uint32(0x7FC00000), values.view("<u4"))
    return hashlib.sha256(bits.astype("<u4").tobytes()).hexdigest()


def entry(blocks, values):
    return {"blocks": blocks.tobytes().hex(), "values": digest(values)}


def blocks():
    random = np.random.default_rng(31)
    golden = {}
    for format in BLOCKED:
        size = GGML_QUANT_SIZES[format][1]
        data = random.integers(0, 256, (8 + len(NASTY), size), dtype=np.uint8)
        for place in SCALES.get(format, [0]):
            # Ordinary scales first; then nasty ones, in every combination that neighbours make.
            halves = np.concatenate([
                random.normal(0, 0.01, 8).astype("<f2"),
                np.roll(np.array(NASTY, "<u2"), place // 2).view("<f2")])
            data[:, place:place + 2] = halves.view(np.uint8).reshape(-1, 2)
        if format == T.MXFP4:
            data[:, 0] = [0, 1, 2, 3, 127, 128, 254, 255] + list(range(115, 126))
        golden[format.name] = entry(data, gguf.dequantize(data, format))
    every = np.arange(1 << 16, dtype="<u2")
    with np.errstate(all="ignore"):
        golden["F16"] = {"values": digest(every.view("<f2").astype("<f4"))}
    golden["BF16"] = {"values": digest((every.astype("<u4") << 16).view("<f4"))}
    for name, dtype in [("F8_E4M3", torch.float8_e4m3fn), ("F8_E5M2", torch.float8_e5m2)]:
        bytes = torch.arange(256, dtype=torch.int16).to(torch.uint8)
        golden[name] = {"values": digest(bytes.view(dtype).float().numpy())}
    return golden


def quantised():
    """Rows of 64: ordinary, one-sided, constant, zero, tiny, huge, with ties of rounding."""
    random = np.random.default_rng(32)
    rows = [random.normal(0, 0.02, 64), random.uniform(0.5, 1, 64), -random.uniform(0, 3, 64),
            np.full(64, 0.75), np.zeros(64), random.normal(0, 1e-6, 64),
            random.normal(0, 1e4, 64), np.arange(-32, 32) / 2, np.arange(64) / 8,
            np.sign(random.normal(0, 1, 64)), random.standard_t(2, 64)]
    rows = np.array(rows, dtype="<f4")
    with np.errstate(all="ignore"):
        result = {f.name: gguf.quantize(rows, f).tobytes().hex() for f in QUANTISED}
    return {"rows": rows.tobytes().hex(), "columns": 64, "quantised": result}


def searched(library):
    """Rows of many kinds, 12 blocks; the error of `ggml_quantize_chunk` without weights."""
    random = np.random.default_rng(34)
    rows = np.concatenate([
        random.normal(0, 0.02, 768), random.laplace(0, 0.1, 768), random.uniform(-1, 1, 512),
        random.normal(0.05, 0.02, 512), np.sin(np.arange(512) / 7)]).astype("<f4")
    library = ctypes.CDLL(library)
    library.ggml_quantize_chunk.restype = ctypes.c_size_t
    golden = {"rows": rows.tobytes().hex()}
    for format in [T.Q4_K, T.Q6_K]:
        length, size = GGML_QUANT_SIZES[format]
        blocks = np.zeros((rows.size // length, size), np.uint8)
        library.ggml_quantize_chunk(
            ctypes.c_int(format), rows.ctypes.data_as(ctypes.c_void_p),
            blocks.ctypes.data_as(ctypes.c_void_p), ctypes.c_int64(0),
            ctypes.c_int64(rows.size // length), ctypes.c_int64(length), None)
        loss = gguf.dequantize(blocks, format).ravel().astype("f8") - rows
        golden[format.name] = float((loss ** 2).sum())
    return golden


def example(path):
    writer = gguf.GGUFWriter(path, "llama", use_temp_file=False)
    writer.add_name("an example")
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4000000000)
    writer.add_int32("test.int32", -2000000000)
    writer.add_uint64("test.uint64", 1 << 62)
    writer.add_int64("test.int64", -(1 << 62))
    writer.add_float32("test.float32", 0.1)
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "naïve Größe")
    writer.add_array("test.strings", ["", "a", "Ġthe", "日本"])
    writer.add_array("test.integers", [1, -2, 3])
    writer.add_array("test.floats", [0.5, -1.25])
    random = np.random.default_rng(33)
    writer.add_tensor("token_embd.weight", random.normal(0, 1, (3, 64)).astype("<f4"))
    writer.add_tensor("output_norm.weight", random.normal(0, 1, 5).astype("<f4"))
    for name, format in [("blk.0.attn_q.weight", T.Q4_0), ("blk.0.attn_k.weight", T.Q8_0)]:
        data = gguf.quantize(random.normal(0, 1, (2, 64)).astype("<f4"), format)
        writer.add_tensor(name, data, raw_dtype=format)
    writer.add_tensor("half", random.normal(0, 1, (2, 3, 4)).astype("<f2"))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def compare(source, converted):
    """Whether every tensor of a model has the same numbers in its conversion to F32."""
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(converted).tensors}
    different = 0
    for tensor in gguf.GGUFReader(source).tensors:
        result = tensors.pop(tensor.name)
        expected = gguf.dequantize(tensor.data, tensor.tensor_type)
        if result.tensor_type != T.F32 or digest(expected) != digest(result.data):
            print(tensor.name, tensor.tensor_type.name, "DIFFERENT")
            different += 1
    print(f"{different} tensors differ, {len(tensors)} are strangers")
    return different + len(tensors)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.exit(compare(*sys.argv[1:]) != 0)
    else:
        FOLDER.mkdir(exist_ok=True)
        for name, golden in [("blocks", blocks()), ("quantised", quantised())]:
            (FOLDER / f"{name}.json").write_text(json.dumps(golden, indent=1) + "\n")
        if library := os.environ.get("GGML_LIBRARY"):
            (FOLDER / "searched.json").write_text(json.dumps(searched(library), indent=1) + "\n")
        example(FOLDER / "example.gguf")
