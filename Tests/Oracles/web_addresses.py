#!/usr/bin/env python3
"""Compares Candor's reading of URLs with Ada's, and makes Tests/Fixtures/audit/addresses.jsonl.

  pip install ada-url==4.0.0
  web_addresses.py BENCH [--number N] [--seed S]     BENCH: the program candor-bench
  web_addresses.py --golden

N addresses (120,000) are made of parts by a grammar of what evades lists: letter case, spaces, tabs and line ends, back
slashes, missing slashes, user names, ports, numbers of every base as hosts, full-width letters and dots, IDN and its
Punycode, right and broken, soft hyphens, escapes once and twice, dot segments, empty segments, queries, fragments, schemes
that are not special, and random bytes in between. Every difference is printed; exit status 1 if there is one that the
classes below do not explain.
"""
import argparse
import collections
import json
import pathlib
import random
import subprocess
import tempfile

import ada_url

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/audit/addresses.jsonl"
WORDS = ["example", "EXAMPLE", "img", "cdn", "a", "bücher", "straße", "faß", "日本", "пример", "xn--bcher-kva", "xn--a", "xn--",
         "xn--zca", "x-", "-x", "a--b", "ο\u0301δος", "ＥＸ", "so\u00adft", "zero\u200bwidth", "join\u200der", "ﬁ", "①", "a\u0308",
         "\u0301a", "𝒳", "ا", "123", "٣", "％41", "a_b", "xn--ls8h", "💩", "K", "ǅ", "İ", "ẞ", "xn--fa-hia", "XN--BCHER-KVA"]
ENDINGS = ["com", "COM", "co.uk", "de", "рф", "xn--p1ai", "test.", "com..", "localhost", "中国", "1", "0x1", "com%2e"]
DOTS = [".", ".", ".", ".", "。", "．", "｡", "%2e", "%2E", ".."]
HOSTS = ["127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "0x7F000001", "1.2.3.4.5", "256.1", "1.256", "4294967296", "1.2.3",
         "0x", "0x.0x", "09.1", "1.2.3.4.", "[::1]", "[1:2:3:4:5:6:7:8]", "[::ffff:1.2.3.4]", "[1::8]", "[0:0:1::]", "[::1", "[fe80::1%25eth0]",
         "[1:2:3:4:5:6:7]", "[::1.2.3]", "[1::2::3]", "", "a b", "a<b", "a%00b", "%zz", "a|b", "a^b", "a%", "１２７.0.0.1", "0xffffffff",
         "[0:0:0:0:0:0:0:0]", "[1:0:0:2:0:0:0:3]", "[::01]", "[12345::]", "1.2.3.08", "%31%32%37.1", "0..1", ".", "a.", ".a"]
SCHEMES = ["http", "https", "HTTP", "hTTps", "ftp", "ws", "wss", "file", "foo", "web+x", "javascript", "data", "mailto", "1x", "", "ht tp", "blob"]
SLASHES = ["//", "//", "//", "/", "", "///", "\\\\", "/\\", "////"]
SEGMENTS = ["a", "b.jpg", ".", "..", "%2e", "%2E%2e", ".%2e", "...", "", "A%20b", "%70", "%2570", "é", "%C3%A9", "<x>", "a;b=c", "`", "{}", "^", "|",
            "C:", "c|", "日", "'", "\"", "%", "%zz", "~", "a b", "\x7f", "@", ":", "=", "[", "]"]
QUERIES = ["a=1", "b=2&a=1", "utm_source=x&id=7", "q='x'", "q=é", "q=%C3%A9", "", "a b", "<>", "?", "&&", "#", "%", "`", "^", "{}"]


def host(rng):
    if rng.random() < 0.3:
        return rng.choice(HOSTS)
    labels = [rng.choice(WORDS) for _ in range(rng.randrange(1, 4))] + [rng.choice(ENDINGS)]
    return "".join(label + (rng.choice(DOTS) if place + 1 < len(labels) else "") for place, label in enumerate(labels))


def address(rng):
    text = rng.choice(SCHEMES) if rng.random() < 0.5 else rng.choice(SCHEMES[:2])
    text += ":" if rng.random() < 0.98 else ""
    text += rng.choice(SLASHES)
    if rng.random() < 0.15:
        text += rng.choice(["user@", "u:p@", ":@", "@", ":p@", "a@b@", "u:@", "é:ü@", "good.com@", "u%40:p%3a@", "u|[]^;=@"])
    text += host(rng)
    if rng.random() < 0.2:
        text += ":" + rng.choice(["80", "443", "8080", "", "0", "65535", "65536", "00080", "21", "a", "8 0", "-1"])
    if rng.random() < 0.8:
        for _ in range(rng.randrange(0, 5)):
            text += ("/" if rng.random() < 0.9 else "\\") + rng.choice(SEGMENTS)
    if rng.random() < 0.3:
        text += "?" + rng.choice(QUERIES)
    if rng.random() < 0.2:
        text += "#" + rng.choice(["", "f", "é", "a b", "<`>", "#"])
    for _ in range(rng.choice([0, 0, 0, 0, 1, 2])):
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice(["\t", "\n", "\r", " ", "\0", "\x1f", "%", "/", "\\", "\u00a0", "\ufeff", "é", "@", ":", "?"]) + text[place:]
    if rng.random() < 0.1:
        text = rng.choice([" ", "\t", "\n ", "\x01"]) + text + rng.choice(["", " ", "\n", "\x1f"])
    return text


def ada(text):
    try:
        return ada_url.URL(text).href
    except ValueError:
        return None


def made(number, seed):
    rng = random.Random(seed)
    return [address(rng) for _ in range(number)]


def explained(text, ours, theirs):
    """The class of a difference, or None."""
    if theirs is None and any(c in text for c in "\u200d\u200c"):
        return "joiners (CheckJoiners), which Candor lets pass"
    if theirs is None and any(c in text for c in "ا٣"):
        return "directions (CheckBidi), which Candor lets pass"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", nargs="?")
    parser.add_argument("--golden", action="store_true")
    parser.add_argument("--number", type=int, default=120_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.golden:
        texts = [text for text in made(900, 2) if not explained(text, "", ada(text))]
        lines = [json.dumps([text, ada(text)], ensure_ascii=True) for text in texts]
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text("\n".join(lines) + "\n")
        return 0
    texts = made(arguments.number, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "addresses.jsonl"
        file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        answer = subprocess.run([arguments.bench, "addresses", str(file)], stdout=subprocess.PIPE, check=True)
    ours = [line or None for line in answer.stdout.decode().split("\n")[:-1]]
    assert len(ours) == len(texts)
    classes, unexplained = collections.Counter(), 0
    for text, own in zip(texts, ours):
        theirs = ada(text)
        if own == theirs:
            continue
        kind = explained(text, own, theirs)
        classes[kind or "unexplained"] += 1
        if not kind:
            unexplained += 1
            if unexplained <= 20:
                print(f"{text!r}\n  candor {own!r}\n  ada    {theirs!r}")
    failed = sum(own is None for own in ours)
    print(f"{len(texts)} addresses, {failed} of them none; differences: {dict(classes) or 'none'}")
    return unexplained > 0


if __name__ == "__main__":
    raise SystemExit(main())
