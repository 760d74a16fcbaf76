"""A multilayer perceptron with its gradients written out by hand.

A layer remembers what its last `forward` saw, and its `backward` turns the gradient of the loss with
respect to its output into that with respect to its input. `weights` and `gradients` go by the same names.
"""

import numpy as np

from data import CLASSES

PIXELS = 64


class Layer:
    """Something with a forward and a backward pass; weights are optional."""

    def __init__(self) -> None:
        self.weights: dict[str, np.ndarray] = {}
        self.gradients: dict[str, np.ndarray] = {}

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        raise NotImplementedError

    def backward(self, upstream: np.ndarray) -> np.ndarray:
        raise NotImplementedError


class Linear(Layer):
    """x W + b, with the initial weights of He et al. (2015)."""

    def __init__(self, inputs: int, outputs: int, rng: np.random.Generator) -> None:
        super().__init__()
        scale = np.sqrt(2 / inputs)
        self.weights["W"] = rng.normal(0, scale, (inputs, outputs)).astype(np.float32)
        self.weights["b"] = np.zeros(outputs, np.float32)

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.x = x
        return x @ self.weights["W"] + self.weights["b"]

    def backward(self, upstream: np.ndarray) -> np.ndarray:
        self.gradients["W"] = self.x.T @ upstream
        self.gradients["b"] = upstream.sum(0)
        return upstream @ self.weights["W"].T


class Tanh(Layer):
    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        self.y = np.tanh(x)
        return self.y

    def backward(self, upstream: np.ndarray) -> np.ndarray:
        return upstream * (1 - self.y**2)


class MLP:
    """Two hidden layers of equal width."""

    def __init__(self, width: int, rng: np.random.Generator) -> None:
        self.layers = [
            Linear(PIXELS, width, rng),
            Tanh(),
            Linear(width, width, rng),
            Tanh(),
            Linear(width, CLASSES, rng),
        ]

    def forward(self, x: np.ndarray, training: bool = False) -> np.ndarray:
        """Logits of shape (image, class)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, upstream: np.ndarray) -> None:
        """Fill every layer's gradients; `upstream` is that of the logits."""
        for layer in reversed(self.layers):
            upstream = layer.backward(upstream)


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean loss over a batch, and its gradient with respect to the logits."""
    target = np.eye(CLASSES, dtype=np.float32)[labels]
    shifted = logits - logits.max(1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    loss = -(target * log_probability).sum(1).mean()
    return float(loss), (np.exp(log_probability) - target) / len(labels)
