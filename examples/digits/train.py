"""Train a small network, written in numpy alone, to read handwritten digits.

python train.py --lr 0.05 --epochs 30
"""

import argparse
import math
import sys

import numpy as np

import data
from model import MLP, cross_entropy
from optim import Momentum


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lr", type=float, default=0.01, help="learning rate")
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--width", type=int, default=32, help="units of each hidden layer")
    parser.add_argument("--seed", type=int, default=0, help="of the initial weights and of all that is drawn")
    return parser.parse_args()


def main() -> None:
    args = arguments()
    rng = np.random.default_rng(args.seed)
    digits = data.load()
    model = MLP(args.width, rng)
    optimiser = Momentum(model.layers, args.momentum)

    for epoch in range(1, args.epochs + 1):
        loss = train_epoch(model, optimiser, digits.train, args, rng)
        print(f"epoch {epoch}  loss {loss:.4f}  val_acc {accuracy(model, digits.val):.4f}", flush=True)
        if not math.isfinite(loss):
            sys.exit(f"the loss is {loss} after epoch {epoch}: training diverged")
    print(f"test_acc: {accuracy(model, digits.test):.4f}")


def train_epoch(
    model: MLP, optimiser: Momentum, images: data.Images, args: argparse.Namespace, rng: np.random.Generator
) -> float:
    """See every training image once; the mean loss over batches."""
    losses = []
    for batch in data.batches(images, args.batch_size, rng):
        logits = model.forward(batch.pixels, training=True)
        loss, gradient = cross_entropy(logits, batch.labels)
        model.backward(gradient)
        optimiser.step(args.lr)
        losses.append(loss)
    return float(np.mean(losses))


def accuracy(model: MLP, images: data.Images) -> float:
    """The share of images whose largest logit is that of their label."""
    return float((model.forward(images.pixels).argmax(1) == images.labels).mean())


if __name__ == "__main__":
    main()
