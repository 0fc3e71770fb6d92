"""A skeleton in the place of the real training loop."""


def pretrain(neox_args):
    train(neox_args)


def backward_step(loss, model):
    model.backward(loss)
