"""A small training script that has never heard of Hunch."""

import argparse
import random

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--steps", type=int, default=5)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()

random.seed(args.seed)
loss = 4.0
for step in range(args.steps):
    loss *= 1 - args.lr * random.uniform(0.9, 1.1)
    print(f"step {step} loss: {loss:.4f}", flush=True)
