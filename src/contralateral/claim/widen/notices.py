"""Notices of non-coverage: whether one stands behind a line's GA, in three values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from contralateral.claim.widen.given import Given

__all__ = ["NOTICES", "add_notices"]

FAULTS = ("notice_late", "notice_old_form", "notice_incomplete")
NOTICES = ("notice_valid", "notice_given", *FAULTS)


def add_notices(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Say of each line whether a notice was given, in time, on a form of its day, with item and reason.

    Of several notices the one that comes nearest to a valid one speaks for the line.
    """
    notices = given.tables.notices.filter(pl.col("kind") == "abn").rename({"line": "of_line"})
    last_days = {date.fromisoformat(k): v for k, v in load_sets()["abn_forms"].values.items()}
    usable = pl.col("form_expires").replace_strict(last_days, default=None, return_dtype=pl.Date())
    # A form that the list does not have is good until its own day of expiry.
    old = pl.col("signed") > pl.coalesce(usable, "form_expires")
    late = pl.col("signed") > pl.coalesce("delivered", "dos")
    incomplete = ~(pl.col("names_item") & pl.col("states_reason"))
    faults = pl.sum_horizontal(*FAULTS)
    open_questions = pl.sum_horizontal(*(pl.col(name).is_null() for name in FAULTS))
    nearest = (
        frame.select("claim", "line", "dos", "delivered")
        .join(notices, on="claim")
        .filter(pl.col("of_line").is_null() | (pl.col("of_line") == pl.col("line")))
        .select("claim", "line", notice_late=late, notice_old_form=old, notice_incomplete=incomplete)
        .sort(faults, open_questions)
        .group_by("claim", "line", maintain_order=True)
        .first()
        .with_columns(notice_given=pl.lit(value=True), notice_valid=~pl.any_horizontal(*FAULTS))
    )
    joined = frame.join(nearest, on=["claim", "line"], how="left", maintain_order="left")
    none = pl.col("notices_supplied") & pl.col("notice_given").is_null()
    return joined.with_columns(
        *(pl.when(none).then(pl.lit(value=False)).otherwise(pl.col(name)).alias(name) for name in NOTICES)
    )
