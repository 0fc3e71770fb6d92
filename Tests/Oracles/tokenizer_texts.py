"""Texts for the tokenizer oracles, the same for the same seed: prose to train on and strings to stumble over.

Needs the standard library only; `random.Random` gives the same numbers in every Python from 3.2 on.
"""
import random

BEGIN, END = "<|begin_of_text|>", "<|end_of_text|>"

NAMES = ["Anna", "Bertil", "Chloé", "Dilip", "Eun-ji", "Фёдор", "Gülşen", "春樹"]
PLACES = ["the harbour", "the kitchen", "an old library", "the garden", "her workshop", "the tower"]
THINGS = ["a lantern", "two letters", "the blue key", "some bread", "a map of 1,234 islands", "it"]
VERBS = ["carries", "hides", "finds", "doesn't want", "can't see", "they've lost", "we'll need", "I'm fetching"]
ENDS = [".", "!", "?", "; then 3 × 4 = 12.", " — really…", " (twice).", ".\n", ".\n\n"]


def lexicon(dice, count):
    """Invented words of one to four syllables; many are alike, so that pairs tie."""
    syllables = [a + b + c for a in ["", "b", "d", "k", "l", "m", "n", "r", "s", "st", "t", "v"] for b in "aeiou" for c in ["", "n", "r", "s"]]
    return ["".join(dice.choice(syllables) for _ in range(dice.randint(1, 4))) for _ in range(count)]


def prose(seed, sentences):
    """English-like sentences with contractions, numbers, invented words and a few other scripts."""
    dice = random.Random(seed)
    invented = lexicon(dice, 400)
    out = []
    for _ in range(sentences):
        words = [dice.choice(NAMES), dice.choice(VERBS), dice.choice(THINGS), "in", dice.choice(PLACES)]
        if dice.random() < 0.3:
            words += ["at", f"{dice.randrange(24)}:{dice.randrange(60):02}"]
        for _ in range(dice.randrange(8)):
            words.insert(2, invented[int(len(invented) * dice.random() ** 3)])
        if dice.random() < 0.2:
            words.insert(0, dice.choice(["Later", "Meanwhile,", "So", "«Oui»,", "  Also"]))
        out.append(" ".join(words) + dice.choice(ENDS))
    return " ".join(out)


BLOCKS = [
    (0x20, 0x7E), (0x20, 0x7E), (0x20, 0x7E), (0x00, 0x1F), (0x7F, 0xFF), (0x100, 0x24F), (0x300, 0x36F), (0x370, 0x52F),
    (0x590, 0x6FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x206F),
    (0x2070, 0x2189), (0x2460, 0x24FF), (0x3000, 0x30FF), (0x4E00, 0x4FFF), (0xAC00, 0xAFFF), (0xE000, 0xE0FF),
    (0xFE00, 0xFFFD), (0x10000, 0x1039F), (0x11DE0, 0x11DEF), (0x1246E, 0x1247F), (0x16FF0, 0x16FFF), (0x1D400, 0x1D7FF),
    (0x1F000, 0x1FAFF), (0x20000, 0x200FF), (0xE0000, 0xE01EF), (0x10FFF0, 0x10FFFF),
]
SPACES = [chr(c) for c in [*range(9, 14), 32, 32, 32, 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0x180E, 0xFEFF]]
SNIPPETS = [
    "'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'LL", " 's", "’s", "''", "'", "I'm", "we'll've", "don't", "123", " 42", "4", "٣٤", "½", "Ⅷ", "一",
    "👩‍👩‍👧‍👦", "🇸🇪", "👍🏽", "é", "e\u0301", "ﬁ", "Straße", "naïve", "日本語", "한국어", "ไทย", "हिन्दी", "العربية", "עברית", "\r\n", "\n\n", "\t", "    ",
    " Anna", "Anna", " the", "kitchen", "...", "->", "<|", "|>", "<0x41>", "Ġ", "Ċ", "<s>", BEGIN, END, END + END, "<|end_of_text", "|end_of_text|>",
    "a" * 70, " " * 70, "ab" * 60, "!?" * 40, "0" * 40, "é" * 50,
]


def strings(seed, count):
    """Random strings of up to some 20 parts: characters of all scripts, runs of space, prose and pieces of trouble."""
    dice = random.Random(seed)
    words = prose(seed, 200).split(" ")
    out = []
    for _ in range(count):
        parts = []
        for _ in range(dice.choice([1, 2, 3, 3, 4, 5, 6, 8, 20])):
            kind = dice.random()
            if kind < 0.25:
                low, high = dice.choice(BLOCKS)
                parts.append("".join(chr(dice.randint(low, high)) for _ in range(dice.randint(1, 3))))
            elif kind < 0.45:
                parts.append("".join(dice.choice(SPACES) for _ in range(dice.randint(1, 4))))
            elif kind < 0.7:
                parts.append(dice.choice(SNIPPETS[:-6] if dice.random() < 0.97 else SNIPPETS))
            else:
                parts.append(dice.choice(["", " "]) + dice.choice(words))
        out.append("".join(parts))
    return out


UGLY = [
    "<left>", " <left>", "  <left> x", "<right>", "<right>  y", "<both>", "\t<both>\n", "word", "words", "a word b", "sword", "word.", "éword", "Ünder", "U\u0308nder",
    "ünder", "<|end", "<|end_of_text|>", "<unk>", "<s>", "</s>", "<bos>", "<eos>", "<pad>", "[INST]", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<start_of_turn>",
    "<｜begin▁of▁sentence｜>", "<｜User｜>", "▁", "▁▁", " ▁", "▁ ", "a▁b", "\u0345\u0334", "o\u0302\u0323", "ｱ\uff9e", "\u1112\u1161\u11ab", "한\u11a8",
    "ſ", "'ſ", "K", "'S", "'LL", "'Re", "İ", "ẞ", "ﬀ", "㍍", "①", "x²", "½3", "１２３", "१२३४", "12345678901", "CamelCaseXMLHttp", "ǅungla", "ÀÉÎ", "МОСКВА", "ʰʷ",
    "/\n/", "//\r\n", "!\n\n\n", "\r\r", "\n \n", "  \n  ", "\u3000\u3000", "\u200b", "\ufeff", "\u00ad", "\u200d", "\ud7a3", "\ue000", "\U0010ffff",
    "漢字かなカナ", "龥龦", "ー々〆", "ภาษาไทย", "مرحبا", "שלום", "नमस्ते", "🏳️‍🌈", "#️⃣", "e\u0301\u0301", "\u0301", "a\u200d\u0301", "=>", "->", "#include", "$x_1", "[^\\]",
    "a" * 300, " " * 300, "\n" * 300, "ab" * 200, "1" * 300, "한" * 100, "日" * 100, "!" * 300, "\u0301" * 100, "\t" * 90, "▁" * 90, "👍" * 60,
]


def trouble(seed, count):
    """`strings`, in half of them with one or two pieces of trouble for the stages of tokenizer.json."""
    dice = random.Random(seed)
    out = []
    for text in strings(seed, count):
        for _ in range(dice.choice([0, 0, 1, 2])):
            ugly = dice.choice(UGLY[:-12] if dice.random() < 0.95 else UGLY)
            place = dice.randint(0, len(text))
            text = text[:place] + ugly + text[place:]
        out.append(text)
    return out


def digest(ids):
    """FNV-1a, 32 bits, over the ids as little-endian 32-bit numbers."""
    state = 0x811C9DC5
    for number in ids:
        for byte in number.to_bytes(4, "little"):
            state = (state ^ byte) * 0x01000193 & 0xFFFFFFFF
    return f"{state:08x}"
