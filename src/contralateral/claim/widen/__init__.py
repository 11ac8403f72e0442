"""Widening: every column that a check may read, so that checks only read columns.

Each step names the columns it gives; a step is run when somebody asks for one of its columns, and its work is done on
distinct values wherever there are fewer of them than lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from contralateral.claim.widen import (
    authorizations,
    base,
    bases,
    claims,
    codes,
    diagnoses,
    duplicates,
    evidence,
    history,
    levels,
    notices,
    repeats,
    similar,
)
from contralateral.claim.widen.batch import Batch
from contralateral.claim.widen.duplicates import Seen
from contralateral.policy.spaces import Lines, Space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from contralateral.claim.tables import ClaimTables
    from contralateral.claim.widen.listed import Listed
    from contralateral.policy.factor import Ints
    from contralateral.policy.spaces import Runs, Watch

__all__ = ["Seen", "Widened", "widen"]

_LINE = ("claim", "line", "units", "charge_cents", "dos", "dos_through", "pos", "description", "on_order")
_PEOPLE = ("billing_npi_good", "ordering_npi_good", "ordering_npi_given", "rendering_npi_good")
#: What gives which columns.
STEPS: dict[str, Callable[[Batch, str], Mapping[str, Space]]] = {
    **dict.fromkeys(base.OF_CLAIM, base.claim_column),
    **dict.fromkeys(("payer", "state", "zip"), base.claim_column),
    **dict.fromkeys(_LINE, base.line_column),
    **dict.fromkeys(_PEOPLE, base.people),
    **dict.fromkeys(("mods", "mod_bits", "mods_repeated"), base.modifiers),
    **dict.fromkeys(codes.CODE, codes.code),
    **dict.fromkeys(duplicates.DUPLICATES, duplicates.duplicates),
    **dict.fromkeys(history.HISTORY, history.history),
    **dict.fromkeys(notices.NOTICES, notices.notices),
    **dict.fromkeys(similar.SIMILAR, similar.similar),
    "record_level": levels.record_level,
    **dict.fromkeys(diagnoses.POINTERS, diagnoses.pointers),
    **dict.fromkeys(diagnoses.MEANING, diagnoses.meaning),
    "earlier_in_year": repeats.earlier_in_year,
    "receipt": base.receipt,
    "authorization_held": base.authorization_held,
    "authorization_number": authorizations.number,
    "authorization_of_14": authorizations.number,
    "device_words": codes.device_words,
    "units_of_day": codes.units,
    "pa_required": codes.authorization,
    **dict.fromkeys(codes.MODIFIERS, codes.unknown_modifiers),
    "pos_known": codes.place_known,
    "bases_known": codes.bases_known,
    "base_on_claim": bases.base_on_claim,
    "base_in_history": bases.base_in_history,
    "claim_mod_bits": claims.claim_bits,
    "other_lines_mod_bits": claims.other_bits,
    "lines_without_ey": claims.without_ey,
    "lines_charge_cents": claims.charges,
    "icd9": diagnoses.icd9,
}
#: Columns of lists that differ from line to line: put together where they are read, and only then.
LISTS: dict[str, Callable[[Batch], Listed]] = {
    "claim_codes": claims.claim_codes,
    "held_codes": history.held_codes,
    "dx": diagnoses.dx,
}
_TEXTS = pl.List(pl.String())


class Widened(Lines):
    """Claim lines with every column of ``policy.line`` and every criterion, each filled when it is asked for."""

    claim_of: Ints

    def __init__(self, batch: Batch) -> None:
        """Take the claims."""
        super().__init__(batch.n, batch.claim_of)
        self.claims = batch.tables.claims.height
        self._batch = batch
        self._lists: dict[str, Listed] = {}
        self._watched: dict[tuple[str, Watch], Space] = {}

    def make(self, column: str) -> Mapping[str, Space]:
        """Run the step that gives a column.

        Raises:
            KeyError: no step gives it.
        """
        if column.startswith("met:"):
            return evidence.criteria_met(self._batch, column)
        if column in LISTS:
            whole = pl.Series(column, self._listed(column).lists(np.arange(self.height)), dtype=_TEXTS)
            return {column: Space(None, frame=whole.to_frame(), dense=True)}
        return STEPS[column](self._batch, column)

    def watched(self, column: str, watch: Watch) -> Space:
        """Return a space that agrees with the column's lists in which of the watched lists each of them meets."""
        if column not in LISTS:
            return self.space(column)
        key = (column, watch)
        if key not in self._watched:
            self._watched[key] = self._listed(column).watched(column, watch) or self.space(column)
        return self._watched[key]

    def part(self, column: str, rows: Ints) -> Space | None:
        """Lists for some lines only."""
        if column not in LISTS:
            return None
        return Space(
            None, values={column: self._listed(column).lists(rows)}, schema={column: _TEXTS}, picked=True
        )

    def runs(self, column: str, rows: Ints) -> Runs | None:
        """Lists of codes as numbers, for some lines."""
        return self._listed(column).runs(rows) if column in LISTS else None

    def _listed(self, column: str) -> Listed:
        if column not in self._lists:
            self._lists[column] = LISTS[column](self._batch)
        return self._lists[column]


def widen(
    tables: ClaimTables, needed: Iterable[str], *, payer: pl.Series, receipt: date, seen: Seen | None = None
) -> Widened:
    """Return the lines with every column that is needed; others are filled when somebody asks for them.

    Args:
        tables: the claims.
        needed: columns of ``policy.line`` and criteria columns (``met:<policy>:<name>``).
        payer: the key of each claim's payer, in the order of ``tables.claims``.
        receipt: the day the payer would get the claims.
        seen: the lines of earlier batches, to which these are added; none where left out.
    """
    lines = Widened(Batch(tables, payer, receipt, Seen() if seen is None else seen))
    # What was seen is told to the state whether or not anybody asks for it.
    for column in (*needed, *(("same_elsewhere",) if seen is not None else ())):
        if column not in LISTS:
            lines.space(column)
    return lines
