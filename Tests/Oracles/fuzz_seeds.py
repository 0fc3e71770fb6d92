#!/usr/bin/env python3
"""Seeds for scripts/fuzz, a folder for each reader: the fixtures of the tests, and small files made here.

    Tests/Oracles/fuzz_seeds.py FOLDER
"""
import io
import json
import pathlib
import shutil
import struct
import sys
import tarfile
import zipfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
SEEDS = pathlib.Path(sys.argv[1])


def put(reader, name, data):
    folder = SEEDS / reader
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def copy(reader, pattern, most=24):
    for number, path in enumerate(sorted(FIXTURES.glob(pattern))[:most]):
        put(reader, f"{number:02}-{path.name}", path.read_bytes())


def safetensors(tensors):
    header, data = {}, b""
    for name, kind, width, shape in tensors:
        count = width
        for extent in shape:
            count *= extent
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + count]}
        data += bytes(i % 251 for i in range(count))
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


# The value types of GGUF.
U32, I32, F32, STRING, ARRAY = 4, 5, 6, 8, 9


def gguf_value(kind, value):
    if kind == U32:
        return struct.pack("<I", value)
    if kind == I32:
        return struct.pack("<i", value)
    if kind == F32:
        return struct.pack("<f", value)
    if kind == STRING:
        return struct.pack("<Q", len(value.encode())) + value.encode()
    element, values = value
    return struct.pack("<IQ", element, len(values)) + b"".join(gguf_value(element, v) for v in values)


def gguf(metadata, tensors):
    """Tensors of type F32 by name and shape, the fastest dimension first."""
    out = struct.pack("<IIQQ", 0x46554747, 3, len(tensors), len(metadata))
    for key, (kind, value) in metadata.items():
        out += gguf_value(STRING, key) + struct.pack("<I", kind) + gguf_value(kind, value)
    offset = 0
    for name, shape in tensors:
        out += gguf_value(STRING, name) + struct.pack("<I", len(shape))
        out += b"".join(struct.pack("<Q", extent) for extent in shape) + struct.pack("<IQ", 0, offset)
        size = 4
        for extent in shape:
            size *= extent
        offset += (size + 31) // 32 * 32
    out += bytes(-len(out) % 32)
    return out + struct.pack("<f", 0.25) * (offset // 4)


def llama():
    letters = ["<bos>", "<eos>"] + [chr(c) for c in range(0x41, 0x5B)]
    width, inner, heads = 16, 32, 2
    metadata = {
        "general.architecture": (STRING, "llama"),
        "llama.embedding_length": (U32, width), "llama.block_count": (U32, 1),
        "llama.feed_forward_length": (U32, inner), "llama.context_length": (U32, 64),
        "llama.attention.head_count": (U32, heads), "llama.attention.head_count_kv": (U32, heads),
        "llama.attention.layer_norm_rms_epsilon": (F32, 1e-5),
        "llama.rope.freq_base": (F32, 10000.0), "llama.rope.dimension_count": (U32, width // heads),
        "tokenizer.ggml.model": (STRING, "gpt2"), "tokenizer.ggml.pre": (STRING, "gpt-2"),
        "tokenizer.ggml.tokens": (ARRAY, (STRING, letters)),
        "tokenizer.ggml.token_type": (ARRAY, (I32, [3, 3] + [1] * 26)),
        "tokenizer.ggml.merges": (ARRAY, (STRING, [])),
        "tokenizer.ggml.bos_token_id": (U32, 0), "tokenizer.ggml.eos_token_id": (U32, 1),
        "tokenizer.chat_template": (STRING, "{% for m in messages %}{{ m.content }}{% endfor %}"),
    }
    tensors = [("token_embd.weight", [width, 28]), ("output_norm.weight", [width])]
    for name, shape in [
        ("attn_norm", [width]), ("attn_q", [width, width]), ("attn_k", [width, width]),
        ("attn_v", [width, width]), ("attn_output", [width, width]), ("ffn_norm", [width]),
        ("ffn_gate", [width, inner]), ("ffn_up", [width, inner]), ("ffn_down", [inner, width]),
    ]:
        tensors.append((f"blk.0.{name}.weight", shape))
    return gguf(metadata, tensors)


def array(descr, data):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': (4,), }}"
    header += " " * (-(10 + len(header) + 1) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def archive(entries, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in entries:
            file.writestr(name, data)
    return out.getvalue()


def tape(entries, form):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as file:
        for name, data in entries:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()[:8192]


def field(number, kind, value):
    """A field of a protocol buffer."""
    def varint(n):
        out = b""
        while n > 127:
            out, n = out + bytes([n & 127 | 128]), n >> 7
        return out + bytes([n])
    return varint(number << 3 | kind) + (varint(value) if kind == 0 else varint(len(value)) + value)


def onnx():
    outside = field(1, 2, b"location") + field(2, 2, b"weights.bin")
    tensor = field(1, 0, 4) + field(2, 0, 1) + field(8, 2, b"w") + field(13, 2, outside) + field(14, 0, 1)
    node = field(1, 2, b"x") + field(2, 2, b"y") + field(4, 2, b"Relu") + field(7, 2, b"ai.onnx")
    graph = field(1, 2, node) + field(2, 2, b"g") + field(5, 2, tensor)
    return field(1, 0, 8) + field(2, 2, b"pytorch") + field(7, 2, graph) + field(8, 2, field(2, 0, 17))


put("safetensors", "small", safetensors([("a", "F32", 4, [2, 3]), ("b", "BF16", 2, [5]), ("c", "U8", 1, [])]))
copy("safetensors", "gallery/*/model/model-00001-of-*.safetensors")
put("gguf", "llama", llama())
copy("gguf", "formats/example.gguf")
copy("pickle", "torch/*.pt")
archives = json.loads((FIXTURES / "torch/archives.json").read_text())
for number, (name, case) in enumerate(archives.items()):
    data = case if isinstance(case, str) else case.get("bytes", "")
    if 0 < len(data) < 20000:
        put("zip" if number % 2 else "pickle", f"archive-{number:02}", bytes.fromhex(data))
for number, case in enumerate(json.loads((FIXTURES / "torch/dangerous.json").read_text()).values()):
    put("pickle", f"dangerous-{number:02}", bytes.fromhex(case["bytes"]))
put("zip", "arrays", archive([("a.npy", array("<f4", bytes(16))), ("b.npy", array("|O", b"\x80\x02N."))]))
put("zip", "packed", archive([("config.json", "{}"), ("x/y.bin", "b" * 99)], zipfile.ZIP_DEFLATED))
put("zip", "keras", archive([("config.json", '{"class_name": "Lambda"}'), ("model.weights.h5", "")]))
for form, name in [(tarfile.USTAR_FORMAT, "ustar"), (tarfile.GNU_FORMAT, "gnu"), (tarfile.PAX_FORMAT, "pax")]:
    entries = [("model/config.json", b"{}"), ("model/data.pkl", b"\x80\x02N."), ("naïve/" + "long" * 30, b"x" * 700)]
    put("tar", name, tape(entries if form != tarfile.USTAR_FORMAT else entries[:2], form))
put("onnx", "outside", onnx())
copy("json", "gallery/*/model/config.json")
copy("json", "families/llama.json")
put("json", "numbers", '{"a": [1, -0, 0.5, 1e30, -1.5e-7, true, null], "\\u00e9\\ud83d\\ude00": {"auto_map": {}}}')
copy("yaml", "SmallRun/release.yaml")
copy("recipe", "SmallRun/recipe.yaml")
copy("bundle", "signing/*.sig")
copy("keyless", "keyless/*.sig", most=99)
copy("root", "keyless/trusted_root.json")
copy("certificate", "signing/*.crt")
copy("certificate", "signing/*.pem")
licence = (FIXTURES.parent.parent / "LICENSE").read_text()
put("licence", "apache", licence)
put("licence", "parts", "Copyright (c) 2020 Somebody\n\n" + licence[2000:5000] + "\n\nPermission is hereby granted\n")
copy("tokenizer", "tokenizer/*/tokenizer.json")
for number, family in enumerate(sorted((FIXTURES / "tokenizer").glob("families*.json"))):
    for name, case in list(json.loads(family.read_text()).items())[:12] if family.is_file() else []:
        if isinstance(case, dict) and isinstance(case.get("tokenizer"), dict):
            put("tokenizer", f"family-{number}-{name}.json", json.dumps(case["tokenizer"]))
# What the changed file lies beside.
put("tokenizer-beside", "tokenizer_config.json", (FIXTURES / "tokenizer/words/tokenizer_config.json").read_bytes())
put("safetensors-beside", "config.json", (FIXTURES / "gallery/llama-3.1/model/config.json").read_bytes())
copy("template", "templates/*.jinja")
copy("card", "gallery/*/model/README.md")
copy("card", "gallery/*/README.md")
copy("parquet", "parquet/*.parquet")
copy("zstandard", "Corpus/packed/[!b]*.zst")
copy("xz", "Corpus/packed/[!b]*.xz")
copy("fasttext", "language/*.bin")
copy("fasttext", "language/*.ftz")
trust = SEEDS / "trust"
trust.mkdir(exist_ok=True)
shutil.copy(FIXTURES / "signing/p256.pub.pem", trust / "key.pem")
shutil.copy(FIXTURES / "signing/root.crt", trust / "root.crt")
shutil.copy(FIXTURES / "keyless/trusted_root.json", trust / "trusted_root.json")
