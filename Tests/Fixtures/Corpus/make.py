#!/usr/bin/env python3
"""Makes the fixtures of CandorCorpusTests. Needs `pip install zstandard`.

    python3 Tests/Fixtures/Corpus/make.py
"""
import bz2
import gzip
import json
import lzma
import pathlib

import zstandard

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

# The same two members in every packing, and 80 MiB of zeros.
packers = {
    "gz": lambda data: gzip.compress(data, 9, mtime=0),
    "zst": zstandard.ZstdCompressor(level=19, write_checksum=True).compress,
    "xz": lambda data: lzma.compress(data, preset=6, check=lzma.CHECK_CRC64),
    "bz2": lambda data: bz2.compress(data, 9),
}
packed = here / "packed"
packed.mkdir(exist_ok=True)
for ending, packer in packers.items():
    members = [lines({"text": "member one"}) + b'{"text": "cut by the ', b'member end"}\n']
    (packed / f"two.jsonl.{ending}").write_bytes(b"".join(packer(member) for member in members))
    (packed / f"bomb.txt.{ending}").write_bytes(packer(bytes(80 << 20)))

# A frame that asks for 2 GiB of history, and one with a frame to be skipped before it.
parameters = zstandard.ZstdCompressionParameters(window_log=31, write_content_size=False)
window = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
line = lines({"text": "a long look back"})
(packed / "window.jsonl.zst").write_bytes(window.compress(line) + window.flush())
(packed / "skippable.jsonl.zst").write_bytes(
    bytes([0x5A, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]) + packers["zst"](line))
