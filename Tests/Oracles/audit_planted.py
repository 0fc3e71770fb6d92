"""Plants findings in real text and asks `candor audit` for them: recall by rule, and what else it flags.

    audit_planted.py CANDOR TEXT... [--rows N] [--seed S] [--presidio]

TEXT are plain text files; each paragraph of them is a row. In every hundredth row one item is planted, with
its check digits computed here, a third of them with an evasion: full-width letters, zero-width spaces, JSON
escapes, entities. What is flagged in other rows is counted as precision's loss, though some of it is true:
real text holds real addresses. Needs nothing but Python; with --presidio, the package presidio-analyzer, whose
recognisers for the same things, without its models of language, are asked for the same rows.
"""
import argparse
import json
import pathlib
import random
import string
import subprocess
import sys
import tempfile
import time

BASE62 = string.ascii_letters + string.digits
CALLING_CODES = [7, 20, 27, 30, 31, 33, 34, 39, 41, 44, 49, 52, 54, 55, 61, 62, 81, 82, 86, 91, 212, 254, 351, 358, 971]


def luhn(digits):
    total = 0
    for index, digit in enumerate(reversed(digits + [0])):
        digit = digit * 2 if index % 2 else digit
        total += digit - 9 if digit > 9 else digit
    return -total % 10


def digits(rng, count):
    return [rng.randrange(10) for _ in range(count)]


def text(values):
    return "".join(map(str, values))


def card(rng):
    number = [4] + digits(rng, 14)
    number.append(luhn(number))
    plain = text(number)
    return plain if rng.random() < 0.5 else " ".join(plain[i:i + 4] for i in range(0, 16, 4))


def iban(rng):
    account = text(digits(rng, 18))
    check = 98 - int(account + "131400") % 97
    return f"DE{check:02d}{account}"


def nhs(rng):
    while True:
        number = digits(rng, 9)
        check = 11 - sum((10 - i) * d for i, d in enumerate(number)) % 11
        if check != 10 and len(set(number)) > 1:
            return "NHS number " + text(number) + str(check % 11)


def pesel(rng):
    number = digits(rng, 10)
    return "PESEL: " + text(number) + str(-sum(w * d for w, d in zip([1, 3, 7, 9] * 3, number)) % 10)


def token(rng, count, alphabet=BASE62):
    return "".join(rng.choice(alphabet) for _ in range(count))


def name(rng):
    return token(rng, rng.randrange(3, 9), string.ascii_lowercase)


ITEMS = {
    "personal.email": lambda r: f"{name(r)}.{name(r)}@{name(r)}.{r.choice(['com', 'org', 'de', 'co.uk'])}",
    "personal.phone": lambda r: f"+{r.choice(CALLING_CODES)} {r.randrange(10, 999)} {r.randrange(10**5, 10**7)}",
    "personal.ipv4": lambda r: f"{r.randrange(11, 99)}.{r.randrange(256)}.{r.randrange(256)}.{r.randrange(1, 255)}",
    "personal.payment-card": card,
    "personal.iban": iban,
    "personal.uk-nhs": nhs,
    "personal.pl-pesel": pesel,
    "secret.aws-akia": lambda r: "AKIA" + token(r, 16, string.ascii_uppercase + "234567"),
    "secret.github-ghp": lambda r: "ghp_" + token(r, 36),
    "secret.stripe-live": lambda r: "sk_live_" + token(r, 24),
    "secret.google-api": lambda r: "AIza" + token(r, 35),
    "secret.private-key": lambda r: "-----BEGIN EC PRIVATE KEY-----",
    "secret.assigned": lambda r: f'api_key = "{token(r, 32)}"',
}


def full_width(item):
    return "".join(chr(ord(c) + 0xFEE0) if c.isalnum() or c == "@" else c for c in item)


def zero_width(item):
    middle = len(item) // 2
    return item[:middle] + "\u200b" + item[middle:]


def entities(item):
    return "".join(f"&#{ord(c)};" if c.isdigit() or c in "@_" else c for c in item)


EVASIONS = [full_width, zero_width, entities]


def escaped(row):
    """The row as JSON with every letter of its values escaped."""
    value = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else c for c in row["text"])
    return '{"id": %d, "text": "%s"}' % (row["id"], value)


RECOGNIZERS = {
    "personal.email": "EmailRecognizer", "personal.phone": "PhoneRecognizer", "personal.ipv4": "IpRecognizer",
    "personal.payment-card": "CreditCardRecognizer", "personal.iban": "IbanRecognizer",
    "personal.uk-nhs": "NhsRecognizer", "personal.pl-pesel": "PlPeselRecognizer",
}


def presidio(rows, planted):
    """Recall and other rows of presidio's recognisers, each for what it is made for."""
    from presidio_analyzer import predefined_recognizers

    for rule, name in RECOGNIZERS.items():
        recognizer = getattr(predefined_recognizers, name)()
        entities = recognizer.supported_entities
        start = time.perf_counter()
        found = {n for n, text in enumerate(rows) if recognizer.analyze(text, entities, None)}
        seconds = time.perf_counter() - start
        own = {n for n, (r, _) in planted.items() if r == rule}
        rate = sum(len(text.encode()) for text in rows) / seconds / 1e6
        print(f"presidio {rule:24} {len(found & own)}/{len(own)}, {len(found - set(planted))} other rows, {rate:.2f} MB/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("candor")
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--presidio", action="store_true")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    paragraphs = []
    for path in arguments.texts:
        content = pathlib.Path(path).read_text(errors="ignore")
        paragraphs += [p for p in content.split("\n\n") if len(p) > 80]
    rules = sorted(ITEMS)
    planted = {}
    texts = []
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "rows.jsonl"
        with file.open("w") as out:
            for number in range(arguments.rows):
                row = {"id": number, "text": paragraphs[number % len(paragraphs)]}
                evasion = "none"
                if number % 100 == 50:
                    rule = rules[number // 100 % len(rules)]
                    item = ITEMS[rule](rng)
                    kind = rng.randrange(12)
                    if kind < 3:
                        item, evasion = EVASIONS[kind](item), EVASIONS[kind].__name__
                    words = row["text"].split(" ")
                    words.insert(rng.randrange(len(words) + 1), f" {item} ")
                    row["text"] = " ".join(words)
                    evasion = "escaped" if kind == 3 else evasion
                    planted[number] = (rule, evasion)
                texts.append(row["text"])
                line = escaped(row) if evasion == "escaped" else json.dumps(row, ensure_ascii=number % 2 == 0)
                out.write(line + "\n")
        answer = subprocess.run(
            [arguments.candor, "audit", str(file), "--rules", "personal,secret", "--json"],
            stdout=subprocess.PIPE, check=False)
    report = json.loads(answer.stdout)
    total = report["total"]
    assert total["records"] == arguments.rows == total["clean"] + total["flagged"] + total["unreadable"]
    assert all(f["records"] == len(f["places"]) for f in report["findings"]), "a rule has more places than are told"
    places = {f["rule"]: {p["row"] for p in f["places"]} for f in report["findings"]}
    missed = {}
    for rule in rules:
        rows = [n for n, (r, _) in planted.items() if r == rule]
        lost = [n for n in rows if n not in places[rule]]
        for n in lost:
            missed[planted[n][1]] = missed.get(planted[n][1], 0) + 1
        print(f"{rule:24} {len(rows) - len(lost)}/{len(rows)}")
    lost = sum(missed.values())
    print(f"recall {len(planted) - lost}/{len(planted)}; missed by evasion: {missed or 'none'}")
    strangers = {f["rule"]: len([p for p in f["places"] if p["row"] not in planted]) for f in report["findings"]}
    print("in other rows:", {rule: count for rule, count in strangers.items() if count} or "nothing")
    if arguments.presidio:
        presidio(texts, planted)
    sys.exit(lost > len(planted) // 100)


main()
