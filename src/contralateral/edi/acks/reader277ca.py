"""The reader of claim acknowledgments (277CA, guide 005010X214)."""

from __future__ import annotations

from contralateral.edi.acks.guide277ca import GUIDE
from contralateral.edi.acks.leveled import LeveledReader
from contralateral.edi.acks.tables277ca import SCHEMAS, tables
from contralateral.edi.ids import ID

__all__ = ["SCHEMAS", "VERSION", "Claims277"]

#: The versions that are read; a 277 of guide X212 answers a question for status and is no acknowledgment.
VERSION = r"005010X214(A[12])?"


class Claims277(LeveledReader):
    """Reads the chunks of a file's 277CA transactions in order; a unit is a claim (TRN at a patient's level)."""

    def __init__(self) -> None:
        """Begin a file."""
        super().__init__(GUIDE, (ID["HL"],), tables, GUIDE.at["2220D"])
