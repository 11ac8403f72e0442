"""What the claim as a whole, the other claims at hand and the patient's earlier devices say of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes
from contralateral.policy.line import modifier_mask

if TYPE_CHECKING:
    from contralateral.claim.widen.given import Given

__all__ = [
    "BASES",
    "DUPLICATES",
    "HISTORY",
    "TOTALS",
    "add_bases",
    "add_duplicates",
    "add_history",
    "add_totals",
]

TOTALS = ("claim_codes", "claim_mod_bits", "other_lines_mod_bits", "lines_without_ey", "lines_charge_cents")
BASES = ("bases_known", "base_on_claim", "base_in_history")
DUPLICATES = ("same_in_claim", "same_elsewhere")
HISTORY = ("had_before", "history_days", "history_ended", "held_codes")


def add_totals(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join what all lines of the claim hold together."""
    without_ey = ((pl.col("mod_bits") & modifier_mask("EY")) == 0).sum()
    unsure = pl.col("mod_bits").is_null().any()
    totals = frame.group_by("claim").agg(
        claim_codes=pl.col("code").unique().sort(),
        claim_mod_bits=_any_bits(),
        # One line that surely has none is enough; without one, a line that nobody told us of leaves it open.
        lines_without_ey=pl.when(unsure & (without_ey == 0)).then(None).otherwise(without_ey),
        lines_charge_cents=pl.when(pl.col("charge_cents").is_null().any())
        .then(None)
        .otherwise(pl.col("charge_cents").sum()),
    )
    others = (
        frame.select("claim", "line")
        .join(frame.select("claim", other="line", mod_bits="mod_bits"), on="claim")
        .filter(pl.col("line") != pl.col("other"))
        .group_by("claim", "line")
        .agg(other_lines_mod_bits=_any_bits())
    )
    joined = frame.join(totals, on="claim", how="left", maintain_order="left").join(
        others, on=["claim", "line"], how="left", maintain_order="left"
    )
    alone = pl.len().over("claim") == 1
    return joined.with_columns(
        # With one code unknown nobody can say what the claim does not bill.
        claim_codes=pl.when(~pl.col("claim_codes").list.eval(pl.element().is_null()).list.any()).then(
            "claim_codes"
        ),
        other_lines_mod_bits=pl.when(alone)
        .then(pl.lit(0, pl.UInt64))
        .otherwise(pl.col("other_lines_mod_bits")),
    )


def _any_bits() -> pl.Expr:
    """The bits of any line; unknown where a line's modifiers are."""
    bits = pl.col("mod_bits")
    return pl.when(bits.is_null().any()).then(None).otherwise(bits.bitwise_or())


def add_bases(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Say of each line whether one of the bases that its addition belongs to is on the claim or in the history."""
    bases = codes.bases_frame()
    known = bases.select(code="addition").unique().with_columns(bases_known=pl.lit(value=True))
    wanted = frame.select("claim", "line", "code").join(bases, left_on="code", right_on="addition")
    on_claim = _holds(wanted, frame.select("claim", held="code"), "base_on_claim")
    in_history = _holds(wanted, _still_held(given).select("claim", held="code"), "base_in_history")
    frame = frame.join(known, on="code", how="left", maintain_order="left")
    for found in (on_claim, in_history):
        frame = frame.join(found, on=["claim", "line"], how="left", maintain_order="left")
    all_told = pl.col("code").is_not_null().all().over("claim")
    return frame.with_columns(
        base_on_claim=_found_or("base_on_claim", pl.col("bases_known") & all_told),
        base_in_history=_found_or("base_in_history", pl.col("bases_known") & pl.col("history_supplied")),
    )


def _found_or(name: str, searched: pl.Expr) -> pl.Expr:
    """What was found is true; what was not is false where everything could be searched, and open otherwise."""
    not_there = pl.when(searched).then(pl.lit(value=False)).otherwise(None)
    return pl.when(pl.col(name).is_not_null()).then(pl.lit(value=True)).otherwise(not_there)


def _still_held(given: Given) -> pl.DataFrame:
    """The earlier devices that have not ended, or of which nobody says that they have."""
    ended = pl.col("ended")
    return given.tables.history.filter(ended.is_null() | (ended == "in use"))


def _holds(wanted: pl.DataFrame, held: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        wanted.join(held, left_on=["claim", "base"], right_on=["claim", "held"])
        .select("claim", "line")
        .unique()
        .with_columns(pl.lit(value=True).alias(name))
    )


def add_duplicates(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Count the earlier lines that are the same: in the claim, and for the same patient in earlier claims."""
    same = ["code", "dos", "dos_through", "mods_sorted"]
    rows = frame.select(
        "claim",
        "patient_key",
        "code",
        "dos",
        "dos_through",
        mods_sorted=pl.col("mods").list.sort().list.join(" "),
    )
    comparable = (
        pl.col("code").is_not_null() & pl.col("dos").is_not_null() & pl.col("mods_sorted").is_not_null()
    )
    rows = rows.with_columns(
        same_in_claim=pl.int_range(pl.len(), dtype=pl.UInt32).over("claim", *same),
        # The rank of the claim among those that carry this line for this patient, counted from 0.
        rank=pl.col("claim").rank("dense").over("patient_key", *same).cast(pl.UInt32) - 1,
        claims=pl.col("claim").n_unique().over(*same),
    )
    unsure = pl.col("patient_key").is_null() & (pl.col("claims") > 1)
    answers = rows.select(
        same_in_claim=pl.when(comparable).then("same_in_claim"),
        same_elsewhere=pl.when(unsure | ~comparable)
        .then(None)
        .when(pl.col("patient_key").is_null())
        .then(pl.lit(0, pl.UInt32))
        .otherwise("rank"),
    )
    return frame.with_columns(answers["same_in_claim"], answers["same_elsewhere"])


def add_history(frame: pl.DataFrame, given: Given) -> pl.DataFrame:
    """Find when the same code was last delivered for the same side and how that one ended; list what is still held."""
    right, left = modifier_mask("RT"), modifier_mask("LT")
    bits = pl.col("mod_bits")
    side = (
        pl.when((bits & right) != 0, (bits & left) == 0)
        .then(pl.lit("right"))
        .when((bits & left) != 0, (bits & right) == 0)
        .then(pl.lit("left"))
    )
    lines = frame.select("claim", "line", "code", "dos", of_side=side)
    # An earlier device whose side nobody noted may be this one's: it counts.
    same_side = (
        pl.col("of_side").is_null()
        | pl.col("side").is_null()
        | pl.col("side").is_in(["both", "none"])
        | (pl.col("side") == pl.col("of_side"))
    )
    earlier = pl.col("delivered") < pl.col("dos")
    last = (
        lines.join(given.tables.history, on=["claim", "code"])
        # So does one whose date nobody noted; it stands last, so that its date is asked for.
        .filter(same_side, earlier | earlier.is_null())
        .sort("delivered", nulls_last=True)
        .group_by("claim", "line", maintain_order=True)
        .last()
        .select(
            "claim",
            "line",
            had_before=pl.lit(value=True),
            history_days=(pl.col("dos") - pl.col("delivered")).dt.total_days().cast(pl.Int32),
            history_ended="ended",
        )
    )
    held = _still_held(given).group_by("claim").agg(held_codes=pl.col("code").unique().sort())
    nothing = pl.lit([], dtype=pl.List(pl.String()))
    return (
        frame.join(last, on=["claim", "line"], how="left", maintain_order="left")
        .join(held, on="claim", how="left", maintain_order="left")
        .with_columns(
            had_before=_found_or("had_before", pl.col("history_supplied")),
            held_codes=pl.when(pl.col("history_supplied")).then(pl.coalesce("held_codes", nothing)),
        )
    )
