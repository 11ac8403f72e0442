"""What an audit gives back: statements of the text, each held against the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import date

__all__ = ["VERDICTS", "Audit", "Kind", "Statement", "Verdict"]

Kind = Literal["code", "modifier", "form"]
Verdict = Literal["agrees", "conflicts", "cannot be checked"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a text says of a code, a modifier or a form.

    ``said`` quotes at most 160 characters, ``line`` counts from 1 in the text, ``why`` gives the reason of the verdict
    with what the table says, ``source`` the table and its release or the page that says so; empty where nothing does.
    """

    subject: str
    kind: Kind
    verdict: Verdict
    said: str
    line: int
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What a text says, in its order; ``about`` is the one code that it is about, where it is about one."""

    on: date
    about: str | None
    statements: tuple[Statement, ...]

    @property
    def totals(self) -> dict[Verdict, int]:
        """How many statements got each verdict."""
        return {verdict: sum(s.verdict == verdict for s in self.statements) for verdict in VERDICTS}
