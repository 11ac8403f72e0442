"""Find codes by a clinician's words: a full-text index of the official names, then what the words say of the device.

The index is SQLite's FTS5 (BM25, Porter stems), in memory. Its ranking is then corrected by the attributes that the
question states (`data/attributes.toml`): a name that contradicts them falls, one that answers them rises.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from contralateral.codes import phrases, wording
from contralateral.codes.attributes import Attributes, from_rows, read, table
from contralateral.codes.reading import in_device_section

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Hit", "Index", "find"]
