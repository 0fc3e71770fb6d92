#!/usr/bin/env python3
"""Makes the fixtures of CandorCorpusTests. Needs nothing but Python.

    python3 Tests/Fixtures/Corpus/make.py
"""
import gzip
import json
import pathlib

here = pathlib.Path(__file__).parent
dataset = here / "dataset"
(dataset / "deep").mkdir(parents=True, exist_ok=True)


def pack(*members: bytes) -> bytes:
    return b"".join(gzip.compress(member, 9, mtime=0) for member in members)


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records)


# A folder with every kind of file, whose names sort differently by bytes and by custom.
(dataset / "Zebra.txt").write_bytes("Ein Zebra läuft.\r\nEs läuft weit.\r\n".encode())
(dataset / "apple.jsonl").write_bytes(
    lines({"id": "first", "text": "An apple."}, {"text": "\u00e9 and e\u0301 differ", "id": 7},
          {"text": "", "lang": "none"})
    + b"\r\n"
    + rb'{"\u0074ext": "escaped \ud83c\udf4e\n", "n": 1e-3}'
)
(dataset / "deep" / "two.jsonl.gz").write_bytes(
    pack(lines({"text": "member one"}) + b'{"text": "cut by the ', b'member end"}\n'))
(dataset / "deep.txt").write_bytes(b"\xef\xbb\xbfa mark before, none inside")
(dataset / "empty.txt").write_bytes(b"")
(dataset / ".hidden").write_bytes(b"passed over")

# 32 MiB of one byte in 32 KiB: a thousand to one.
(here / "bomb.txt.gz").write_bytes(pack(b"a" * (32 << 20)))
