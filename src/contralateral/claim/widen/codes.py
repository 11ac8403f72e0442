"""What the tables of the day say of a line's code, modifiers and place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral import codes

if TYPE_CHECKING:
    from contralateral.claim.widen.given import Given

__all__ = [
    "ATTRIBUTES",
    "AUTHORIZATION",
    "HCPCS",
    "LIMITS",
    "PLACE",
    "UNKNOWN_MODIFIERS",
    "add_attributes",
    "add_authorization",
    "add_hcpcs",
    "add_limits",
    "add_place",
    "add_unknown_modifiers",
]

HCPCS = (
    *("code_status", "code_in_force", "code_ended", "code_short", "replaced_by", "coverage", "unlisted"),
    *("code_ended_words", "replaced_by_words"),
)
ATTRIBUTES = ("code_kind", "code_region", "code_role", "code_make", "code_words", "device_words")
LIMITS = ("mue", "mai", "mue_told", "units_of_day")
AUTHORIZATION = ("pa_required",)
UNKNOWN_MODIFIERS = ("mods_unknown",)
PLACE = ("pos_known",)


def add_hcpcs(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join the code's standing on its date of service."""
    answer = codes.lookup_hcpcs(frame.select("code", "dos"))
    return frame.with_columns(
        code_status=answer["code_status"].cast(pl.String),
        code_in_force=answer["code_in_force"],
        code_ended=answer["ended"],
        code_short=answer["short"],
        replaced_by=answer["replaced_by"],
        coverage=answer["coverage"],
        unlisted=answer["noc"],
    ).with_columns(
        code_ended_words=pl.coalesce(
            ", last in force on " + pl.col("code_ended").cast(pl.String), pl.lit("")
        ),
        replaced_by_words=pl.coalesce(" In its place: " + pl.col("replaced_by") + ".", pl.lit("")),
    )


def add_attributes(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join what the code's official name says it is; null where the name does not say."""
    facts = codes.attribute_table(frame).select(
        "code", code_kind="kind", code_region="region", code_role="role", code_make="make"
    )
    joined = frame.join(facts, on="code", how="left", maintain_order="left")
    return joined.with_columns(
        pl.concat_str(f"{of}_kind", f"{of}_region", f"{of}_make", separator=", ", ignore_nulls=True).alias(
            f"{of}_words"
        )
        for of in ("code", "device")
    )


def add_limits(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join the medically unlikely edit, and count the day's units of the code on the claim."""
    answer = codes.lookup_mue(frame.select("code", "dos"))
    of_the_day = (pl.col("dos").is_between(r.covers_from, r.covers_through) for r in codes.releases("mue"))
    limits = frame.with_columns(mue=answer["mue"], mai=answer["mai"])
    # A table of another day may lack a limit that was set since, or was not set yet.
    told = pl.col("mue").is_not_null() | (pl.col("code").is_not_null() & pl.any_horizontal(*of_the_day))
    return limits.with_columns(
        mue_told=pl.when(told).then(pl.lit(value=True)),
        # One line without its units leaves the day's count unknown.
        units_of_day=pl.when(pl.col("units").is_null().any().over("claim", "code", "dos"))
        .then(None)
        .otherwise(pl.col("units").sum().over("claim", "code", "dos")),
    )


def add_authorization(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Join whether Medicare requires prior authorization on the day and in the state."""
    answer = codes.lookup_prior_authorization(frame.select("code", "dos", "state"))
    return frame.with_columns(pa_required=answer["pa_required"])


def add_unknown_modifiers(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """List the modifiers that no table knows on the day; null where a table cannot say."""
    each = (
        frame.select("mods", "dos")
        .with_row_index("row")
        .explode("mods", empty_as_null=False)
        .rename({"mods": "modifier"})
    )
    each = each.filter(pl.col("modifier").is_not_null())
    known = codes.lookup_modifiers(each.select("modifier", "dos"))["known"]
    told = (
        each.with_columns(known=known)
        .group_by("row")
        .agg(
            bad=pl.col("modifier").filter(~pl.col("known")),
            unsure=pl.col("known").is_null().any(),
        )
    )
    joined = (
        frame.select("mods").with_row_index("row").join(told, on="row", how="left", maintain_order="left")
    )
    nothing = pl.lit([], dtype=pl.List(pl.String()))
    answer = joined.select(
        pl.when(pl.col("mods").is_null())
        .then(None)
        .when(pl.col("bad").list.len() > 0)
        .then("bad")
        .when(pl.col("unsure"))
        .then(None)
        .otherwise(nothing)
        .alias("mods_unknown")
    )
    return frame.with_columns(answer["mods_unknown"])


def add_place(frame: pl.DataFrame, _: Given) -> pl.DataFrame:
    """Say whether the place of service exists."""
    return frame.with_columns(pos_known=codes.lookup_places(frame, place="pos")["pos_known"])
