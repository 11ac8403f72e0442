"""Notices of non-coverage: whether one stands behind a line's GA, in three values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from contralateral.policy.sets import load_sets

if TYPE_CHECKING:
    from contralateral.claim.widen.given import Given

__all__ = ["NOTICES", "add_notices"]

NOTICES = ("notice_valid", "notice_given", "notice_late", "notice_old_form")


def add_notices(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Say of each line whether a notice was given, in time, on a form of its day, with item and reason."""
    notices = given.tables.notices.filter(pl.col("kind") == "abn").rename({"line": "of_line"})
    last_days = {date.fromisoformat(k): v for k, v in load_sets()["abn_forms"].values.items()}
    usable = pl.col("form_expires").replace_strict(last_days, default=None, return_dtype=pl.Date())
    # A form that the list does not have is good until its own day of expiry.
    old = pl.col("signed") > pl.coalesce(usable, "form_expires")
    late = pl.col("signed") > pl.coalesce("delivered", "dos")
    valid = ~late & ~old & pl.col("names_item") & pl.col("states_reason")
    each = (
        frame.select("claim", "line", "dos", "delivered")
        .join(notices, on="claim")
        .filter(pl.col("of_line").is_null() | (pl.col("of_line") == pl.col("line")))
        .group_by("claim", "line")
        .agg(
            notice_valid=valid.any(ignore_nulls=False),
            notice_late=late.all(ignore_nulls=False),
            notice_old_form=old.all(ignore_nulls=False),
            notice_given=pl.lit(value=True),
        )
    )
    joined = frame.join(each, on=["claim", "line"], how="left", maintain_order="left")
    none = pl.col("notices_supplied") & pl.col("notice_given").is_null()
    return joined.with_columns(
        *(pl.when(none).then(pl.lit(value=False)).otherwise(pl.col(name)).alias(name) for name in NOTICES)
    )
