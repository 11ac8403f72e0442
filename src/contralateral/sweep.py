"""Check files of any size batch by batch: findings go out as they are made, and a summary stays.

The rules are those of ``flow.check``; what differs is that nobody holds all of a file's claims at once. The lines that
claims are compared with (is this one billed twice?) are kept as sixteen bytes each.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral import claim as claims
from contralateral import edi, policy
from contralateral.claim.from_837 import nothing_read, stream_837

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from contralateral.claim import ClaimTables, Widened
    from contralateral.edi import Diagnostic, X12File
    from contralateral.policy import Book

__all__ = ["COLUMNS", "LINES", "Summary", "Sweep"]

#: The columns of the findings: where a person finds the claim, then what ``policy.tabulate`` says.
COLUMNS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "claim_id": pl.String(),
    **{name: dtype for name, dtype in policy.FINDINGS.items() if name not in ("claim", "source")},
    "authority": pl.String(),
}


#: Lines that are judged together: enough to make the rules' fixed cost small, few enough to stay in memory.
LINES = 131_072


@dataclass(slots=True)
class Summary:
    """What a sweep found, in numbers."""

    files: int = 0
    claims: int = 0
    lines: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)  # clean, ask, blocked: claims
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)  # rule and fails or unknown: lines
    diagnostics: Counter[tuple[str, str]] = field(default_factory=Counter)  # severity and message
    first: dict[tuple[str, str], tuple[str, Diagnostic]] = field(default_factory=dict)  # path and place

    @property
    def unread(self) -> bool:
        """Tell whether something could not be read."""
        return any(
            severity == "error" and self.first[severity, m][1].snip is None
            for severity, m in self.diagnostics
        )

    @property
    def refused(self) -> bool:
        """Tell whether a receiver will refuse something for its form, though it was read."""
        return any(said.severity == "error" and said.snip is not None for _, said in self.first.values())


class Sweep:
    """One run over files; ``findings`` yields tables, and ``summary`` is whole when it is done."""

    def __init__(self, *, today: date, payer: str | None = None, book: Book | None = None) -> None:
        """Begin.

        Args:
            today: the day the payer would get the claims.
            payer: overrides what the files say.
            book: the rules; those shipped where left out.

        Raises:
            NameUnknown: a payer that is not known.
        """
        self.book = book or policy.load()
        self.today = today
        self.payer = None if payer is None else policy.named(self.book, payer)
        self.summary = Summary()
        self._seen = claims.Seen()
        records = [rule.record for rule in self.book.rules]
        self._blocking = np.array([record.blocks for record in records], np.bool_)
        self._beyond_advice = np.array([record.outcome != "advise" for record in records], np.bool_)

    def findings(self, path: Path, *, progress: Callable[[int], object] = int) -> Iterator[pl.DataFrame]:
        """Check one 837P, yielding its findings batch by batch with the columns of ``COLUMNS``.

        Args:
            path: the file.
            progress: is told how many bytes of it have been read.

        Raises:
            FileUnreadable: nothing of it can be read.
        """
        for tables in self._batches(path, progress):
            yield self.judge(tables)

    def count(self, path: Path, *, progress: Callable[[int], object] = int) -> int:
        """Check one 837P for the summary alone: every rule is judged, and nothing is put into words.

        Args:
            path: the file.
            progress: is told how many bytes of it have been read.

        Returns:
            How many findings there are.

        Raises:
            FileUnreadable: nothing of it can be read.
        """
        columns = self.book.columns
        return sum(self._verdicts(tables, columns)[1].height for tables in self._batches(path, progress))

    def _batches(self, path: Path, progress: Callable[[int], object]) -> Iterator[ClaimTables]:
        """Read a file in batches of claims that are judged together, and count what is said of its form."""
        name = str(path)
        with edi.open_x12(path) as file:
            self.summary.files += 1
            before = self.summary.claims
            said = [*file.diagnostics, *file.unread(["837P"])]
            self._count(name, said)
            waiting: list[ClaimTables] = []
            height = 0
            for tables, diagnostics, byte in stream_837(file, check=True):
                self._count(name, diagnostics)
                said += [d for d in diagnostics if d.severity == "error"][:1]
                waiting.append(tables)
                height += tables.lines.height
                del tables
                if height >= LINES:
                    yield _together(waiting)
                    height = 0
                progress(byte)
            if any(t.claims.height for t in waiting):
                yield _together(waiting)
            self._count_problems(name, file)
            self._count(name, nothing_read(self.summary.claims - before, said))
            progress(file.size)

    def case(self, tables: ClaimTables) -> pl.DataFrame:
        """Check the claims of a case file, already read; returns their findings."""
        self.summary.files += 1
        return self.judge(tables)

    def judge(self, tables: ClaimTables) -> pl.DataFrame:
        """Check some claims and add them to the summary; returns their findings."""
        lines, verdicts = self._verdicts(tables, self.book.columns | self.book.message_columns)
        found = policy.tabulate(verdicts, lines, self.book)
        named = tables.claims.select("claim_id", where="source")[lines.claim_of[verdicts["row"].to_numpy()]]
        return pl.DataFrame(
            {
                **named.select(source="where", claim_id="claim_id").to_dict(),
                **found.select(n for n in policy.FINDINGS if n not in ("claim", "source")).to_dict(),
                "authority": found["source"],
            },
            schema=COLUMNS,
        )

    def _verdicts(self, tables: ClaimTables, columns: Iterable[str]) -> tuple[Widened, pl.DataFrame]:
        """Judge some claims and add them to the summary."""
        if self.payer is None:
            payers = policy.recognize(tables.claims, self.book)
        else:
            payers = pl.Series("payer", [self.payer] * tables.claims.height, dtype=pl.String)
        lines = claims.widen(tables, columns, payer=payers, receipt=self.today, seen=self._seen)
        verdicts = policy.judge(lines, self.book)
        self._add(lines, verdicts)
        return lines, verdicts

    def _add(self, lines: Widened, verdicts: pl.DataFrame) -> None:
        summary, height, rules = self.summary, lines.claims, self.book.rules
        summary.claims += height
        summary.lines += lines.height
        rule, verdict = verdicts["rule"].to_numpy().astype(np.int64), verdicts["verdict"].to_numpy()
        wrong = verdict == policy.WRONG
        for at, word in enumerate(("fails", "unknown")):
            count = np.bincount(rule[wrong if at == 0 else ~wrong], minlength=len(rules))
            for number in np.flatnonzero(count).tolist():
                summary.rules[rules[number].id, word] += int(count[number])
        claim = lines.claim_of[verdicts["row"].to_numpy()]
        blocked, asks = np.zeros(height, dtype=bool), np.zeros(height, dtype=bool)
        blocked[claim[wrong & self._blocking[rule]]] = True
        asks[claim[~wrong & self._beyond_advice[rule]]] = True
        asks[lines.claim_of[~policy.spoken_of(lines, self.book)]] = True
        bare = np.ones(height, dtype=bool)
        bare[lines.claim_of] = False
        asks |= bare
        summary.verdicts["blocked"] += int(blocked.sum())
        summary.verdicts["ask"] += int((asks & ~blocked).sum())
        summary.verdicts["clean"] += int((~asks & ~blocked).sum())

    def _count_problems(self, path: str, file: X12File) -> None:
        for diagnostic in file.check_envelopes():
            key = (diagnostic.severity, diagnostic.kind)
            self.summary.diagnostics[key] += 1
            self.summary.first.setdefault(key, (path, diagnostic))
        for problems in file.problems.values():
            for kind, count, segment in problems.kinds():
                key = (kind.severity, kind.text)
                self.summary.diagnostics[key] += count
                first = edi.Diagnostic(kind.severity, kind.text, segment, snip=kind.level)
                self.summary.first.setdefault(key, (path, first))

    def _count(self, path: str, said: list[Diagnostic]) -> None:
        for diagnostic in said:
            if diagnostic.snip is not None:
                continue  # counted whole at the end of the file
            key = (diagnostic.severity, diagnostic.kind)
            self.summary.diagnostics[key] += 1
            self.summary.first.setdefault(key, (path, diagnostic))


def _together(waiting: list[ClaimTables]) -> ClaimTables:
    """Put what waits together, and let go of it before it is judged."""
    tables = claims.concat(waiting)
    waiting.clear()
    return tables
