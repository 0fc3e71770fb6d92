"""Makes Tests/Fixtures/torch: checkpoints by torch.save with the tensors PyTorch finds in them, pickles
that run code, and archives that lie.

    pip install torch==2.13.0 numpy
    python Tests/Oracles/torch_checkpoints.py

The dangerous pickles are put together here from published descriptions of attacks; none is loaded.
"""
import collections
import io
import json
import pathlib
import pickle
import pickletools
import struct
import zipfile

import numpy
import torch

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures" / "torch"


# --- What torch.save writes -----------------------------------------------------------------------

def states():
    torch.manual_seed(1)
    base = torch.arange(24.0)
    module = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm1d(2))
    optimiser = torch.optim.AdamW(module.parameters())
    module(torch.ones(4, 3)).sum().backward()
    optimiser.step()
    return {
        "views": {"whole": base, "tied": base, "turned": base.reshape(4, 6).t(),
                  "part": base[5:9], "stepped": base[::3], "scalar": base[7], "none": base[:0]},
        "types": {name: torch.zeros(2, 3, dtype=getattr(torch, name)) for name in [
            "float16", "float32", "float64", "bfloat16", "float8_e4m3fn", "float8_e5m2", "int8",
            "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "complex64",
            "complex128"]},
        "module": module.state_dict(),
        "training": {
            "model": module.state_dict(), "optimizer": optimiser.state_dict(), "step": 7,
            "loss": 0.25, "name": "naïve", "big": 1 << 80, "parameters": list(module.parameters()),
            "device": torch.device("cpu"), "shape": torch.Size([2, 3]), "type": torch.float32,
            "rng": torch.get_rng_state()[:16].clone(), "seen": {1, 2}, "bytes": b"\x00\xff",
            "numpy": {"array": numpy.arange(6, dtype="<f4"), "scalar": numpy.float64(1.5)}},
        "bare": torch.ones(2),
        "layouts": layouts(),
    }


def layouts():
    """Tensors that are more than a view of numbers."""
    noted = torch.ones(3)
    noted.note = "kept"
    parameter = torch.nn.Parameter(torch.ones(2, 2))
    parameter.tags = {"shard": 1}
    numbers, eye = torch.linspace(-1, 1, 24).reshape(4, 6), torch.eye(4)
    scales, zeros = torch.tensor([0.1, 0.2, 0.3, 0.4]).double(), torch.arange(4)
    return {
        "noted": noted, "parameter": parameter, "buffer": torch.nn.Buffer(torch.ones(2)),
        "expanded": torch.ones(3, 1).expand(3, 5),
        "last": torch.ones(1, 2, 3, 4).contiguous(memory_format=torch.channels_last),
        "qint8": torch.quantize_per_tensor(numbers, 0.1, 3, torch.qint8),
        "quint8": torch.quantize_per_tensor(numbers, 0.1, 3, torch.quint8),
        "qint32": torch.quantize_per_tensor(numbers, 0.1, 3, torch.qint32),
        "channels": torch.quantize_per_channel(numbers, scales, zeros, 0, torch.qint8),
        "floating": torch.quantize_per_channel(numbers, scales.float(), zeros.float(), 0, torch.quint8),
        "coo": eye.to_sparse(), "csr": eye.to_sparse_csr(), "csc": eye.to_sparse_csc(),
        "bsr": eye.to_sparse_bsr((2, 2)), "bsc": eye.to_sparse_bsc((2, 2)),
        "milestones": collections.Counter([30, 80]),
        **{name: torch.zeros(2, 4, dtype=torch.uint8).view(getattr(torch, name)) for name in [
            "float8_e4m3fnuz", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2", "complex32"]},
    }


NEWER = ("float8", "float4", "complex32", "uint16", "uint32", "uint64")
PARTS = {
    torch.sparse_coo: ["indices", "values"],
    torch.sparse_csr: ["crow_indices", "col_indices", "values"],
    torch.sparse_bsr: ["crow_indices", "col_indices", "values"],
    torch.sparse_csc: ["ccol_indices", "row_indices", "values"],
    torch.sparse_bsc: ["ccol_indices", "row_indices", "values"],
}


def tensors(value, name=""):
    """(name, tensor) in the order of the containers."""
    def below(key):
        return f"{name}.{key}" if name else str(key)

    if isinstance(value, torch.Tensor) and value.layout in PARTS:
        for part in PARTS[value.layout]:
            yield below(part), getattr(value, part)()
    elif isinstance(value, torch.Tensor):
        yield name, value
        if value.is_quantized and value.qscheme() != torch.per_tensor_affine:
            yield below("scales"), value.q_per_channel_scales()
            yield below("zero_points"), value.q_per_channel_zero_points()
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from tensors(item, below(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from tensors(item, below(index))


def describe(value):
    return [{"name": name, "type": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape),
             "strides": list(tensor.stride()), "offset": tensor.storage_offset(),
             "storageBytes": tensor.untyped_storage().nbytes(),
             "first": first_bytes(tensor)}
            for name, tensor in tensors(value)]


def first_bytes(tensor):
    if not tensor.dim() or not tensor.numel():
        return []
    numbers = tensor.int_repr() if tensor.is_quantized else tensor.detach()
    return numbers.contiguous().view(torch.uint8).flatten()[:4].tolist()


def checkpoints():
    expected = {}
    for name, state in states().items():
        forms = {"zip": {}, "old": {"_use_new_zipfile_serialization": False}, "zip4": {"pickle_protocol": 4}}
        for form, options in forms.items():
            if form == "old" and name in ("types", "layouts"):
                state = {key: value for key, value in state.items() if not key.startswith(NEWER)}
            file = f"{name}.{form}.pt"
            torch.save(state, FIXTURES / file, **options)
            loaded = torch.load(FIXTURES / file, weights_only=False)
            expected[file] = describe(loaded)
    (FIXTURES / "tensors.json").write_text(json.dumps(expected, indent=1))


# --- What runs code -------------------------------------------------------------------------------

def text(value):
    value = value.encode()
    return b"\x8c" + bytes([len(value)]) + value


def glob(module, name):
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def call(module, name, argument="id"):
    return glob(module, name) + text(argument) + b"\x85R"


class Calls:
    def __init__(self, function, *arguments):
        self.pair = (function, arguments)

    def __reduce__(self):
        return self.pair


def dangerous():
    """name -> (bytes, a name that has to be reported or None)"""
    end = b"."
    head = b"\x80\x04"
    system = call("os", "system")
    cases = {
        "reduce": (head + system + end, "os.system"),
        "reduce, protocol 0": (b"cos\nsystem\n(S'id'\ntR.", "os.system"),
        "reduce behind a state": (head + b"}" + text("a") + system + b"s.", "os.system"),
        "reduce thrown away": (head + system + b"0}.", "os.system"),
        "reduce before an error": (head + system + b"\xff", "os.system"),
        "reduce without an end": (head + system, "os.system"),
        "reduce before a stack error": (head + system + b"0000.", "os.system"),
        "import alone": (head + glob("antigravity", "geohash") + end, "antigravity.geohash"),
        "stack global": (head + text("os") + text("system") + b"\x93" + text("id") + b"\x85R.", "os.system"),
        "stack global from the memo": (
            head + text("os") + b"\x94" + text("system") + b"\x9400h\x00h\x01\x93" + text("id") + b"\x85R.",
            "os.system"),
        "stack global with a dotted name": (
            head + text("pathlib") + text("os.system") + b"\x93" + text("id") + b"\x85R.", "pathlib.os.system"),
        "permitted module, dotted name": (
            head + text("torch") + text("_utils.os.system") + b"\x93" + text("id") + b"\x85R.",
            "torch._utils.os.system"),
        "names swapped under a decoy": (
            head + text("os") + text("system") + b"\x93" + text("collections") + b"0"
            + text("OrderedDict") + b"0" + text("id") + b"\x85R.", None),
        "memo overwritten": (
            head + text("collections") + b"q\x00" + b"0" + text("os") + b"q\x00" + text("system")
            + b"\x93" + text("id") + b"\x85R.", None),
        "memo overwritten, name from it": (
            head + text("collections") + b"q\x000" + text("os") + b"q\x000h\x00" + text("system")
            + b"\x93" + text("id") + b"\x85R.", None),
        "instance": (b"(S'id'\nios\nsystem\n.", "os.system"),
        "object": (b"(cos\nsystem\nS'id'\no.", "os.system"),
        "object thrown away": (b"(cos\nsystem\nS'id'\no0}.", "os.system"),
        "new object": (head + glob("os", "system") + text("id") + b"\x85\x81.", "os.system"),
        "new object, extended": (head + glob("os", "system") + text("id") + b"\x85}\x92.", "os.system"),
        "state setter": (
            head + glob("collections", "OrderedDict") + b")R}" + text("__setstate__")
            + glob("os", "system") + b"sb" + text("id") + b"b.", "os.system"),
        "state setter, permitted": (
            head + glob("collections", "OrderedDict") + b")R}" + text("__setstate__")
            + glob("_codecs", "encode") + b"sb.", None),
        "state of a name": (head + glob("torch", "FloatStorage") + b"}b.", None),
        "extension 1": (head + b"\x82\x01.", None),
        "extension 2": (head + b"\x83\x01\x00.", None),
        "extension 4": (head + b"\x84\x01\x00\x00\x00.", None),
        "persistent line": (b"Pos.system\n.", None),
        "persistent without storage": (head + text("os.system") + b"Q.", None),
        "buffer out of band": (b"\x80\x05\x97.", None),
        "nested in bytes": (head + b"C" + bytes([len(head + system + end)]) + head + system + end + end, None),
        "nested by encode": (
            b"\x80\x02" + glob("_codecs", "encode") + b"X" + struct.pack("<I", len("\x80\x02cos\nsystem\n(X\x02\x00\x00\x00idtR.".encode()))
            + "\x80\x02cos\nsystem\n(X\x02\x00\x00\x00idtR.".encode() + text("latin1") + b"\x86R.", None),
        "loads nested": (head + glob("pickle", "loads") + b"C\x01.\x85R.", "pickle.loads"),
        "torch loads from bytes": (
            head + glob("torch.storage", "_load_from_bytes") + b"C\x01.\x85R.", "torch.storage._load_from_bytes"),
        "torch loads again": (head + call("torch", "load", "other.pt") + end, "torch.load"),
        "two pickles": (head + b"}." + head + system + end, "os.system"),
        "pickle behind the end": (head + b"}.garbage", None),
        "frame in a frame": (head + b"\x95" + struct.pack("<Q", 20) + b"\x95" + struct.pack("<Q", 2) + b"}.", None),
        "frame too long": (head + b"\x95" + struct.pack("<Q", 99) + b"}.", None),
        "frame ends in an instruction": (head + b"\x95" + struct.pack("<Q", 2) + text("abcd") + b".", None),
        "frame hides a call": (
            head + b"\x95" + struct.pack("<Q", 3) + b"B" + struct.pack("<I", len(system)) + system + b".", None),
        "version in the middle": (head + b"}\x80\x04.", None),
        "version unknown": (b"\x80\x09}.", None),
        "line break in a name": (b"\x80\x02cos\r\nsystem\n(X\x02\x00\x00\x00idtR.", None),
        "getattr": (
            head + glob("builtins", "getattr") + glob("os", "path") + text("join") + b"\x86R.", "builtins.getattr"),
        "resolve name": (head + call("pkgutil", "resolve_name", "os:system") + end, "pkgutil.resolve_name"),
        "numpy of objects": (
            b"\x80\x02" + glob("numpy", "dtype") + text("O8") + b"\x85R.", None),
        "hook": (
            b"\x80\x02" + glob("torch._utils", "_rebuild_parameter") + b"N\x88" + glob("os", "system") + b"\x87R.",
            "os.system"),
        "tensor beyond its storage": (
            b"\x80\x02" + glob("torch._utils", "_rebuild_tensor_v2") + b"((" + text("storage")
            + glob("torch", "FloatStorage") + text("0") + text("cpu") + b"K\x02tQK\x00K\x63\x85K\x01\x85\x89N"
            + b"tR.", None),
        "a list that holds itself": (head + b"]\x94h\x00a.", None),
        "a mountain of references": (
            head + b"]\x94]\x94a" + b"".join(b"h" + bytes([i, 0x68, i]) + b"\x86\x94a" for i in range(1, 41)) + b".",
            None),
        "one key twice": (head + b"}" + text("a") + b"K\x01s" + text("a") + b"K\x02s.", None),
        "only a mark": (b"(.", None),
        "nothing": (b"", None),
    }
    modules = {  # names in advisories of picklescan and fickling: what no list of the forbidden ever had
        "pip": "main", "runpy": "run_path", "pty": "spawn", "timeit": "timeit", "cProfile": "run",
        "code": "InteractiveInterpreter", "ctypes": "CDLL", "marshal": "loads", "types": "FunctionType",
        "asyncio.unix_events": "_UnixSubprocessTransport", "uuid": "_get_command_stdout", "imaplib": "IMAP4_stream",
        "_pyrepl.pager": "pipe_pager", "_osx_support": "_read_output", "_aix_support": "_read_cmd_output",
        "test.support.script_helper": "assert_python_ok", "ssl": "get_server_certificate", "doctest": "debug_script",
        "ensurepip": "_run_pip", "idlelib.pyshell": "ModifiedInterpreter", "lib2to3.pgen2.grammar": "Grammar",
        "profile": "Profile", "pydoc": "pipepager", "torch.jit.unsupported_tensor_ops": "execWrapper",
        "torch.utils._config_module": "load_config", "torch.fx.experimental.symbolic_shapes": "eval_guard",
        "numpy.f2py.crackfortran": "getlincoef", "numpy.testing._private.utils": "runstring",
        "bdb": "Bdb", "trace": "Trace", "operator": "methodcaller", "functools": "partial", "builtins": "eval",
        "importlib": "import_module", "shutil": "rmtree", "webbrowser": "open", "subprocess": "Popen",
        "nt": "system", "posix": "system", "sys": "exit", "socket": "create_connection", "_io": "FileIO",
        "torch.hub": "load", "torch.serialization": "load", "collections": "namedtuple", "torch._utils": "_import_dotted_name",
        "numpy": "load", "_codecs": "lookup", "torch": "compile", "keras.src.utils.file_utils": "get_file",
    }
    for module, name in modules.items():
        cases[f"advisory: {module}.{name}"] = (head + call(module, name) + end, f"{module}.{name}")
    for protocol in range(6):
        data = pickle.dumps({"weights": [1, 2], "x": Calls(eval, "1")}, protocol)
        cases[f"written by pickle, protocol {protocol}"] = (
            data, "__builtin__.eval" if protocol < 3 else "builtins.eval")
        pickletools.dis(data, out=io.StringIO())
    return cases


# --- Archives that lie ----------------------------------------------------------------------------

def archives():
    good = (FIXTURES / "bare.zip.pt").read_bytes()
    prefix = "bare.zip"

    def rebuilt(change=lambda name, data: (name, data), extra=(), method=zipfile.ZIP_STORED):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(out, "w", method) as target:
            for entry in source.namelist():
                target.writestr(*change(entry, source.read(entry)))
            for name, data in extra:
                target.writestr(name, data)
        return out.getvalue()

    def swapped(old, new, count):
        assert good.count(old) >= count
        return good.replace(old, new, count)

    link = zipfile.ZipInfo(f"{prefix}/data/9")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    evil = b"\x80\x02cos\nsystem\n(X\x02\x00\x00\x00idtR."
    pickled = f"{prefix}/data.pkl"
    end = good.rfind(b"PK\x05\x06")

    def holding(value):
        return rebuilt(lambda n, d: (n, b"\x80\x02" + value + b"." if n == pickled else d))

    def arguments(storage, elements=2):
        return (b"(" + text("storage") + glob("torch", storage) + text("0") + text("cpu") + b"K" + bytes([elements])
                + b"tQK\x00K\x02\x85K\x01\x85")

    tensor = glob("torch._utils", "_rebuild_tensor_v2") + b"(" + arguments("FloatStorage") + b"\x89NtR"
    coo = glob("torch.serialization", "_get_layout") + text("torch.sparse_coo") + b"\x85R"
    sparse = glob("torch._utils", "_rebuild_sparse_tensor") + b"(" + coo + b"("
    noted = glob("torch._tensor", "_rebuild_from_type_v2") + b"("
    from_tensor = glob("torch._utils", "_rebuild_tensor_v2") + glob("torch", "Tensor") + b"(" + arguments("FloatStorage") + b"\x89Nt"
    scaled = glob("torch._utils", "_rebuild_qtensor") + b"(" + arguments("QInt8Storage", 8) + b"("
    return {
        "a sparse tensor": (holding(sparse + tensor + tensor + b"K\x02\x85\x88ttR"), "inert"),
        "a sparse tensor with members": (
            holding(sparse + tensor + tensor + b"K\x02\x85\x88ttR" + text("indices") + b"Ns"), "unreadable"),
        "a sparse tensor of names": (holding(sparse + coo + tensor + b"K\x02\x85\x88ttR"), "unreadable"),
        "an unknown layout": (
            holding(glob("torch.serialization", "_get_layout") + text("os.system") + b"\x85R"), "unreadable"),
        "a tensor with an attribute": (holding(noted + from_tensor + b"}" + text("a") + b"K\x01stR"), "inert"),
        "a tensor with another class": (
            holding(noted + from_tensor + b"}" + text("__class__") + glob("torch", "Size") + b"stR"), "unreadable"),
        "a tensor by another maker": (
            holding(noted + glob("os", "system") + glob("torch", "Tensor") + text("id") + b"\x85}tR"), "executable"),
        "a tensor by a permitted name that makes none": (
            holding(noted + glob("_codecs", "encode") + glob("torch", "Tensor") + text("id") + text("latin1")
                    + b"\x86}tR"), "unreadable"),
        "a tensor of another type": (
            holding(noted + from_tensor.replace(b"ctorch\nTensor\n", b"ccollections\nOrderedDict\n") + b"}tR"),
            "unreadable"),
        "scales for each index": (
            holding(scaled + glob("torch", "per_channel_affine") + tensor + tensor + b"K\x00t\x89NtR"), "inert"),
        "scales beyond the axes": (
            holding(scaled + glob("torch", "per_channel_affine") + tensor + tensor + b"K\x01t\x89NtR"), "unreadable"),
        "too few scales": (
            holding(scaled + glob("torch", "per_channel_affine") + tensor.replace(b"K\x00K\x02\x85", b"K\x00K\x01\x85")
                    + tensor + b"K\x00t\x89NtR"), "unreadable"),
        "quantised numbers without a scale": (
            holding(glob("torch._utils", "_rebuild_tensor_v2") + b"(" + arguments("QInt8Storage", 8) + b"\x89NtR"), "unreadable"),
        "a nested tensor": (
            holding(glob("torch._utils", "_rebuild_nested_tensor") + b"(" + tensor * 4 + b"tR"), "unreadable"),
        "the same, written by zipfile": (rebuilt(), "inert"),
        "an evil pickle": (rebuilt(lambda n, d: (n, evil if n == pickled else d)), "executable"),
        "TorchScript": (rebuilt(extra=[(f"{prefix}/code/__torch__.py", b"1")]), "executable"),
        "a pickle behind the pickle": (
            rebuilt(lambda n, d: (n, d + evil if n == pickled else d)), "executable"),
        "two pickles": (rebuilt(extra=[(f"{prefix}/DATA.pkl", evil)]), "unreadable"),
        "the pickle twice": (rebuilt(extra=[(pickled, evil)]), "unreadable"),
        "another entry": (rebuilt(extra=[(f"{prefix}/run.py", b"1")]), "unreadable"),
        "an entry that climbs": (rebuilt(extra=[(f"{prefix}/../x", b"1")]), "unreadable"),
        "an absolute entry": (rebuilt(extra=[("/etc/x", b"1")]), "unreadable"),
        "an entry with a backslash": (rebuilt(extra=[(f"{prefix}/data/a\\b", b"1")]), "unreadable"),
        "a link": (rebuilt(extra=[(link, b"/etc/passwd")]), "unreadable"),
        "packed": (rebuilt(method=zipfile.ZIP_DEFLATED), "unreadable"),
        "a bomb": (rebuilt(extra=[(f"{prefix}/data/8", bytes(1 << 24))], method=zipfile.ZIP_DEFLATED), "unreadable"),
        "names that differ": (swapped(b"bare.zip/data/0", b"bare.zip/data/7", 1), "unreadable"),
        "encrypted by the table": (
            good[:good.rfind(b"PK\x01\x02") + 8] + b"\x09" + good[good.rfind(b"PK\x01\x02") + 9:], "unreadable"),
        "bytes before": (b"#!/bin/sh\n" + good, "unreadable"),
        "bytes behind": (good + b"\n", "unreadable"),
        "a comment": (good[:-2] + b"\x01\x00x", "unreadable"),
        "several disks": (good[:end + 4] + b"\x01" + good[end + 5:], "unreadable"),
        "cut": (good[:-30], "unreadable"),
        "a storage too short": (
            rebuilt(lambda n, d: (n, d[:-1] if n.endswith("data/0") else d)), "unreadable"),
        "a storage missing": (
            rebuilt(lambda n, d: (n.replace("data/0", "data/1"), d)), "unreadable"),
        "big endian": (rebuilt(lambda n, d: (n, b"big" if n.endswith("byteorder") else d)), "unreadable"),
    }


def main():
    FIXTURES.mkdir(parents=True, exist_ok=True)
    checkpoints()
    (FIXTURES / "dangerous.json").write_text(json.dumps(
        {name: {"bytes": data.hex(), "calls": calls} for name, (data, calls) in dangerous().items()}, indent=1))
    (FIXTURES / "archives.json").write_text(json.dumps(
        {name: {"bytes": data.hex(), "verdict": verdict} for name, (data, verdict) in archives().items()},
        indent=1))


if __name__ == "__main__":
    main()
