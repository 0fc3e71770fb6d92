"""A skeleton in the place of the real generation."""


def generate(model, tokens):
    return model(tokens)
