"""A whole X12 file: its envelopes at once, its contents batch by batch."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from contralateral.edi.chunks import SIZE, chunks, spans
from contralateral.edi.plan import plan
from contralateral.edi.snip.checker import checker
from contralateral.edi.snip.envelope import check_envelope
from contralateral.edi.snip.problems import Summary
from contralateral.edi.source import Source
from contralateral.edi.values import Diagnostic, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contralateral.edi.plan import Plan, TransactionRow
    from contralateral.edi.reading import Reader
    from contralateral.edi.values import Kind

__all__ = ["READ", "Batch", "X12File", "described", "open_x12"]

#: The guides that are read, and where their reader is.
READ: dict[Kind, tuple[str, str]] = {
    "837P": (r"005010X222(A[12])?", "contralateral.edi.claims837.reader:Claims837"),
    "835": (r"005010X221(A1)?", "contralateral.edi.remit835.reader:Remit835"),
    "277CA": (r"005010X214(A[12])?", "contralateral.edi.acks.reader277ca:Claims277"),
    "999": (r"005010X231(A1)?", "contralateral.edi.acks.reader999:Syntax999"),
    "278": (r"005010X217(A1)?", "contralateral.edi.auth278.reader:Authorizations278"),
}
#: Kinds whose segments and elements can be checked.
CHECKED = ("837P", "835")
KIND_NAMES = {
    "837I": "an institutional claim (837I)",
    "837D": "a dental claim (837D)",
    "835": "an 835 remittance",
    "277CA": "a claim acknowledgment (277CA)",
    "999": "an acknowledgment of syntax (999)",
    "278": "an authorization request or answer (278)",
    "TA1": "an interchange acknowledgment (TA1)",
}


@dataclass(slots=True)
class Batch:
    """Some transactions of one kind: tables by name, what is to be said, and how far into the file it is."""

    kind: Kind
    tables: dict[str, pl.DataFrame]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    byte: int = 0


class X12File:
    """An X12 file, its envelopes reconciled; ``batches`` reads what is in them.

    Close it, or use it in a ``with``.
    """

    def __init__(self, source: Source) -> None:
        """Look through the envelopes.

        Raises:
            FileUnreadable: nothing of it can be read.
        """
        self._source = source
        self.path, self.size = source.path, source.size
        self.problems: dict[str, Summary] = {}
        try:
            self._plan: Plan = plan(source)
        except BaseException:
            source.close()
            raise

    def __enter__(self) -> X12File:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._source.close()

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is to be said of the envelopes, in the order of the file."""
        return self._plan.diagnostics

    def check_envelopes(self) -> list[Diagnostic]:
        """Check every element of ISA and GS, as ``batches(check=True)`` checks those of transactions."""
        return check_envelope(self._plan)

    @property
    def kinds(self) -> Counter[Kind]:
        """How many sound transactions of each kind there are."""
        return Counter(row.kind for row in self._plan.transactions if row.sound)

    @property
    def transactions(self) -> list[TransactionRow]:
        """Every transaction, sound or not, as the envelopes tell it."""
        return self._plan.transactions

    def readable(self, row: TransactionRow) -> bool:
        """Tell whether a transaction is sound, and of a kind and version that is read here."""
        return row.sound and row.kind in READ and re.fullmatch(READ[row.kind][0], row.version) is not None

    def envelopes(self) -> dict[str, pl.DataFrame]:
        """Return the tables ``interchanges``, ``groups``, ``transactions`` and ``acknowledgments`` (TA1)."""
        found = self._plan
        isa = [row.isa for row in found.interchanges]
        gs = [(row.interchange, row.gs) for row in found.groups]
        columns = ("interchange", "group", "kind", "set_id", "version", "control")
        return {
            "interchanges": _frame(
                _INTERCHANGES,
                [
                    (i, *(_text(m[n]) for n in (5, 6, 7, 8, 9, 10, 12, 13, 15)), m.number, m.byte)
                    for i, m in enumerate(isa)
                ],
            ),
            "groups": _frame(
                _GROUPS,
                [
                    (i, at, *(_text(m[n]) for n in (1, 2, 3, 4, 5, 6, 8)), m.number, m.byte)
                    for i, (at, m) in enumerate(gs)
                ],
            ),
            "transactions": _frame(
                _TRANSACTIONS,
                [
                    (i, *(getattr(t, c) for c in columns), t.segments, t.sound, t.number, t.start, t.end)
                    for i, t in enumerate(found.transactions)
                ],
            ),
            "acknowledgments": _frame(
                _TA1,
                [(at, *(_text(m[n]) for n in (1, 2, 3, 4, 5)), m.number) for at, m in found.acknowledgments],
            ),
        }

    def batches(
        self,
        kinds: Iterable[Kind] | None = None,
        tables: Iterable[str] | None = None,
        size: int | None = None,
        *,
        check: bool = False,
    ) -> Iterator[Batch]:
        """Read the sound transactions in the order of the file, some megabytes at a time.

        Args:
            kinds: of transactions; all that can be read where left out.
            tables: names of tables; all where left out.
            size: bytes to read in one go, some megabytes where left out.
            check: also look at every segment and element of 837P and 835 (SNIP levels 1 to 5): ``problems`` counts what
                is found, and the last batch of a kind spells out the first places.
        """
        wanted: set[Kind] = set(READ) if kinds is None else set(kinds)
        named = None if tables is None else frozenset(tables)
        readers: dict[Kind, Reader] = {}
        rows = self._plan.transactions

        def kind_of(i: int) -> object:
            row = rows[i]
            return row.kind if row.kind in wanted and self.readable(row) else None

        for said, span in spans(self._plan, kind_of):
            kind = cast("Kind", said)
            if kind not in readers:
                readers[kind] = _reader(kind)
            reader = readers[kind]
            for chunk in chunks(self._source, self._plan, span, reader.cuts, reader.context, size or SIZE):
                part = reader.read(chunk, named)
                if check and kind in CHECKED and reader.where is not None:
                    problems = checker(kind, reader.loops).check(chunk, reader.where)
                    self.problems.setdefault(kind, Summary()).add(chunk, problems)
                batch = Batch(kind, part.tables, part.diagnostics, int(chunk.tokens.byte[-1]))
                # Nothing of this piece is kept while the next one is read but what its reader keeps.
                del part, chunk
                yield batch
                del batch
        for kind, reader in readers.items():
            part = reader.finish()
            if kind in self.problems:
                part.diagnostics += self.problems[kind].diagnostics()
            if part.diagnostics or part.tables:
                yield Batch(kind, part.tables, part.diagnostics, self.size)

    def unread(self, wanted: Iterable[Kind]) -> list[Diagnostic]:
        """Say once for each kind and version what sound or unsound transactions of other kinds were not read."""
        kinds = set(wanted)
        count: Counter[tuple[str, str]] = Counter()
        first: dict[tuple[str, str], TransactionRow] = {}
        for row in self._plan.transactions:
            if row.kind in kinds and re.fullmatch(READ[row.kind][0], row.version):
                continue
            key = (described(row), row.version)
            count[key] += 1
            first.setdefault(key, row)
        said = []
        for key, times in count.items():
            row = first[key]
            more = f" There are {times} of them." if times > 1 else ""
            message = f"This is {key[0]}; {_wanted(kinds)}{more} It was not read."
            said.append(Diagnostic("error", message, row.number, row.start))
        if self._plan.acknowledgments and "TA1" not in kinds:
            mark, times = self._plan.acknowledgments[0][1], len(self._plan.acknowledgments)
            more = f" There are {times} of them." if times > 1 else ""
            message = f"This is {KIND_NAMES['TA1']}; {_wanted(kinds)}{more} It was not read."
            said.append(Diagnostic("note", message, mark.number, mark.byte))
        return said

    def segments(self, byte: int, count: int = 1) -> list[Segment]:
        """Return segments as they stand in the file: nothing that a table leaves out is lost.

        Args:
            byte: offset of the first one, as tables' transactions and diagnostics give it.
            count: how many at most.
        """
        delimiters = self._delimiters_at(byte)
        terminator = delimiters.terminator.encode("latin-1")
        found: list[Segment] = []
        size = 1 << 12
        data = self._source.read(byte, byte + size)
        while data.count(terminator) < count and byte + len(data) < self.size:
            size *= 4
            data = self._source.read(byte, byte + size)
        at = byte
        for piece in data.split(terminator)[: count + 1]:
            inner = piece.lstrip(b" \t\r\n")
            if inner and len(found) < count:
                try:
                    text = inner.decode("utf-8")
                except UnicodeDecodeError:
                    text = inner.decode("latin-1")
                elements = tuple(text.split(delimiters.element))
                found.append(Segment(elements, 0, at + len(piece) - len(inner)))
            at += len(piece) + 1
        return found

    def _delimiters_at(self, byte: int) -> Any:
        before = [row for row in self._plan.interchanges if row.isa.byte <= byte]
        return (before or self._plan.interchanges)[-1].delimiters


def open_x12(content: Path | str | bytes, *, path: str | None = None) -> X12File:
    """Open an X12 file and reconcile its envelopes.

    Args:
        content: the file, or its bytes.
        path: how it is named to a person; the file's own path where left out.

    Raises:
        FileUnreadable: there is no such file, or nothing of it can be read: it is empty, binary, or has no ISA that can
            be used.
    """
    if isinstance(content, str):
        content = Path(content)
    return X12File(Source(content, path=path or (str(content) if isinstance(content, Path) else "-")))


def described(row: TransactionRow) -> str:
    """Return what a transaction is, in words."""
    if row.kind in ("837P", "837I", "837D") and not row.version.startswith("005010"):
        release = "4010" if row.version.startswith("004010") else "another release"
        return f"an {row.kind} of version {row.version} ({release})"
    if row.kind == "837P":
        return f"an 837P of guide {row.version}"
    set_id = row.set_id if re.fullmatch(r"[0-9]{3}", row.set_id) else "unnamed"
    return KIND_NAMES.get(row.kind, f"X12 transaction {set_id} of another kind")


def _wanted(kinds: set[Any]) -> str:
    if kinds == {"837P"}:
        return "a claim file (837P, version 005010X222A1) is wanted here."
    return f"what is read here is {', '.join(sorted(kinds))} of release 5010."


def _reader(kind: Kind) -> Reader:
    module, _, name = READ[kind][1].partition(":")
    made: Reader = getattr(importlib.import_module(module), name)()
    return made


def _text(value: str) -> str | None:
    return value.strip() or None


_T, _U, _B = pl.String(), pl.UInt32(), pl.Int64()
_INTERCHANGES = {
    "interchange": _U,
    **dict.fromkeys(("sender_qualifier", "sender", "receiver_qualifier", "receiver", "date", "time"), _T),
    "version": _T,
    "control": _T,
    "usage": _T,
    "segment": _U,
    "byte": _B,
}
_GROUPS = {
    "group": _U,
    "interchange": _U,
    **dict.fromkeys(("functional_id", "sender", "receiver", "date", "time", "control", "version"), _T),
    "segment": _U,
    "byte": _B,
}
_TRANSACTIONS = {
    "transaction": _U,
    "interchange": _U,
    "group": _U,
    "kind": _T,
    "set_id": _T,
    "version": _T,
    "control": _T,
    "segments": _U,
    "sound": pl.Boolean(),
    "segment": _U,
    "byte": _B,
    "end": _B,
}
_TA1 = {"interchange": _U, **dict.fromkeys(("control", "date", "time", "code", "note"), _T), "segment": _U}


def _frame(schema: dict[str, Any], rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
