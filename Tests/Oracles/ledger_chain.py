#!/usr/bin/env python3
"""An independent reading of docs/release-format.md: state digests, ledger lines and the chain.

Needs nothing but Python's standard library.

    ledger_chain.py state           the goldens of StateDigestTests
    ledger_chain.py ledger          the ledger of Tests/CandorReleaseTests/Fixtures/ledger.jsonl
    ledger_chain.py verify PATH     checks every digest of a ledger and prints its last link
"""
import hashlib
import json
import struct
import sys


def sha(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
    return digest.digest()


def u32(value):
    return struct.pack("<I", value)


def u64(value):
    return struct.pack("<Q", value)


def tensors(records):
    """records: (name, element type, shape, digest of the data), in any order."""
    out = b""
    for name, kind, shape, digest in sorted(records, key=lambda record: record[0].encode()):
        name, kind = name.encode(), kind.encode()
        out += u32(len(name)) + name + u32(len(kind)) + kind
        out += u32(len(shape)) + b"".join(map(u64, shape)) + digest
    return out


def state(step, records):
    return sha("candor.state/1\n", u64(step), tensors(records))


def parameters(records):
    return sha("candor.parameters/1\n", tensors(records))


def inputs(numerics, recipe, data):
    return sha("candor.inputs/1\n", u32(numerics), recipe, data)


def link(previous, inputs, first, last, state, order, log):
    return sha("candor.chain/1\n", previous, inputs, u64(first), u64(last), state, order, log)


def line(**members):
    # All strings here are ASCII and all numbers integers, where this equals RFC 8785.
    return (json.dumps(members, sort_keys=True, separators=(",", ":")) + "\n").encode()


def bits(value):
    return struct.pack(">f", value).hex()


def example_ledger():
    def records(step):
        return [(n, "F32", [2, 2], sha("%s %d" % (n, step))) for n in ("w", "moment/w")]

    recipe, data = sha("recipe"), sha("data")
    initial = state(0, records(0))
    out = line(
        kind="header", format="candor.ledger/1", numerics=1, recipeDigest=recipe.hex(),
        dataDigest=data.hex(), initialState=initial.hex(),
        tensors=[{"name": n, "elementType": k, "shape": s, "digest": d.hex()}
                 for n, k, s, d in sorted(records(0))])
    chain, segment, first, log, order = sha("candor.chain/1\n", initial), 0, 1, b"", b""
    for step in range(1, 6):
        samples = sha("samples %d" % step)
        order += samples
        log += line(
            kind="step", step=step, learningRateBits=bits(step / 1024), lossBits=bits(4 / step),
            gradientNormBits=bits(step * 0.5), tokens=64, samples=samples.hex())
        if step == 4:
            log += line(kind="validation", step=4, validationLossBits=bits(1.5), tokens=10, bytes=40)
        if step in (2, 4, 5):
            after = state(step, records(step))
            chain = link(chain, inputs(1, recipe, data), first, step, after, sha(order), sha(log))
            out += log + line(
                kind="segment", segment=segment, firstStep=first, lastStep=step, state=after.hex(),
                dataOrder=sha(order).hex(), log=sha(log).hex(), chain=chain.hex(),
                tensors={n: d.hex() for n, _, _, d in records(step)})
            segment, first, log, order = segment + 1, step + 1, b"", b""
    return out


def verify(path):
    raw = open(path, "rb").read().splitlines(keepends=True)
    header = json.loads(raw[0])
    layout = [(t["name"], t["elementType"], t["shape"], bytes.fromhex(t["digest"]))
              for t in header["tensors"]]
    initial = state(0, layout)
    assert initial.hex() == header["initialState"], "initialState"
    run = inputs(header["numerics"], bytes.fromhex(header["recipeDigest"]),
                 bytes.fromhex(header["dataDigest"]))
    chain, log, order, segments = sha("candor.chain/1\n", initial), b"", b"", 0
    for number, text in enumerate(raw[1:], 2):
        item = json.loads(text)
        if item["kind"] != "segment":
            log += text
            order += bytes.fromhex(item["samples"]) if item["kind"] == "step" else b""
            continue
        records = [(n, k, s, bytes.fromhex(item["tensors"][n])) for n, k, s, _ in layout]
        after = state(item["lastStep"], records)
        chain = link(chain, run, item["firstStep"], item["lastStep"], after, sha(order), sha(log))
        for key, value in (("state", after), ("dataOrder", sha(order)), ("log", sha(log)),
                           ("chain", chain)):
            assert item[key] == value.hex(), "line %d: %s" % (number, key)
        assert item["segment"] == segments, "line %d: segment" % number
        segments, log, order = segments + 1, b"", b""
    assert not log, "the ledger ends within a segment"
    print(segments, "segments", chain.hex())


def main(arguments):
    if arguments == ["state"]:
        f32 = lambda *values: sha(struct.pack("<%df" % len(values), *values))
        example = [
            ("b.weight", "F32", [2, 3], f32(1, 2, 3, 4, 5, 6)), ("a", "F32", [], f32(-0.0)),
            ("B", "F32", [1], sha(b"\x01\x00\x00\x00")), ("é", "F32", [0, 4], sha(b""))]
        print("state     ", state(300, example).hex())
        print("parameters", parameters(example).hex())
    elif arguments == ["ledger"]:
        sys.stdout.buffer.write(example_ledger())
    elif len(arguments) == 2 and arguments[0] == "verify":
        verify(arguments[1])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
