"""X12 files of any size from a seed: 005010X222A1 claims and 005010X221A1 remittances, with what they hold.

From the root of the repository::

    python -m benchmarks.x12.made 837 --shape many --size 10MB --seed 7 claims.837

writes the file and prints its truth as JSON. Three shapes: ``many`` small claims, some hundred in a transaction set;
``lines``, claims of 50 lines; ``giant``, one transaction set of the whole size. Everything in the files is invented.
"""

from __future__ import annotations

import argparse
import io
import json
import re
from pathlib import Path

from benchmarks.x12.file_835 import write_835
from benchmarks.x12.file_837 import write_837
from benchmarks.x12.truth import Truth

__all__ = [
    "SHAPES",
    "Truth",
    "bytes_835",
    "bytes_837",
    "make_835",
    "make_837",
    "size_of",
    "write_835",
    "write_837",
]

SHAPES = ("many", "lines", "giant")
_UNITS = {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}


def make_837(
    path: str | Path, size: int, shape: str = "many", seed: int = 0, *, newline: bool = False
) -> Truth:
    """Write a file of claims of about ``size`` bytes (never less) and return what it holds."""
    with Path(path).open("wb") as out:
        return write_837(out, size, shape, seed, newline=newline)


def make_835(
    path: str | Path, size: int, shape: str = "many", seed: int = 0, *, newline: bool = False
) -> Truth:
    """Write a file of remittances of about ``size`` bytes (never less) and return what it holds."""
    with Path(path).open("wb") as out:
        return write_835(out, size, shape, seed, newline=newline)


def bytes_837(size: int, shape: str = "many", seed: int = 0, *, newline: bool = False) -> tuple[bytes, Truth]:
    """Return the bytes that ``make_837`` writes, and what they hold."""
    out = io.BytesIO()
    truth = write_837(out, size, shape, seed, newline=newline)
    return out.getvalue(), truth


def bytes_835(size: int, shape: str = "many", seed: int = 0, *, newline: bool = False) -> tuple[bytes, Truth]:
    """Return the bytes that ``make_835`` writes, and what they hold."""
    out = io.BytesIO()
    truth = write_835(out, size, shape, seed, newline=newline)
    return out.getvalue(), truth


def size_of(text: str) -> int:
    """Return a size in bytes: ``5KB``, ``10MB``, ``1GB`` or a plain number. Raise ValueError for anything else.

    >>> size_of("1.5MB")
    1500000
    """
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([KMG]B)?", text.upper())
    if not found:
        raise ValueError(f"{text!r} is no size; write 5KB, 10MB, 1GB or a number of bytes")
    return int(float(found[1]) * _UNITS[found[2] or ""])


def main() -> int:
    """Write one file."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("kind", choices=("837", "835"))
    wanted.add_argument("path")
    wanted.add_argument("--shape", choices=SHAPES, default="many")
    wanted.add_argument("--size", type=size_of, default="1MB")
    wanted.add_argument("--seed", type=int, default=0)
    wanted.add_argument("--newline", action="store_true", help="put a line break after each segment")
    asked = wanted.parse_args()
    make = make_837 if asked.kind == "837" else make_835
    truth = make(asked.path, asked.size, asked.shape, asked.seed, newline=asked.newline)
    print(json.dumps(truth.as_dict()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
