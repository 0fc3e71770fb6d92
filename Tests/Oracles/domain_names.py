#!/usr/bin/env python3
"""Writes Sources/CandorText/Unicode/DomainNameTables.swift: the mapping of UTS #46, Unicode 16.0, which the package `idna` carries.

  pip install idna==3.11
  python3 Tests/Oracles/domain_names.py

The form of the numbers is that of tokenizer_unicode.py. Deviations (ß, ς and the joiners) are valid, as the URL Standard
asks; what is ignored is mapped to nothing.
"""
import pathlib

from idna import uts46data

TARGET = pathlib.Path(__file__).resolve().parents[2] / "Sources/CandorText/Unicode/DomainNameTables.swift"


def number(value):
    out = ""
    while value >= 32:
        out += chr(0x30 + 32 + (value & 31))
        value >>= 5
    return out + chr(0x30 + value)


def zigzag(value):
    return 2 * value if value >= 0 else -2 * value - 1


def main():
    assert uts46data.__version__ == "16.0.0"
    table = uts46data.uts46data
    images, refused = {}, []
    for row, entry in enumerate(table):
        start, status = entry[0], entry[1]
        end = table[row + 1][0] if row + 1 < len(table) else 0x110000
        if status == "M":
            images.update((code, [ord(c) for c in entry[2]]) for code in range(start, end))
        elif status == "I":
            images.update((code, []) for code in range(start, end))
        elif status == "X":
            refused.append((start, end))
        else:
            assert status in "VD", status
    mapping, previous = "", 0
    for code in sorted(images):
        mapping += number(code - previous) + number(len(images[code]))
        previous = before = code
        for image in images[code]:
            mapping += number(zigzag(image - before))
            before = image
    runs, place = "", 0
    merged = []
    for start, end in refused:
        if merged and merged[-1][1] == start:
            merged[-1][1] = end
        else:
            merged.append([start, end])
    for start, end in merged:
        runs += number(start - place) + number(end - start)
        place = end

    def swift(name, comment, text):
        lines = [text[at:at + 144] for at in range(0, len(text), 144)]
        return "\n".join([f"  /// {comment}", f'  static let {name} = #"""', *("    " + line for line in lines), '    """#'])

    TARGET.write_text(f"""// Written by Tests/Oracles/domain_names.py, which explains the form; do not edit.

/// What becomes of characters in domain names: UTS #46, Unicode 16.0.0.
enum DomainNameTables {{
{swift("mapped", "What is mapped, to nothing if it is ignored.", mapping)}

{swift("disallowed", "What no name may hold.", runs)}
}}
""")


if __name__ == "__main__":
    main()
