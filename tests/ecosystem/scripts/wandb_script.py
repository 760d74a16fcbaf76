"""A script written for W&B, offline."""

import wandb

run = wandb.init(project="p", mode="offline", config={"lr": 0.1})
for step in range(5):
    run.log({"loss": 1 / (step + 1)})
run.finish()
print("done loss: 0.2")
