"""The pipelines of the families of open models, as their published tokenizer.json write them, around any model.

`families(...)` gives small tokenizers, one for each family; needs Hugging Face `tokenizers`.
"""
import json

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from tokenizer_texts import BEGIN, END, prose

CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
LLAMA3 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|" + SPACES
QWEN2 = LLAMA3.replace("{1,3}", "")
QWEN35 = CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|" + SPACES
DEEPSEEK3 = [
    r"\p{N}{1,3}", "[一-龥\u3040-ゟ゠-ヿ]+",
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|" + SPACES]
TEKKEN = rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|" + SPACES
GPT4O = rf"[^\r\n\p{{L}}\p{{N}}]?{UPPER}*{LOWER}+{CONTRACTIONS}?|[^\r\n\p{{L}}\p{{N}}]?{UPPER}+{LOWER}*{CONTRACTIONS}?|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|" + SPACES

ADDED = [
    AddedToken("<left>", lstrip=True, normalized=False), AddedToken("<right>", rstrip=True, normalized=False, special=True),
    AddedToken("<both>", lstrip=True, rstrip=True, normalized=True), AddedToken("word", single_word=True, normalized=False),
    AddedToken("Ünder", normalized=True), AddedToken("<|end", normalized=False), AddedToken("  ", normalized=False),
]


def split(*patterns):
    return pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns]
        + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def gpt2(prefix=False):
    return pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=True)


def template(begin=True, end=False):
    return processors.TemplateProcessing(
        single=(f"{BEGIN} " if begin else "") + "$A" + (f" {END}" if end else ""), special_tokens=[(BEGIN, 0), (END, 1)])


def byte_level(documents, size, pre_tokenizer, normalizer=None, begin=True, end=False, **options):
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(documents, trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, special_tokens=[BEGIN, END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    file = json.loads(tokenizer.to_str())
    file["model"].update(options)
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template(begin, end)])
    tokenizer.add_tokens(ADDED)
    return tokenizer


def sentence_piece(documents, size, normalizer, byte_fallback=True):
    """Byte pairs over characters, as Llama 2, Mistral and Gemma have them in tokenizer.json."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
    special = ["<unk>", BEGIN, END] + ([f"<0x{byte:02X}>" for byte in range(256)] if byte_fallback else [])
    tokenizer.train_from_iterator(documents, trainers.BpeTrainer(
        vocab_size=size, min_frequency=2, special_tokens=special, limit_alphabet=60, show_progress=False))
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = file["added_tokens"][:3]
    file["model"].update({"unk_token": "<unk>", "fuse_unk": True, "byte_fallback": byte_fallback})
    file["pre_tokenizer"] = None
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.normalizer = normalizer
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
    tokenizer.post_processor = processors.TemplateProcessing(single=f"{BEGIN} $A", special_tokens=[(BEGIN, 1)])
    tokenizer.add_tokens(ADDED)
    return tokenizer


def unigram(documents, size, byte_fallback):
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=not byte_fallback)
    special = [BEGIN, END, "<unk>"] + ([f"<0x{byte:02X}>" for byte in range(256)] if byte_fallback else [])
    tokenizer.train_from_iterator(documents, trainers.UnigramTrainer(
        vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False))
    file = json.loads(tokenizer.to_str())
    file["added_tokens"] = file["added_tokens"][:3]
    file["model"]["byte_fallback"] = byte_fallback
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    tokenizer.post_processor = template(False, True)
    tokenizer.add_tokens(ADDED)
    return tokenizer


def word_piece(documents, size):
    tokenizer = Tokenizer(models.WordPiece(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation()])
    tokenizer.train_from_iterator(documents, trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=[BEGIN, END, "<unk>"], show_progress=False))
    tokenizer.decoder = decoders.WordPiece(cleanup=False)
    tokenizer.post_processor = processors.BertProcessing((END, 1), (BEGIN, 0))
    tokenizer.add_tokens(ADDED)
    return tokenizer


def word_level(documents, size):
    tokenizer = Tokenizer(models.WordLevel(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Whitespace(), pre_tokenizers.Split("-", "merged_with_previous"), pre_tokenizers.Digits(individual_digits=False)])
    tokenizer.train_from_iterator(documents, trainers.WordLevelTrainer(vocab_size=size, special_tokens=[BEGIN, END, "<unk>"], show_progress=False))
    tokenizer.add_tokens(ADDED)
    return tokenizer


def forges(tokenizer, text, ids, special):
    """Whether the library made a control token of plain text, though told not to. Candor never does.

    A unigram model also finds the name of its unknown token in text, and joins it with unknown characters beside it.
    """
    named = "<unk>" in text
    if named and isinstance(tokenizer.model, models.Unigram):
        return True
    return bool(special & set(ids) - (set() if named else {tokenizer.token_to_id("<unk>")}))


def families(size=700):
    """Tokenizers by name."""
    texts = [line for line in prose(3, 500).split("\n") if line]
    prepend = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    digits = pre_tokenizers.Digits(individual_digits=True)
    return {
        "gpt2": byte_level(texts, size, gpt2(), begin=False),
        "roberta": byte_level(texts, size, gpt2(prefix=True), end=True),
        "smollm": byte_level(texts, size, pre_tokenizers.Sequence([digits, gpt2()]), begin=False),
        "llama3": byte_level(texts, size, split(LLAMA3), ignore_merges=True),
        "olmo2": byte_level(texts, size, split(LLAMA3), begin=False),
        "qwen2": byte_level(texts, size, split(QWEN2), normalizers.NFC(), begin=False),
        "qwen35": byte_level(texts, size, split(QWEN35), normalizers.NFC(), begin=False),
        "deepseek3": byte_level(texts, size, split(*DEEPSEEK3)),
        "tekken": byte_level(texts, size, split(TEKKEN), ignore_merges=True),
        "gpt4o": byte_level(texts, size, split(GPT4O), ignore_merges=True, begin=False),
        "nfkc": byte_level(texts, size, gpt2(), normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()]), begin=False),
        "llama2": sentence_piece(texts, size, prepend),
        "gemma": sentence_piece(texts, size, normalizers.Replace(" ", "▁")),
        "unknowns": sentence_piece(texts, size - 256, prepend, byte_fallback=False),
        "unigram": unigram(texts, size - 256, False),
        "unigram_bytes": unigram(texts, size, True),
        "wordpiece": word_piece(texts, size),
        "wordlevel": word_level(texts, size),
    }
