"""A script written for TensorBoard."""

from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter("tb")
for step in range(5):
    writer.add_scalar("loss", 1 / (step + 1), step)
writer.close()
print("final loss: 0.2")
