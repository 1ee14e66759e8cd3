"""Pictures of a window as PNG with a palette: a third of the bytes, and no difference that the eye would see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

STEPS = (1, 4, 8, 12, 16, 24, 32, 48)
"""How many neighbouring levels of red, green and blue become one, tried from few to many."""


OWN = 40
"""How many colours, the most frequent, stay as they are."""


def save(image: QImage, path: Path) -> int:
    """Write a picture, and return how many bytes it takes."""
    pixels = rgb(image)
    colours, indices = reduce(pixels)
    height, width = indices.shape
    flat = np.ascontiguousarray(indices.astype(np.uint8))
    small = QImage(flat.data, width, height, width, QImage.Format.Format_Indexed8)
    small.setColorTable([0xFF000000 | int(colour) for colour in colours])
    assert small.save(str(path), "PNG", 0), path
    return path.stat().st_size


def rgb(image: QImage) -> np.ndarray:
    """Return a picture's colours, (height, width) of 0xRRGGBB."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(plain.constBits(), np.uint32).reshape(plain.height(), plain.bytesPerLine() // 4)
    return raw[:, : plain.width()] & 0xFFFFFF


def reduce(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return at most 256 colours, and for each pixel which of them it has.

    The most frequent ones stay as they are: those of the window's areas, which are near each other. Of the rest, those
    that are near each other become the most frequent one among them.
    """
    colours, where, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    own = np.zeros(len(colours), bool)
    own[np.argsort(counts)[-OWN:]] = True
    rest = np.flatnonzero(~own)
    parts = np.stack([(colours[rest] >> shift) & 0xFF for shift in (16, 8, 0)], axis=1)
    for step in STEPS:
        boxes, box = np.unique(parts // step, axis=0, return_inverse=True)
        if len(boxes) <= 256 - OWN:
            break
    box = box.ravel()
    by_count = np.argsort(counts[rest])  # the last one to be put into a box is the most frequent
    kept = np.empty(len(boxes), colours.dtype)
    kept[box[by_count]] = colours[rest[by_count]]
    place = np.empty(len(colours), np.intp)
    place[own], place[rest] = np.arange(own.sum()), own.sum() + box
    return np.concatenate([colours[own], kept]), place[where].reshape(pixels.shape)
