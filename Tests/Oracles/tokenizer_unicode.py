#!/usr/bin/env python3
"""Writes Sources/CandorText/UnicodeRanges.swift.

  pip install tokenizers==0.23.3 unicodedata2==16.0.0
  python3 Tests/Oracles/tokenizer_unicode.py

Every code point is put to the pre-tokenizers of Hugging Face `tokenizers`: the library is the authority, because
equal ids is the promise. Letters, numbers and white space must then equal Unicode 16.0 (its regular expression
engine's version); the digits that `Digits` isolates are those of a newer Unicode (17.0 in 0.23.3), so the few that
Unicode 16.0 does not know form a range list of their own.
"""
import pathlib

import unicodedata2
from tokenizers import pre_tokenizers

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "Sources/CandorText/UnicodeRanges.swift"


def ask():
    pattern = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True).pre_tokenize_str
    digits = pre_tokenizers.Digits(individual_digits=True).pre_tokenize_str
    letters, numbers, spaces, isolated = set(), set(), set(), set()
    for code in range(0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        character = chr(code)
        if len(pattern("a" + character)) == 1:
            letters.add(code)
        elif len(pattern("1" + character)) == 1:
            numbers.add(code)
        elif len(pattern("!" + character)) != 1:
            spaces.add(code)
        if len(digits("a" + character)) == 2:
            isolated.add(code)
    return letters, numbers, spaces, isolated


def category(initial):
    return {c for c in range(0x110000) if unicodedata2.category(chr(c))[0] == initial}


def ranges(codes):
    out = []
    for code in sorted(codes):
        if out and out[-1][1] == code - 1:
            out[-1][1] = code
        else:
            out.append([code, code])
    return out


def swift(name, comment, codes):
    flat = [f"0x{bound:X}" for pair in ranges(codes) for bound in pair]
    lines, line = [], "   "
    for number in flat:
        if len(line) + len(number) + 2 > 100:
            lines.append(line)
            line = "   "
        line += f" {number},"
    return "\n".join([f"  /// {comment}", f"  static let {name}: [UInt32] = [", *lines, line, "  ]"])


letters, numbers, spaces, isolated = ask()
assert unicodedata2.unidata_version == "16.0.0"
assert letters == category("L") and numbers == category("N") and numbers < isolated
body = "\n\n".join([
    swift("letters", "General category L.", letters),
    swift("numbers", "General category N.", numbers),
    swift("newerNumbers", "Category N since Unicode 17.0: unassigned, so neither letter nor number, in 16.0.", isolated - numbers),
    swift("whitespace", "Property White_Space.", spaces),
])
OUTPUT.write_text(f"""// Written by Tests/Oracles/tokenizer_unicode.py; do not edit.

/// Ranges of code points in Unicode {unicodedata2.unidata_version}, flattened: first, last, first, last, ...
enum UnicodeRanges {{
{body}
}}
""")
