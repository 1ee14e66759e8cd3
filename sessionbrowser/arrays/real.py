"""Values as plain real numbers of the machine's byte order, as a screen can show them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def is_drawable(dtype: np.dtype[Any]) -> bool:
    """Whether values of this type can be drawn and counted: bool, integers, real and complex numbers."""
    return dtype.kind in "biufc"


def real_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type in which such values are drawn.

    Bools and integers stay what they are; float16 becomes float32 (numpy computes with it fifty times slower);
    complex numbers become their magnitude; long doubles become float64.
    """
    if dtype.kind in "bui":
        return dtype.newbyteorder("=")
    if dtype.kind not in "fc":
        raise TypeError(f"values of type {dtype} are no numbers")
    part = dtype.itemsize // 2 if dtype.kind == "c" else dtype.itemsize
    return np.dtype(np.float32 if part <= 4 else np.float64)


def as_real(values: NDArray[Any]) -> NDArray[Any]:
    """Return values in their `real_dtype`; themselves where they are of it already."""
    if values.dtype.kind == "c":
        values = np.abs(values)
    return values.astype(real_dtype(values.dtype), copy=False)
