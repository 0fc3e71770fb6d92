"""A skeleton in the place of the real evaluation."""


def main(tasks):
    return run_eval_harness(tasks, metric="acc")
