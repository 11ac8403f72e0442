"""The reader of requests for authorization and their answers (278, guide 005010X217)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contralateral.edi.acks.everywhere import dates, references, rest
from contralateral.edi.acks.leveled import LeveledReader
from contralateral.edi.auth278.details import decisions, diagnoses, notes, parties, rejections, traces
from contralateral.edi.auth278.guide import GUIDE
from contralateral.edi.auth278.requests import events, requests
from contralateral.edi.auth278.schemas import SCHEMAS
from contralateral.edi.auth278.services import services

if TYPE_CHECKING:
    from contralateral.edi.acks.table import Made
    from contralateral.edi.acks.work import Work

__all__ = ["SCHEMAS", "VERSION", "Authorizations278"]

#: The versions that are read; inquiries (X215) and notifications (X216) are other guides.
VERSION = r"005010X217(A1)?"


def _tables(work: Work) -> dict[str, Made]:
    """Make all tables of a chunk."""
    made = {
        "events": events(work),
        "requests": requests(work),
        "services": services(work),
        "diagnoses": diagnoses(work),
        "decisions": decisions(work),
        "rejections": rejections(work),
        "parties": parties(work),
        "traces": traces(work),
        "notes": notes(work),
        "references": references(work, SCHEMAS["references"]),
        "dates": dates(work, SCHEMAS["dates"]),
    }
    return made | {"rest": rest(work, SCHEMAS["rest"])}


class Authorizations278(LeveledReader):
    """Reads the 278s of a file in order, each as a whole; a unit is a patient event with its services."""

    def __init__(self) -> None:
        """Begin a file."""
        super().__init__(GUIDE, (), _tables, GUIDE.at["2000F"])
