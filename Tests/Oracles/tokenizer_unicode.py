#!/usr/bin/env python3
"""Writes Sources/CandorText/Unicode/UnicodeSets.swift and UnicodeMappings.swift.

  pip install tokenizers==0.23.3 unicodedata2==16.0.0
  python3 Tests/Oracles/tokenizer_unicode.py

Every code point is put to Hugging Face `tokenizers`: the library is the authority, because equal ids is the promise. What
it answers must then be Unicode 16.0 (its regular expression engine), except where a comment in the written file says
otherwise: some of its steps come from libraries of another Unicode.

Numbers are written as groups of five bits, the lowest first, in the characters from `0` on; all groups but a number's last
have 32 added. A set is the lengths of its alternating runs, outside first; the categories are runs of 30 · length + category.
A mapping is, for each code point, the step from the one before, the count of its images, and the images, each as a
zigzag step from the code point, then from the image before.
"""
import pathlib

import unicodedata2
from tokenizers import Regex, normalizers, pre_tokenizers

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Sources/CandorText/Unicode"
CODES = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
CATEGORIES = ["Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No",
              "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"]
SEPARATOR = "\ue000"  # private use: in none of the sets that are asked for with it


def matched(pre_tokenizer, separator=SEPARATOR):
    """The code points that a splitter isolates, each asked between two separators."""
    out = set()
    for block in range(0, len(CODES), 4096):
        codes = CODES[block:block + 4096]
        text = separator + "".join(chr(code) + separator for code in codes)
        cuts = (cut for _, cut in pre_tokenizer.pre_tokenize_str(text))
        out |= {codes[begin // 2] for begin, end in cuts if end == begin + 1 and begin % 2 == 1}
    return out


def ask(pattern):
    separator = SEPARATOR if "Co" not in pattern else "x"
    return matched(pre_tokenizers.Split(Regex(pattern), "isolated"), separator)


def category(*names):
    return {code for code in CODES if unicodedata2.category(chr(code)) in names}


def number(value):
    out = ""
    while value >= 32:
        out += chr(0x30 + 32 + (value & 31))
        value >>= 5
    return out + chr(0x30 + value)


def zigzag(value):
    return 2 * value if value >= 0 else -2 * value - 1


def runs(codes):
    out, inside, start = [], False, 0
    for code in range(0x110001):
        if (code in codes) != inside:
            out.append(code - start)
            inside, start = not inside, code
    return "".join(map(number, out))


def category_runs(by_code):
    out, start = [], 0
    for code in range(1, 0x110001):
        if code == 0x110000 or by_code[code] != by_code[start]:
            out.append(30 * (code - start) + CATEGORIES.index(by_code[start]))
            start = code
    return "".join(map(number, out))


def mapping(images):
    out, previous = [], 0
    for code in sorted(images):
        out += [code - previous, len(images[code])]
        previous = before = code
        for image in images[code]:
            out.append(zigzag(image - before))
            before = image
    return "".join(map(number, out))


def swift(name, comment, text):
    lines = [text[at:at + 144] for at in range(0, len(text), 144)]
    return "\n".join([f"  /// {comment}", f'  static let {name} = #"""', *("    " + line for line in lines), '    """#'])


def normal(form):
    return lambda code: [ord(c) for c in form.normalize_str(chr(code))]


def decompositions():
    """One step of canonical and of compatibility decomposition, of the characters that the library knows."""
    full, compatible = normal(normalizers.NFD()), normal(normalizers.NFKD())
    canonical, compatibility, newer = {}, {}, []
    for code in CODES:
        text = unicodedata2.decomposition(chr(code))
        known = full(code) != [code] or compatible(code) != [code]
        if not text or 0xAC00 <= code < 0xD7A4:
            assert not known or 0xAC00 <= code < 0xD7A4
        elif not known:
            newer.append(code)
        elif text.startswith("<"):
            compatibility[code] = [int(part, 16) for part in text.split()[1:]]
        else:
            canonical[code] = [int(part, 16) for part in text.split()]
    return canonical, compatibility, newer


def combining():
    """Combining classes as sets; a class is what the library puts in order, so it is asked with NFD."""
    form = normalizers.NFD()
    low, high = "\u0334", "\u0345"  # classes 1 and 240
    by_class = {}
    for code in CODES:
        own = unicodedata2.combining(chr(code))
        if not own:
            continue
        text = form.normalize_str("a" + high + chr(code))
        known = own >= 240 or text != "a" + high + chr(code)
        if known or own >= 240 and form.normalize_str("a" + chr(code) + low) != "a" + chr(code) + low:
            by_class.setdefault(own, set()).add(code)
    return by_class


def compositions(canonical):
    """The canonical decompositions that the library also composes again."""
    form = normalizers.NFC()
    return {code for code in canonical if form.normalize_str(chr(code)) == chr(code)}


def write(name, what, tables):
    FOLDER.mkdir(exist_ok=True)
    body = "\n\n".join(tables)
    (FOLDER / f"{name}.swift").write_text(f"""// Written by Tests/Oracles/tokenizer_unicode.py, which explains the form; do not edit.

/// {what} of Unicode {unicodedata2.unidata_version} as Hugging Face `tokenizers` 0.23.3 has them.
enum {name} {{
{body}
}}
""")


def main():
    assert unicodedata2.unidata_version == "16.0.0"
    by_code = ["Cs"] * 0x110000
    for name in CATEGORIES:
        if name == "Cs":
            continue
        found = ask(rf"\p{{{name}}}")
        assert found == category(name), name
        for code in found:
            by_code[code] = name
    whitespace = ask(r"\s")
    numeric = matched(pre_tokenizers.Digits(individual_digits=True))
    punctuation = matched(pre_tokenizers.Punctuation("isolated"))
    word = set()
    for block in range(0, len(CODES), 4096):
        codes = CODES[block:block + 4096]
        cuts = (cut for _, cut in pre_tokenizers.Whitespace().pre_tokenize_str("".join(f"a{chr(code)} " for code in codes)))
        word |= {codes[begin // 3] for begin, end in cuts if end == begin + 2}
    canonical, compatibility, newer = decompositions()
    classes = combining()
    composed = compositions(canonical)
    lower = {code: image for code in CODES for image in [normal(normalizers.Lowercase())(code)] if image != [code]}
    assert category("Ll", "Lm", "Lo", "Lt", "Lu") <= word
    print(f"{len(newer)} decompositions of Unicode 16.0 unknown to the library: {' '.join(f'{c:X}' for c in newer)}")
    tables = [
        swift("categories", "General categories.", category_runs(by_code)),
        swift("whitespace", "Property White_Space.", runs(whitespace)),
        swift("word", r"`\w` of the Rust `regex` crate.", runs(word)),
        swift("onigWord", r"`\w` of Oniguruma.", runs(ask(r"\w"))),
        swift("numeric", "`char::is_numeric` of Rust's library: category N of Unicode 17.0.", runs(numeric)),
        swift("punctuation", "What the step `Punctuation` isolates: ASCII punctuation and category P of an older Unicode.", runs(punctuation)),
        swift("han", "Script Han.", runs(ask(r"\p{Han}"))),
        swift("hiragana", "Script Hiragana.", runs(ask(r"\p{Hiragana}"))),
        swift("katakana", "Script Katakana.", runs(ask(r"\p{Katakana}"))),
        swift("hangul", "Script Hangul.", runs(ask(r"\p{Hangul}"))),
        swift("lowercase", "`char::to_lowercase` of Rust's library.", mapping(lower)),
        swift("combiningClasses", "Canonical combining classes other than 0, as a mapping to one number each.",
              mapping({code: [own] for own, codes in classes.items() for code in codes})),
        swift("canonical", "Canonical decompositions, one step each, without those of Hangul.", mapping(canonical)),
        swift("compatibility", "Compatibility decompositions, one step each.", mapping(compatibility)),
        swift("excluded", "Characters with a canonical decomposition that no composition gives back.", runs(set(canonical) - composed)),
    ]
    write("UnicodeSets", "Properties", tables[:10])
    write("UnicodeMappings", "Mappings", tables[10:])


main()
