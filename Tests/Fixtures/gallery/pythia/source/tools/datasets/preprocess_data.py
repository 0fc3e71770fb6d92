"""A skeleton in the place of the real preparation of data."""


def encode(text, tokenizer, builder):
    builder.add_item(tokenizer.tokenize(text))
