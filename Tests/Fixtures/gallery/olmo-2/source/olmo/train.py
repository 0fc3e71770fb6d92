"""A skeleton in the place of the real trainer."""


class Trainer:
    def train_step(self, batch):
        loss = self.model(batch)
        loss.backward()
        self.optimizer.step()
