"""The same loop with two lines of Hunch: tensors go in as they are."""

import torch

import hunch

run = hunch.init(params={"lr": 0.1, "model": {"width": 16}})
value = torch.tensor(1.0)
for step in range(20):
    value = value * 0.9
    hunch.log({"loss": value, "nested": {"grad": value / 2}, "bf16": value.to(torch.bfloat16)}, step=step)
