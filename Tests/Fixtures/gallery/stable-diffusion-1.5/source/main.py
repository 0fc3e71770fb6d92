"""A skeleton in the place of the real trainer, with its options."""
import argparse


def get_parser():
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "-s",
        "--seed",
        type=int,
        default=23,
    )
    return parser


def main(trainer, model, data):
    trainer.fit(model, data)
