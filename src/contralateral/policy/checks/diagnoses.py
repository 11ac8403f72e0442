"""Checks on diagnoses: there, valid, pointed to, and of the thing delivered."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any


@check
def diagnosis_missing() -> pl.Expr:
    """A claim without any diagnosis."""
    return pl.col("dx_count") == 0


@check
def pointer_bad() -> pl.Expr:
    """A pointer to a diagnosis that the claim does not have."""
    return (pl.col("dx_count") > 0) & ~pl.col("pointers_good")


@check
def pointer_missing() -> pl.Expr:
    """A line that points to no diagnosis, on a claim that has some."""
    return (pl.col("dx_count") > 0) & ~pl.col("pointers_given")


@check
def diagnosis_not_listed() -> pl.Expr:
    """A diagnosis that was not in force on the day; null where no table covers the day."""
    return pl.col("dx_not_listed").list.len() > 0


@check
def diagnosis_not_billable() -> pl.Expr:
    """A heading where a full code is wanted."""
    return pl.col("dx_not_billable").list.len() > 0


@check
def diagnosis_of_old_set() -> pl.Expr:
    """ICD-9-CM after its end."""
    return pl.col("icd9")


@check
def diagnosis_not_covered(*, covered: list[str], unless: list[str] | None = None) -> pl.Expr:
    """None of the line's diagnoses is on the policy's list, and no modifier says that the denial is expected."""
    plain = [code.replace(".", "") for code in covered]
    off_list = ~names_any("dx", plain)
    return off_list & ~has(*unless) if unless else off_list


@check
def diagnosis_not_covered_for(*, covered: dict[str, list[str]], unless: list[str]) -> pl.Expr:
    """As ``diagnosis_not_covered``, with a list for each code."""
    off_list = [
        (pl.col("code") == code) & ~names_any("dx", [d.replace(".", "") for d in listed])
        for code, listed in covered.items()
    ]
    return pl.any_horizontal(*off_list) & ~has(*unless)


@check(may_lack=["code_region"])
def diagnosis_contradicts_code(*, regions: dict[str, list[str]]) -> pl.Expr:
    """Every diagnosis of the line speaks of a part of the body that the code is not for.

    A diagnosis that speaks of no part (a stroke) may be the reason for any device: with one, nothing is contradicted.
    So too where the name of the code speaks of no part.

    Args:
        regions: for a region of diagnoses, the regions of codes that go with it.
    """
    wanted, spoken = pl.col("code_region"), pl.col("dx_regions")
    fits = pl.any_horizontal(
        spoken.list.contains(about) & wanted.is_in(codes) for about, codes in regions.items()
    )
    every_one_speaks = (spoken.list.len() > 0) & ~pl.col("dx_without_region")
    return pl.when(wanted.is_null()).then(pl.lit(value=False)).otherwise(every_one_speaks & ~fits)
