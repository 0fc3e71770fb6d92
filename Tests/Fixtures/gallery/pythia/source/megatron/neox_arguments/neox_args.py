"""A skeleton in the place of the real arguments, with their names and defaults."""
from dataclasses import dataclass


@dataclass
class NeoXArgsOther:
    seed: int = 1234
    """The seed of python, numpy, pytorch and cuda."""
