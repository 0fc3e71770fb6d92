"""Compares PDQ hashes from pixels with the reference, and makes what the tests know.

    pip install pdqhash pillow numpy pyarrow
    picture_hashes.py compare CANDOR_BENCH [FOLDER...]    drawn pictures, and those of folders
    picture_hashes.py time CANDOR_BENCH                   1 megapixel JPEGs beside pdqhash and Pillow, on one thread
    picture_hashes.py make FIXTURES                       Tests/Fixtures/audit: pdq.jsonl and pictures

Two comparisons. With `pdqhash` on the pixels that Pillow decodes: it makes grey in binary64 where the reference in C++ and
Candor take binary32, so single bits may differ. With the algorithm in NumPy, written down here, which must be equal in every bit:
with grey as pdqhash has it to pdqhash, and with grey in binary32 to Candor. Where Pillow and libpng or libwebp decode to other
pixels, only the distance is told.
"""
import argparse
import collections
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pdqhash
from PIL import Image

F = np.float32
SCALE = float(F(math.sqrt(2 / 64)))
# cos(k pi / 128) / sqrt(32), k from 0 to 64: the table of Sources/CCandorKernels/pdq.c.
COSINES = np.array([SCALE * math.cos(math.pi * k / 128) for k in range(64)] + [0], F)


def wave(k):
    k %= 256
    k = min(k, 256 - k)
    return COSINES[k] if k <= 64 else -COSINES[128 - k]


MATRIX = np.array([[wave((i + 1) * (2 * j + 1)) for j in range(64)] for i in range(16)], F)


def box(values):
    """Means over windows along the first axis, in the reference's order of additions."""
    length = len(values)
    window = (length + 127) // 128
    ahead = (window + 2) // 2 - 1
    total, out = np.zeros(values.shape[1:], F), np.empty_like(values)
    for i in range(length + ahead):
        if i < length:
            total = total + values[i]
        if i >= window:
            total = total - values[i - window]
        if i >= ahead:
            count = min(i + 1, length) - max(0, i + 1 - window)
            out[i - ahead] = total / F(count)
    return out


def hash_of_grey(grey):
    rows, columns = grey.shape
    if rows < 5 or columns < 5:
        return "0" * 64, 0
    if (rows, columns) != (64, 64):
        for _ in range(2):
            grey = box(box(grey.T).T)
        places = [[(2 * i + 1) * length // 128 for i in range(64)] for length in (rows, columns)]
        grey = grey[places[0]][:, places[1]]
    steps = [np.abs(np.trunc(np.diff(grey, axis=axis) * F(-100) / F(255))).sum() for axis in (0, 1)]
    half = np.zeros((16, 64), F)
    for k in range(64):
        half = half + MATRIX[:, k, None] * grey[k]
    values = np.zeros((16, 16), F)
    for k in range(64):
        values = values + half[:, k, None] * MATRIX[:, k]
    flat = values.ravel()
    bits = (flat > np.sort(flat)[127])[::-1]
    return np.packbits(bits).tobytes().hex(), min(100, int(sum(steps)) // 90)


def grey32(pixels):
    red, green, blue = (pixels[:, :, c].astype(F) for c in range(3))
    return (F(0.299) * red + F(0.587) * green) + F(0.114) * blue


def grey64(pixels):
    return (pixels[:, :, 0] * 0.299 + pixels[:, :, 1] * 0.587 + pixels[:, :, 2] * 0.114).astype(F)


def reference(pixels):
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return np.packbits(bits.astype(np.uint8)).tobytes().hex(), quality


def distance(first, second):
    return (int(first, 16) ^ int(second, 16)).bit_count()


def drawn(rng):
    """Pictures of many sizes and kinds: (name, pixels)."""
    sizes = [(1, 1), (4, 9), (5, 5), (5, 200), (7, 6), (63, 64), (64, 64), (65, 64), (64, 128), (127, 129), (128, 128),
             (129, 130), (200, 300), (333, 77), (512, 512), (513, 511), (640, 480), (999, 1333), (2000, 5), (3000, 4000)]
    for rows, columns in sizes:
        y, x = np.mgrid[0:rows, 0:columns]
        name = f"{rows}x{columns}"
        yield f"{name}-across", np.repeat((x * 255 // max(1, columns - 1))[:, :, None], 3, 2)
        yield f"{name}-down", np.stack([y * 255 // max(1, rows - 1), x * 0, 255 - y * 255 // max(1, rows - 1)], 2)
        yield f"{name}-flat", np.full((rows, columns, 3), rng.integers(256))
        yield f"{name}-noise", rng.integers(0, 256, (rows, columns, 3))
        yield f"{name}-spots", (rng.random((rows, columns, 1)) > 0.99) * np.array([255, 200, 90])
        for number in range(5):
            picture = np.zeros((rows, columns, 3))
            for _ in range(12):
                fx, fy, phase, weight, cx, cy, r = rng.normal(size=7) * [9, 9, 6, 1, 1, 1, 0.2]
                picture += (weight * np.sin(fx * x / columns + fy * y / rows + phase))[:, :, None] * rng.random(3)
                picture += (((x / columns - cx) ** 2 + (y / rows - cy) ** 2 < r * r) * weight)[:, :, None]
            picture -= picture.min()
            yield f"{name}-waves{number}", picture / max(1e-9, picture.max()) * 255


def hashes(bench, folder):
    answer = subprocess.run([bench, "hashes", folder], stdout=subprocess.PIPE, check=True).stdout
    return {entry["name"]: entry for entry in map(json.loads, answer.splitlines())}


def compare(bench, folders):
    counts, worst = collections.Counter(), 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for title, pixels in drawn(np.random.default_rng(1)):
            Image.fromarray(pixels.astype(np.uint8)).save(folder / f"{title}.png", compress_level=1)
        number = 0
        for source in folders:
            for path in sorted(pathlib.Path(source).rglob("*")):
                if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp") and path.is_file():
                    (folder / f"real{number}{path.suffix.lower()}").write_bytes(path.read_bytes())
                    number += 1
        ours = hashes(bench, folder)
        for path in sorted(folder.iterdir()):
            own = ours[path.name]
            kind = "drawn" if not path.name.startswith("real") else path.suffix[1:].replace("jpeg", "jpg")
            try:
                image = Image.open(path)
                mode = image.mode
                pixels = np.asarray(image.convert("RGB"))
            except Exception as error:
                print(f"{path.name}: Pillow cannot ({error}); candor: {own.get('reason', 'can')}")
                continue
            if "reason" in own:
                counts[kind, f"not read: {own['reason']}"] += 1
                continue
            theirs, mine = reference(pixels), hash_of_grey(grey32(pixels))
            own = own["hash"], own["quality"]
            assert hash_of_grey(grey64(pixels)) == theirs, path.name
            counts[kind, "pictures"] += 1
            counts[kind, "NumPy equal"] += mine == own
            counts[kind, "pdqhash equal"] += theirs == own
            counts[kind, "quality equal"] += theirs[1] == own[1]
            apart = distance(theirs[0], own[0])
            if theirs[1] >= 50:
                counts[kind, "of quality 50"] += 1
                counts[kind, "of them equal"] += apart == 0
                counts[kind, "of them within 2"] += apart <= 2
            if mine != own or (apart > 2 and theirs[1] >= 50):
                print(f"{path.name} {pixels.shape} {mode}: {apart} bits, quality {theirs[1]} and {own[1]}")
            if kind == "drawn" and mine != own:
                worst = 1
    for (kind, what), count in sorted(counts.items()):
        print(f"{kind}: {what}: {count}")
    sys.exit(worst)


def take_time(bench):
    rng = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        y, x = np.mgrid[0:1000, 0:1000] / 1000
        for number in range(24):
            picture = np.zeros((1000, 1000, 3))
            for _ in range(12):
                fx, fy, phase = rng.normal(size=3) * [40, 40, 6]
                picture += np.sin(fx * x + fy * y + phase)[:, :, None] * rng.random(3)
            picture = (picture - picture.min()) / np.ptp(picture) * 240 + rng.normal(size=picture.shape) * 6
            Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.jpg", quality=85)
        paths = sorted(folder.iterdir())
        print(f"{sum(path.stat().st_size for path in paths) / 24e3:.0f} kB each")
        def peer():
            start = time.perf_counter()
            for path in paths:
                reference(np.asarray(Image.open(path).convert("RGB")))
            return time.perf_counter() - start
        print(f"pdqhash and Pillow: {24 / min(peer() for _ in range(3)):.1f} a second")
        subprocess.run([bench, "pictures", name, "1"], check=True)


def formula(width, height, seed):
    """What the tests draw too, in whole numbers."""
    y, x = np.mgrid[0:height, 0:width]
    channels = []
    for c in range(3):
        a, b = x * (255 + 64 * c + seed) // width, y * (255 + 96 * c + 2 * seed) // height
        channels.append((a ^ b ^ (a * b >> 7)) & 255)
    return np.stack(channels, 2).astype(np.uint8)


def make(fixtures):
    fixtures = pathlib.Path(fixtures)
    lines = []
    sizes = [(4, 40), (5, 5), (200, 6), (64, 63), (64, 64), (127, 65), (129, 128), (301, 200), (511, 513), (777, 1024)]
    for seed, (width, height) in enumerate(sizes):
        pixels = formula(width, height, seed)
        text, quality = hash_of_grey(grey32(pixels))
        theirs = reference(pixels)
        assert hash_of_grey(grey64(pixels)) == theirs
        print(f"{width}x{height}: quality {quality}, {distance(text, theirs[0])} bits from pdqhash's")
        lines.append(json.dumps([f"{width} {height} {seed}", {"hash": text, "quality": quality}]) + "\n")
    (fixtures / "pdq.jsonl").write_text("".join(lines))
    folder = fixtures / "pictures"
    folder.mkdir(exist_ok=True)
    rng = np.random.default_rng(4)
    y, x = np.mgrid[0:72, 0:96]
    waves = np.zeros((72, 96, 3))
    for _ in range(14):
        fx, fy, phase, weight, cx, cy, r = rng.normal(size=7) * [0.09, 0.12, 6, 1, 60, 50, 18]
        waves += (weight * np.sin(fx * x + fy * y + phase))[:, :, None] * rng.random(3)
        waves += (((x - abs(cx)) ** 2 + (y - abs(cy)) ** 2 < r * r) * 2 * weight)[:, :, None]
    waves = (waves - waves.min()) / np.ptp(waves)
    picture = Image.fromarray((waves * 255).astype(np.uint8))
    picture.save(folder / "waves.jpg", quality=90)
    picture.save(folder / "waves.webp", quality=90)
    picture.convert("CMYK").save(folder / "inks.jpg", quality=50)
    picture.quantize(24).save(folder / "palette.png")
    veil = picture.convert("RGBA")
    veil.putalpha(Image.fromarray((x * 255 // 96).astype(np.uint8)))
    veil.putdata([(*rgb, a) for rgb, a in zip(picture.quantize(24).convert("RGB").getdata(), veil.getchannel("A").getdata())])
    veil.save(folder / "veil.png", optimize=True)
    turned = picture.quantize(8)
    turned.save(folder / "moving.webp", save_all=True, append_images=[turned.rotate(180)], quality=20, method=6)
    turned.save(folder / "eight.gif")
    deep = (waves[:, :, 0] * 65535).astype(np.uint16) // 4096 * 4096
    Image.fromarray(deep).save(folder / "deep.png", optimize=True)
    import pyarrow
    import pyarrow.parquet
    # As Hugging Face's datasets keep pictures.
    names = ["waves.jpg", "eight.gif", "veil.png"]
    rows = [{"bytes": (folder / name).read_bytes(), "path": name} for name in names] + [{"bytes": b"no picture", "path": None}]
    table = pyarrow.table({"image": pyarrow.array(rows), "label": [1, 2, 3, 4]})
    pyarrow.parquet.write_table(table, fixtures / "pictures.parquet", compression="snappy", use_dictionary=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["compare", "time", "make"])
    parser.add_argument("program")
    parser.add_argument("folders", nargs="*")
    arguments = parser.parse_args()
    if arguments.what == "compare":
        compare(arguments.program, arguments.folders)
    elif arguments.what == "time":
        take_time(arguments.program)
    else:
        make(arguments.program)


main()
