"""Opening a published file: plain, gzipped, or one of several in a zip; text, or the rows of a workbook.

Everything that can be wrong with the file itself (empty, cut short, binary, not text) is refused here, before
anyone asks what the file says.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contralateral.errors import TableRefused

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Opened", "open_file"]

#: The largest file of this kind that CMS publishes is near 40 MB; ten times that is not one of them.
_LIMIT = 400_000_000
_READABLE = (".txt", ".csv", ".xlsx", ".json")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's content: ``text`` for text, ``cells`` for a workbook (one list of text a row), never both."""

    path: str
    name: str
    text: str = ""
    cells: list[list[str]] = field(default_factory=list)

    @property
    def is_workbook(self) -> bool:
        """Whether it came as a workbook."""
        return bool(self.cells)

    def refused(self, fault: str, way_out: str, place: str = "") -> TableRefused:
        """Build the refusal of this file, ready to raise."""
        return TableRefused(self.path, fault, f"{way_out} Nothing was changed.", place=place)


def open_file(path: Path) -> list[Opened]:
    """Return what a file holds: itself, or each readable member of a zip.

    Raises:
        TableRefused: when it cannot be read, is empty, is cut short, or is neither text nor a workbook.
    """
    here = Opened(str(path), path.name)
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise here.refused(f"the file cannot be read ({fault.strerror}).", "Check the path.") from fault
    if content[:2] == b"\x1f\x8b":
        content = _gunzip(here, content)
        here = Opened(here.path, path.name.removesuffix(".gz"))
    if content[:2] != b"PK":
        return [_content(here, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            if "xl/workbook.xml" in parcel.namelist():
                return [_content(here, content)]
            members = [m for m in parcel.infolist() if m.filename.lower().endswith(_READABLE)]
            if sum(m.file_size for m in members) > _LIMIT:
                raise here.refused(
                    "it unpacks to more than any file CMS publishes.", "Unpack it and load the table."
                )
            return [_content(Opened(here.path, m.filename), parcel.read(m)) for m in members]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise here.refused("the file is damaged or cut short.", "Download it again.") from fault


def _gunzip(here: Opened, content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as unpacked:
            plain = unpacked.read(_LIMIT)
    except (EOFError, OSError, zlib.error) as fault:
        raise here.refused("the file is damaged or cut short.", "Download it again.") from fault
    return plain


def _content(here: Opened, content: bytes) -> Opened:
    if not content.strip():
        raise here.refused("the file is empty.", "Download it again.")
    if content[:2] == b"PK":
        return Opened(here.path, here.name, cells=_workbook(here, content))
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise here.refused("NUL bytes: the file is binary or damaged.", "Load the text file.", f"line {line}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return Opened(here.path, here.name, text=content.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise here.refused("this is not text in any encoding CMS uses.", "Load the text file, or the workbook.")


def _workbook(here: Opened, content: bytes) -> list[list[str]]:
    """The first sheet that holds anything, each cell as the text a person reads."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for at in range(len(book.sheet_names)):
            rows = book.get_sheet_by_index(at).to_python(skip_empty_area=False)
            if cells := [[_text(value) for value in row] for row in rows]:
                return cells
    except (python_calamine.CalamineError, OSError, ValueError) as fault:
        raise here.refused("the workbook is damaged or cut short.", "Download it again.") from fault
    raise here.refused("the workbook is empty.", "Download it again.")


def _text(value: object) -> str:
    """A cell as text: 20200101.0 is a date typed as a number, and TRUE is a word."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
