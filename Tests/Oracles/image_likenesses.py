"""Compares `candor audit` on PDQ hashes with NumPy: images are drawn, hashed by the reference's binding, changed, and looked for.

    pip install pdqhash numpy
    image_likenesses.py CANDOR [--images N]

Half of the images are on the list. Each is then seen again in eight forms (noise, brightness, scale, crops, steps of grey),
with its hash and quality in columns. What the audit finds must be what a comparison of every hash with every entry
finds: distance at most 31, quality at least 50.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import pdqhash


def picture(rng):
    """Waves, edges and spots in grey, 256 x 256."""
    y, x = np.mgrid[0:256, 0:256] / 256
    image = np.zeros((256, 256))
    for _ in range(12):
        fx, fy, phase, weight = rng.normal(size=4) * [9, 9, 6, 1]
        image += weight * np.sin(fx * x + fy * y + phase)
        cx, cy, r = rng.random(3) * [1, 1, 0.3]
        image += rng.normal() * 2 * ((x - cx) ** 2 + (y - cy) ** 2 < r * r)
    return (image - image.min()) / np.ptp(image) * 255


def forms(image, rng):
    yield image
    for spread in (4, 20, 60):
        yield image + rng.normal(size=image.shape) * spread
    yield image * 0.6 + 50
    yield image[::2, ::2]
    yield image[8:-8, 8:-8]
    yield np.round(image / 64) * 64


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candor")
    parser.add_argument("--images", type=int, default=100)
    arguments = parser.parse_args()
    rng = np.random.default_rng(1)
    entries, rows = [], []
    for number in range(arguments.images):
        image = picture(rng)
        for form in forms(image, rng):
            grey = np.clip(form, 0, 255).astype(np.uint8)
            bits, quality = pdqhash.compute(np.ascontiguousarray(np.stack([grey] * 3, axis=-1)))
            rows.append((bits.astype(np.uint8), quality))
        if number % 2:
            entries.append(rows[-8][0])
    flat = pdqhash.compute(np.zeros((64, 64, 3), np.uint8))
    rows.append((flat[0].astype(np.uint8), flat[1]))
    digits = [np.packbits(bits).tobytes().hex() for bits, _ in rows]
    expected, distances = [], []
    for number, (bits, quality) in enumerate(rows):
        distance = min(int((bits != entry).sum()) for entry in entries)
        distances.append(distance)
        if distance <= 31 and quality >= 50:
            expected.append(number)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "entries").write_text("".join(np.packbits(entry).tobytes().hex() + "\n" for entry in entries))
        (folder / "lists").mkdir()
        options = "--name images --version 1 --source a --category b --expires 2999-01-01 --keys pdq".split()
        subprocess.run([arguments.candor, "list", f"{name}/entries", f"{name}/lists/images.list", *options], check=True)
        (folder / "rows.jsonl").write_text("".join(
            json.dumps({"pdq": text, "pdq_quality": quality}) + "\n" for text, (_, quality) in zip(digits, rows)))
        answer = subprocess.run(
            [arguments.candor, "audit", f"{name}/rows.jsonl", "--rules", "list", "--lists", f"{name}/lists", "--json"],
            stdout=subprocess.PIPE)
    finding, = json.loads(answer.stdout)["findings"]
    found = [place["row"] for place in finding["places"]]
    print(f"{len(rows)} hashes, {len(entries)} entries: NumPy finds {len(expected)}, candor {finding['records']}; "
          f"{sum(distance <= 31 for distance in distances)} near whatever their quality, "
          f"{sum(distance in (30, 31, 32, 33) for distance in distances)} at distances of 30 to 33")
    sys.exit(found != expected)


main()
