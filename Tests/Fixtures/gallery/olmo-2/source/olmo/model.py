"""A skeleton in the place of the real model."""
from torch import nn


class OLMo(nn.Module):
    def forward(self, input_ids):
        return self.transformer(input_ids)

    def generate(self, input_ids):
        return self.forward(input_ids)
