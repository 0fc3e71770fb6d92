"""A skeleton in the place of the real script."""


def sample(model, prompt):
    return model.generate(prompt)
