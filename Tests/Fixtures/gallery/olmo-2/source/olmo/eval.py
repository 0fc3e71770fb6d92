"""A skeleton in the place of the real evaluators."""


def evaluate(model, task):
    return task.metric(model)
