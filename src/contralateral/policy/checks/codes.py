"""Checks on the code itself: in force, listed, in the right quantity, the right thing."""

from __future__ import annotations

import polars as pl

from contralateral.policy.checks.registry import check, has, names_any


@check
def code_status_is(*, statuses: list[str]) -> pl.Expr:
    """The tables of the day put the code in one of these states; null where no table can say."""
    told = pl.col("code_in_force").is_not_null()
    return pl.when(told).then(pl.col("code_status").is_in(statuses))


@check
def description_missing() -> pl.Expr:
    """An unlisted code without words that say what was delivered."""
    return pl.col("unlisted") & (pl.col("description").str.strip_chars() == "")


@check(may_lack=["mue", "mai"])
def units_over_limit() -> pl.Expr:
    """More units than the medically unlikely edit allows, a line or a day as the edit counts.

    Where nobody can tell the limit, one unit exceeds none: a limit of nought would stand in the table.
    """
    counted = pl.when(pl.col("mai") == 1).then(pl.col("units")).otherwise(pl.col("units_of_day"))
    # A code without an edit has no limit to exceed; a table that is of another day says nothing.
    unlimited = pl.when(pl.col("mue_told") | (pl.col("units_of_day") <= 1)).then(pl.lit(value=False))
    return pl.when(pl.col("mue").is_null()).then(unlimited).otherwise(counted > pl.col("mue"))


@check
def units_beside(*, beside: list[str], but_not: list[str], most: int, unless: list[str]) -> pl.Expr:
    """More units than are covered beside one of these codes, where none of some others is on the claim."""
    stands = names_any("claim_codes", beside) & ~names_any("claim_codes", but_not)
    return stands & (pl.col("units") > most) & ~has(*unless)


@check
def units_not_positive() -> pl.Expr:
    """No units, less than none, or a part of a unit."""
    return (pl.col("units") <= 0) | (pl.col("units") != pl.col("units").floor())


@check
def charge_not_positive() -> pl.Expr:
    """A line that asks for nothing."""
    return pl.col("charge_cents") <= 0


@check(may_lack=["code_kind", "code_region", "code_make", "code_role"])
def device_contradicts_code(
    *, beside: list[str], regions: dict[str, list[str]], makes: dict[str, list[str]]
) -> pl.Expr:
    """The device of the case is of another kind, for another region or made otherwise than the code's own name says.

    Where the case tells nothing of a device (a bare claim form never does) there is no second statement to contradict:
    false. Where it tells part of it, what it leaves out is unknown, if the code's name speaks of that. What the name
    leaves open contradicts nothing.

    Args:
        beside: kinds of codes that go along with a device of any kind.
        regions: for a part of the body, the parts whose codes go with it; one that is not here is not compared.
        makes: for a make of device, the makes of codes that describe it; only a whole device is compared.
    """
    silent = pl.all_horizontal(pl.col("device_kind", "device_region", "device_make").is_null())
    kind = _open_or(pl.col("code_kind"), pl.col("code_kind").is_in(beside), _differs("kind"))
    region = _open_or(pl.col("code_region"), pl.lit(value=False), _differs("region", regions))
    part_of_one = pl.col("code_role").is_null() | (pl.col("code_role") != "base")
    make = _open_or(pl.col("code_make"), part_of_one, _differs("make", makes))
    return pl.when(silent).then(pl.lit(value=False)).otherwise(kind | region | make)


def _open_or(name: pl.Expr, apart: pl.Expr, differs: pl.Expr) -> pl.Expr:
    return pl.when(name.is_null() | apart).then(pl.lit(value=False)).otherwise(differs)


def _differs(what: str, goes_with: dict[str, list[str]] | None = None) -> pl.Expr:
    device, code = pl.col(f"device_{what}"), pl.col(f"code_{what}")
    if goes_with is None:
        return device != code
    fits = pl.any_horizontal((device == word) & code.is_in(codes) for word, codes in goes_with.items())
    return pl.when(device.is_in(list(goes_with))).then(~fits)


@check(may_lack=["code_role"])
def addition_without_base() -> pl.Expr:
    """An addition with none of its bases on the claim or delivered before."""
    role = pl.col("code_role")
    # Only a name that calls the code an addition asks for a base.
    addition = pl.when(role.is_null()).then(pl.lit(value=False)).otherwise(role == "addition")
    return addition & pl.col("bases_known") & ~(pl.col("base_on_claim") | pl.col("base_in_history"))


@check
def neither_billed_nor_held(*, codes: list[str], unless: list[str]) -> pl.Expr:
    """None of the codes that this one needs is on the claim or among what the patient had before."""
    billed, held = names_any("claim_codes", codes), names_any("held_codes", codes)
    return ~(billed | held) & ~has(*unless)


@check
def level_needs(*, levels: list[str], codes: list[str], unless: list[str]) -> pl.Expr:
    """The line states one of these functional levels, and none of the codes that allow it is billed or held."""
    billed, held = names_any("claim_codes", codes), names_any("held_codes", codes)
    return has(*levels) & ~(billed | held) & ~has(*unless)


@check
def paired_with(*, pairs: dict[str, list[str]], unless: list[str]) -> pl.Expr:
    """The claim also bills a code that the policy never pays together with this one."""
    with_code = [
        (pl.col("code") == code) & names_any("claim_codes", others) for code, others in pairs.items()
    ]
    return pl.any_horizontal(*with_code) & ~has(*unless)


@check
def claim_also_has(*, codes: list[str]) -> pl.Expr:
    """Another line of the claim bills one of these codes, which already includes this one."""
    return names_any("claim_codes", codes)


@check
def same_line_again() -> pl.Expr:
    """A line that the same claim already carries."""
    return pl.col("same_in_claim") > 0


@check
def same_claim_again() -> pl.Expr:
    """A line that an earlier claim in the files at hand already carries for the same patient."""
    return (pl.col("same_elsewhere") > 0) & ~pl.col("frequency").is_in(["7", "8"])


@check
def level_below(*, minimum: dict[str, int], unless: list[str]) -> pl.Expr:
    """A functional level on the line that is lower than the least that the code is for."""
    level = (
        (pl.when(has("K4")).then(4).when(has("K3")).then(3).when(has("K2")).then(2).when(has("K1")).then(1))
        .when(has("K0"))
        .then(0)
    )
    least = pl.col("code").replace_strict(minimum, default=None, return_dtype=pl.Int32)
    # No level on the line is another rule's matter.
    return has("K0", "K1", "K2", "K3", "K4") & (level < least) & ~has(*unless)
