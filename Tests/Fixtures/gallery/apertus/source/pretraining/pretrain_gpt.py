"""A skeleton in the place of the real entry to the training."""


def main():
    pretrain(train_valid_test_datasets_provider, model_provider, forward_step)
