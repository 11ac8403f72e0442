"""Columns side by side to one column of lists, without their nulls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import nanoarrow as na
import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["lists_of_counts"]

_LIST, _COUNT = na.c_schema(na.large_list(na.uint32())), na.c_schema(na.uint32())


def lists_of_counts(columns: Sequence[pl.Series]) -> pl.Series:
    """Return what stands in columns of whole numbers as one list a row, in their order and without nulls.

    Args:
        columns: of one length, whole numbers of zero or more.
    """
    valid = np.stack([column.is_not_null().to_numpy() for column in columns], axis=1)
    values = np.stack([column.fill_null(0).to_numpy() for column in columns], axis=1)
    offsets = np.zeros(len(valid) + 1, dtype=np.int64)
    np.cumsum(valid.sum(axis=1), out=offsets[1:])
    flat = np.ascontiguousarray(values[valid], dtype=np.uint32)
    inner = na.c_array_from_buffers(_COUNT, len(flat), [None, flat], null_count=0, validation_level="none")
    whole = na.c_array_from_buffers(
        _LIST, len(valid), [None, offsets], null_count=0, children=[inner], validation_level="none", move=True
    )
    return pl.Series(whole)
