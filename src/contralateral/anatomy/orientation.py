"""Which way is up, front and left: directions in the axes of the file, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Orientation"]


@dataclass(frozen=True, slots=True)
class Orientation:
    """Three unit vectors at right angles; `left` is the patient's, and is up × front."""

    up: NDArray[np.float64]
    front: NDArray[np.float64]
    left: NDArray[np.float64]
    how: Literal["stated", "landmarks", "convention"]
