"""How weights move along their gradients."""

import numpy as np

from model import Layer


class Momentum:
    """Stochastic gradient descent that keeps `momentum` of its last step."""

    def __init__(self, layers: list[Layer], momentum: float) -> None:
        self.layers = layers
        self.momentum = momentum
        self.velocities = [
            {name: np.zeros_like(weight) for name, weight in layer.weights.items()} for layer in layers
        ]

    def step(self, lr: float) -> None:
        """Move every weight once."""
        for layer, velocity in zip(self.layers, self.velocities, strict=True):
            for name, weight in layer.weights.items():
                velocity[name] = self.momentum * velocity[name] - lr * layer.gradients[name]
                weight += velocity[name]
