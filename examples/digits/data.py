"""Handwritten digits: the 1,797 images of 8 x 8 pixels that ship inside scikit-learn.

The file keeps the order in which people wrote, so cutting it in three by position (and never by chance)
means that most hands of the validation and test images were not seen in training. The cut is the same
for every seed.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from sklearn.datasets import load_digits

TRAIN, VAL = 600, 600  # images; the 597 that are left are the test images
CLASSES = 10


class Images(NamedTuple):
    """Pixels of shape (image, 64), 0 to 1, and labels of shape (image,), 0 to 9."""

    pixels: np.ndarray
    labels: np.ndarray


class Digits(NamedTuple):
    """To learn from, to choose by, and to look at once at the end."""

    train: Images
    val: Images
    test: Images


def load() -> Digits:
    """All images, cut by their position in the file."""
    pixels, labels = load_digits(return_X_y=True)
    pixels = (pixels / 16).astype(np.float32)
    cuts = slice(0, TRAIN), slice(TRAIN, TRAIN + VAL), slice(TRAIN + VAL, None)
    return Digits(*(Images(pixels[cut], labels[cut]) for cut in cuts))


def batches(images: Images, size: int, rng: np.random.Generator) -> Iterator[Images]:
    """Every image once, in a new order; the last batch may be smaller."""
    order = rng.permutation(len(images.labels))
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        yield Images(images.pixels[chosen], images.labels[chosen])
