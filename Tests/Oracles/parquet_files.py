#!/usr/bin/env python3
"""Parquet files over types, encodings, codecs, page versions and nesting, and what pyarrow reads in them.

    python3 Tests/Oracles/parquet_files.py                 the small files of Tests/Fixtures/parquet
    python3 Tests/Oracles/parquet_files.py --large FOLDER  many more; then
    CANDOR_PARQUET=FOLDER swift test -c release --filter ParquetOracleTests

Beside the files is digests.json: of each file the number of rows, and the SHA-256 of all its values as
text, a line a row (`text_of`). Needs `pip install pyarrow`; the large files also `duckdb polars`.
"""
import argparse
import datetime
import decimal
import hashlib
import itertools
import json
import pathlib
import random
import struct

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

here = pathlib.Path(__file__).parent
fixtures = here.parent / "Fixtures" / "parquet"
random.seed(7)

# --- Values ----------------------------------------------------------------------------------------


def words(count):
    return " ".join(random.choice(["lorem", "ipsum", "dolor", "Łódź", "日本", "🍎"]) for _ in range(count))


def scalars(rows):
    """A column of each scalar type, every seventh value null."""
    def column(make, kind):
        return pa.array([None if i % 7 == 3 else make(i) for i in range(rows)], kind)

    def integer(bits, signed):
        low = -(1 << bits - 1) if signed else 0
        edges = [low, (1 << bits - signed) - 1, 0, 1, low + 1]
        return lambda i: edges[i % 5] if i % 3 == 0 else random.randrange(low, 1 << bits - signed)

    columns = {
        "truth": column(lambda i: i % 3 == 0, pa.bool_()),
        "text": column(lambda i: words(i % 9), pa.string()),
        "few": column(lambda i: ["red", "green", "", "blue"][i % 4], pa.string()),
        "sorted": column(lambda i: f"https://example.org/images/{i // 3:06}.jpg", pa.string()),
        "binary": column(lambda i: random.randbytes(i % 11), pa.binary()),
        "fixed": column(lambda i: random.randbytes(5), pa.binary(5)),
        "single": column(lambda i: struct.unpack("f", struct.pack("f", random.gauss(0, 1e3)))[0],
                         pa.float32()),
        "double": column(lambda i: [0.0, -0.0, float("inf"), 1e-310][i % 4] if i % 5 == 0
                         else random.gauss(0, 1), pa.float64()),
        "half": pa.array([np.float16(i / 7) for i in range(rows)], pa.float16()),
        "day": column(lambda i: i * 37 - 5000, pa.int32()).cast(pa.date32()),
        "moment": column(lambda i: i * 10**9 - 10**12, pa.int64()).cast(pa.timestamp("us")),
        "decimal": column(lambda i: decimal.Decimal(i * i - 999) / 100, pa.decimal128(12, 2)),
        "long": column(lambda i: decimal.Decimal(-(7**40) * i) / 1000, pa.decimal128(38, 3)),
        "nothing": pa.array([None] * rows, pa.string()),
        "required": pa.array(range(rows), pa.int64()),
    }
    for bits, signed in itertools.product((8, 16, 32, 64), (True, False)):
        name = ("int" if signed else "uint") + str(bits)
        columns[name] = column(integer(bits, signed), getattr(pa, name)())
    table = pa.table(columns)
    place = table.schema.get_field_index("required")
    return table.cast(table.schema.set(place, pa.field("required", pa.int64(), nullable=False)))


def nested(rows):
    """Lists, structures and maps in each other, empty and null at every level."""
    def some(i, make):
        return None if i % 11 == 5 else [make(i + k) for k in range(i % 4)]

    message = pa.struct([("role", pa.string()), ("content", pa.string())])
    return pa.table({
        "id": pa.array(range(rows), pa.int32()),
        "tags": pa.array([some(i, lambda k: None if k % 5 == 0 else words(1)) for i in range(rows)],
                         pa.list_(pa.string())),
        "messages": pa.array(
            [some(i, lambda k: None if k % 6 == 0 else
                  {"role": "user", "content": None if k % 4 == 0 else words(k % 5)})
             for i in range(rows)], pa.list_(message)),
        "deep": pa.array([some(i, lambda k: some(k, lambda l: some(l, float))) for i in range(rows)],
                         pa.list_(pa.list_(pa.list_(pa.float64())))),
        "pair": pa.array([None if i % 5 == 0 else {"a": {"b": i if i % 3 else None}, "c": [i] * (i % 3)}
                          for i in range(rows)],
                         pa.struct([("a", pa.struct([("b", pa.int64())])), ("c", pa.list_(pa.int16()))])),
        "map": pa.array([None if i % 9 == 0 else [(words(1) + str(k), k) for k in range(i % 3)]
                         for i in range(rows)], pa.map_(pa.string(), pa.int32())),
        "maps": pa.array([some(i, lambda k: [(str(k), [k, None])]) for i in range(rows)],
                         pa.list_(pa.map_(pa.string(), pa.list_(pa.int32())))),
    })


# --- What pyarrow reads, as text -------------------------------------------------------------------


def text_of(value, kind):
    if value is None:
        return "null"
    if pa.types.is_dictionary(kind):
        return text_of(value, kind.value_type)
    if pa.types.is_boolean(kind):
        return "true" if value else "false"
    if pa.types.is_integer(kind):
        return str(value)
    if pa.types.is_float16(kind):
        return "x" + np.float16(value).tobytes().hex()
    if pa.types.is_float32(kind):
        return "f" + struct.pack(">f", value).hex()
    if pa.types.is_float64(kind):
        return "f" + struct.pack(">d", value).hex()
    if pa.types.is_decimal(kind):
        return "d" + str(int(value.scaleb(kind.scale, decimal.Context(prec=80))))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "x" + value.encode().hex()
    if isinstance(value, bytes):
        return "x" + value.hex()
    if pa.types.is_map(kind):
        return "[" + ",".join(f"({text_of(k, kind.key_type)}:{text_of(v, kind.item_type)})"
                              for k, v in value) + "]"
    if pa.types.is_struct(kind):
        return "{" + ",".join(f"{f.name}:{text_of(value[f.name], f.type)}" for f in kind) + "}"
    if hasattr(kind, "value_type"):
        return "[" + ",".join(text_of(v, kind.value_type) for v in value) + "]"
    raise TypeError(kind)


def digest(path):
    try:
        table = pq.read_table(path, coerce_int96_timestamp_unit="ns")
    except OSError:
        # Of a column of nothing but nulls, DuckDB writes no header of differences, which pyarrow misses.
        import duckdb
        table = duckdb.sql(f"SELECT * FROM '{path}'").to_arrow_table()
    for place, field in enumerate(table.schema):
        if pa.types.is_date32(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.int32()))
        elif pa.types.is_timestamp(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(pa.int64()))
    sha = hashlib.sha256()
    columns = [table.column(i).to_pylist() for i in range(table.num_columns)]
    for row in zip(*columns):
        fields = ",".join(f"{f.name}:{text_of(v, f.type)}" for f, v in zip(table.schema, row))
        sha.update(("{" + fields + "}\n").encode())
    return {"rows": table.num_rows, "sha256": sha.hexdigest()}


# --- Files -----------------------------------------------------------------------------------------

codecs = ["none", "snappy", "gzip", "zstd", "lz4"]


def delta(table):
    """The encodings of version 2 for whatever column takes one."""
    encodings = {}
    for field in table.schema:
        if pa.types.is_integer(field.type):
            encodings[field.name] = "DELTA_BINARY_PACKED"
        elif pa.types.is_string(field.type):
            encodings[field.name] = "DELTA_BYTE_ARRAY"
        elif pa.types.is_binary(field.type):
            encodings[field.name] = "DELTA_LENGTH_BYTE_ARRAY"
        elif pa.types.is_float32(field.type) or pa.types.is_float64(field.type):
            encodings[field.name] = "BYTE_STREAM_SPLIT"
        elif pa.types.is_boolean(field.type):
            encodings[field.name] = "RLE"
        elif pa.types.is_fixed_size_binary(field.type):
            encodings[field.name] = "DELTA_BYTE_ARRAY"
    return {"use_dictionary": False, "column_encoding": encodings}


def split(table):
    """Byte streams for all numbers that take them."""
    return {"use_dictionary": False, "column_encoding": {
        f.name: "BYTE_STREAM_SPLIT" for f in table.schema
        if pa.types.is_floating(f.type) or f.type in (pa.int32(), pa.int64(), pa.uint32(), pa.binary(5))
    }}


def small():
    fixtures.mkdir(exist_ok=True)
    few = scalars(40)
    options = {
        "plain-v1": dict(compression="none", use_dictionary=False),
        "dictionary-v1": dict(compression="snappy", write_page_checksum=True),
        "dictionary-v2": dict(compression="zstd", data_page_version="2.0"),
        "delta-v2": dict(compression="gzip", data_page_version="2.0", **delta(few)),
        "split-v1": dict(compression="lz4", **split(few)),
    }
    for name, option in options.items():
        pq.write_table(few, fixtures / f"{name}.parquet", row_group_size=25, store_schema=False,
                       write_statistics=False, **option)
    for version in "12":
        pq.write_table(nested(60), fixtures / f"nested-v{version}.parquet", row_group_size=40,
                       data_page_version=f"{version}.0", data_page_size=64, store_schema=False,
                       write_batch_size=8, write_statistics=False, write_page_checksum=True)
    lying()
    pq.write_table(people(), fixtures / "people.parquet", store_schema=False, write_statistics=False)
    write_digests(fixtures)


# --- Files that lie --------------------------------------------------------------------------------


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def say(data, page, more):
    """Lets the header of a data page of version 1 say that it has so many more values."""
    at, path = page, [0]
    while True:
        step, kind = data[at] >> 4, data[at] & 15
        at += 1
        path[-1] += step
        if path == [5, 1]:
            value, end = varint(data, at)
            value += 2 * more
            assert end == at + 1 and 0 <= value < 128
            data[at] = value
            return
        if kind == 12:
            path.append(0)
        else:
            at = varint(data, at)[1]


def lying():
    """Pages that say they have other numbers of values than they have, without a checksum that would tell;
    what they make of it is for readers to notice. The rows say their own number in each column."""
    rows = 60
    table = pa.table({
        "id": pa.array(range(rows), pa.int32()),
        "name": pa.array([f"row {i}" for i in range(rows)]),
        "even": pa.array([i % 2 == 0 for i in range(rows)]),
        "tags": pa.array([[str(i)] * (i % 3) for i in range(rows)], pa.list_(pa.string())),
    })
    ways = {
        "plain": dict(use_dictionary=False),
        "runs": dict(use_dictionary=True),
        "delta": delta(table.select(["id", "name"])),
        "split": dict(use_dictionary=False, column_encoding={"id": "BYTE_STREAM_SPLIT"}),
    }
    # Of which column, and what which of its pages say. The last pair has room for it in its last byte.
    lies = {"fewer": ("id", {2: -3}), "more": ("id", {2: 3}), "moved": ("id", {1: -3, 4: 3}),
            "turned": ("id", {1: 3, 4: -3}), "text": ("name", {1: -2, 4: 2}),
            "lists": ("tags.list.element", {1: -1}), "bits": ("even", {1: 1, 4: -1})}
    for way, (name, (column, pages)) in itertools.product(ways, lies.items()):
        if name == "bits" and way != "plain":
            continue
        path = fixtures / f"lying-{way}-{name}.parquet"
        # Without nulls no levels tell how many values there are.
        required = pa.schema([f.with_nullable(way != "plain" or f.name == "tags") for f in table.schema])
        pq.write_table(table.cast(required), path, compression="none", data_page_size=1, write_batch_size=10,
                       store_schema=False, write_statistics=False, write_page_index=name == "bits",
                       **ways[way])
        data = bytearray(path.read_bytes())
        group = pq.read_metadata(path).row_group(0)
        chunk = next(group.column(i) for i in range(group.num_columns)
                     if group.column(i).path_in_schema == column)
        at, number = chunk.data_page_offset, 0
        end = (chunk.dictionary_page_offset or at) + chunk.total_compressed_size
        while at < end:
            if number in pages:
                say(data, at, pages[number])
            at = behind(data, at)
            number += 1
        assert number > max(pages), (path, number)
        path.write_bytes(data)


def behind(data, page):
    """Where the page behind one begins."""
    at, depth, size, field = page, 1, 0, [0]
    while depth:
        step, kind = data[at] >> 4, data[at] & 15
        at += 1
        if kind == 0:
            depth -= 1
            field.pop()
            continue
        field[-1] += step
        if kind == 12:
            depth += 1
            field.append(0)
            continue
        value, at = varint(data, at)
        if field == [3]:
            size = value >> 1
    return at + size


def people():
    """What an audit is to find: row 1 and 3 an address, 2 a password under a map's key, 4 a number."""
    return pa.table({
        "text": ["nothing", "write to ann@example.com", "a map", "a list", "a number", "an image"],
        "settings": pa.array([[], [], [("password", "x9K2mPq7Lw4ZrT8v")], [], [], []],
                             pa.map_(pa.string(), pa.string())),
        "replies": pa.array([[], None, [], [{"from": "x", "to": "bob@example.org"}], [], []],
                            pa.list_(pa.struct([("from", pa.string()), ("to", pa.string())]))),
        "phone": pa.array([None, None, None, None, 2125550187, None], pa.int64()),
        "image": pa.array([b"", None, None, None, None, b"\xff\xd8 eve@example.com"], pa.binary()),
    })


def large(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for make, rows in ((scalars, 3000), (nested, 2500)):
        table = make(rows)
        ways = {"plain": dict(use_dictionary=False), "dictionary": {},
                "fallback": dict(dictionary_pagesize_limit=200)}
        if make is scalars:
            ways |= {"delta": delta(table), "split": split(table)}
        for (way, option), codec, version, page in itertools.product(
                ways.items(), codecs, ("1.0", "2.0"), (100, 1 << 20)):
            pq.write_table(
                table, folder / f"{make.__name__}-{way}-{codec}-{version}-{page}.parquet",
                compression=codec, data_page_version=version, data_page_size=page,
                write_batch_size=64 if page == 100 else 1024, row_group_size=1000,
                write_page_checksum=codec == "gzip", write_page_index=codec == "zstd", **option)
    pq.write_table(scalars(500), folder / "int96.parquet", use_deprecated_int96_timestamps=True)
    for rows in (0, 1):
        pq.write_table(scalars(rows), folder / f"rows-{rows}.parquet")
    others(folder)
    write_digests(folder)


def others(folder):
    """The same values written by DuckDB and polars."""
    import duckdb
    import polars

    for make, rows in ((scalars, 3000), (nested, 2500)):
        values = make(rows)
        # Types that one of the two cannot write.
        values = values.drop_columns([c for c in ("half", "long", "maps") if c in values.column_names])
        taken = values
        for codec, version in itertools.product(("snappy", "zstd", "gzip", "lz4_raw", "uncompressed"), "12"):
            path = folder / f"duckdb-{make.__name__}-{codec}-v{version}.parquet"
            duckdb.sql(f"COPY (SELECT * FROM taken) TO '{path}' (FORMAT parquet, COMPRESSION {codec}, "
                       f"PARQUET_VERSION v{version}, ROW_GROUP_SIZE 2048)")
        if make is nested:
            values = values.drop_columns(["map"])
        for codec in ("snappy", "zstd", "gzip", "lz4", "uncompressed"):
            polars.from_arrow(values).write_parquet(
                folder / f"polars-{make.__name__}-{codec}.parquet", compression=codec,
                row_group_size=1000, data_page_size=2000)


def write_digests(folder):
    digests = {path.name: digest(path) for path in sorted(folder.glob("*.parquet"))
               if not path.name.startswith("lying-")}
    (folder / "digests.json").write_text(json.dumps(digests, indent=1) + "\n")
    print(f"{len(digests)} files in {folder}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", type=pathlib.Path)
    arguments = parser.parse_args()
    large(arguments.large) if arguments.large else small()
