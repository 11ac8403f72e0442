"""Checks: true, false or null for every combination of what was told and what was not."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from contralateral import policy
from contralateral.policy import criteria
from contralateral.policy.checks import CHECKS, MAY_LACK, bind
from contralateral.policy.checks.registry import has
from contralateral.policy.criteria import CriteriaFile
from contralateral.policy.line import COLUMNS, MODIFIERS, modifier_mask

from .test_criteria import CRITERIA

DAY = date(2026, 6, 1)
WRONG, FINE, UNKNOWN = True, False, None


def answer(check: pl.Expr, **told: Any) -> bool | None:
    """Ask a check about a line of which only this much was told; ``mods`` come as text."""
    if "mods" in told and told["mods"] is not None:
        told["mods"] = told["mods"].split()
        told.setdefault("mod_bits", modifier_mask(*told["mods"]))
    row = {name: told.pop(name, None) for name in COLUMNS}
    extra = {name: pl.Series([value], dtype=pl.Boolean) for name, value in told.items()}
    line = pl.DataFrame([row], schema=dict(COLUMNS), orient="row").with_columns(**extra)
    return line.select(said=check)["said"].item()


def ask(name: str, params: dict[str, Any] | None = None, **told: Any) -> bool | None:
    return answer(bind(name, params or {}, where="a test"), **told)


@pytest.mark.parametrize(
    ("mods", "any_of", "said"),
    [
        ("RT KX", ["RT"], True),
        ("RT KX", ["LT", "KX"], True),
        ("RT KX", ["LT"], False),
        ("", ["LT"], False),
        (None, ["LT"], None),
    ],
)
def test_has(mods: str | None, any_of: list[str], said: bool | None) -> None:
    assert answer(has(*any_of), mods=mods) is said


def test_each_modifier_has_a_bit_of_its_own() -> None:
    for carried, asked in product(MODIFIERS, repeat=2):
        assert bool(modifier_mask(carried) & modifier_mask(asked)) is (carried == asked)
    last = MODIFIERS[-1]
    assert answer(has(last), mods=last) is True


@pytest.mark.parametrize(
    ("mods", "said"),
    [("", FINE), ("NU", FINE), ("NU RT", FINE), ("NU UE", WRONG), ("NU UE RR", WRONG), (None, UNKNOWN)],
)
def test_modifiers_that_exclude_each_other(mods: str | None, said: bool | None) -> None:
    assert ask("more_than_one_of", {"among": ["NU", "RR", "UE"]}, mods=mods) is said


@pytest.mark.parametrize(
    ("mods", "said"),
    [("KX GA", WRONG), ("KX GZ RT", WRONG), ("KX", FINE), ("GA GZ", FINE), ("", FINE), (None, UNKNOWN)],
)
def test_modifiers_together(mods: str | None, said: bool | None) -> None:
    assert ask("modifiers_together", {"one": ["KX"], "other": ["GA", "GZ"]}, mods=mods) is said


@pytest.mark.parametrize(
    ("mods", "level", "imaging", "said"),
    [
        ("KX", True, True, FINE),
        ("KX", False, True, WRONG),
        ("KX", False, None, WRONG),  # one that is surely not met is enough
        ("KX", True, None, UNKNOWN),
        ("KX", None, None, UNKNOWN),
        ("RT", False, False, FINE),  # nothing is attested
        ("RT", None, None, FINE),
        (None, True, True, FINE),
        (None, False, True, UNKNOWN),
    ],
)
def test_kx_attests_every_criterion(
    mods: str | None,
    level: bool | None,
    imaging: bool | None,
    said: bool | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(criteria, "load_criteria", lambda: {"p": CriteriaFile.model_validate(CRITERIA)})
    met = {"met:p:level": level, "met:p:imaging": imaging}
    others = {f"met:p:{c['name']}": True for c in CRITERIA["criterion"]} | met
    assert ask("kx_unsupported", {"policy": "p"}, mods=mods, **others) is said


@pytest.mark.parametrize(
    ("in_force", "status", "said"),
    [
        (True, "in_force", FINE),
        (False, "ended", WRONG),
        (False, "not_yet", FINE),
        (None, "unknown", UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_a_code_status(in_force: bool | None, status: str | None, said: bool | None) -> None:
    params = {"statuses": ["ended", "withdrawn"]}
    assert ask("code_status_is", params, code_in_force=in_force, code_status=status) is said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"mue": 2, "mai": 3, "units": 1.0, "units_of_day": 3.0}, WRONG),
        ({"mue": 2, "mai": 2, "units": 1.0, "units_of_day": 2.0}, FINE),
        ({"mue": 2, "mai": 1, "units": 2.0, "units_of_day": 9.0}, FINE),  # counts the line alone
        ({"mue": 2, "mai": 1, "units": 3.0, "units_of_day": 3.0}, WRONG),
        ({"mue": 0, "mai": 3, "units": 1.0, "units_of_day": 1.0}, WRONG),
        ({"mue": 2, "mai": 3, "units": 1.0, "units_of_day": None}, UNKNOWN),
        ({"mue": None, "mue_told": True, "units_of_day": 99.0}, FINE),  # the day's table has no limit
        ({"mue": None, "mue_told": None, "units_of_day": 2.0}, UNKNOWN),  # no table of the day
        ({"mue": None, "mue_told": None, "units_of_day": None}, UNKNOWN),
        (
            {"mue": None, "mue_told": None, "units_of_day": 1.0},
            FINE,
        ),  # one unit goes above no limit but nought
    ],
)
def test_units_over_the_limit(told: dict[str, Any], said: bool | None) -> None:
    assert ask("units_over_limit", **told) is said


@pytest.mark.parametrize(
    ("units", "said"), [(1.0, FINE), (3.0, FINE), (0.0, WRONG), (-1.0, WRONG), (1.5, WRONG), (None, UNKNOWN)]
)
def test_units_are_whole(units: float | None, said: bool | None) -> None:
    assert ask("units_not_positive", units=units) is said


DEVICE = {
    "beside": ["garment"],
    "regions": {"breast": ["breast", "chest"], "spine": ["spine"]},
    "makes": {
        "prefabricated": ["prefabricated", "off the shelf"],
        "custom fabricated": ["custom fabricated"],
    },
}
L8035 = {
    "code_kind": "prosthesis",
    "code_region": "breast",
    "code_make": "custom fabricated",
    "code_role": "base",
}


@pytest.mark.parametrize(
    ("device", "code", "said"),
    [
        (("prosthesis", "breast", "custom fabricated"), {}, FINE),
        (("orthosis", "breast", "custom fabricated"), {}, WRONG),
        (("prosthesis", "spine", "custom fabricated"), {}, WRONG),
        (("prosthesis", "breast", "prefabricated"), {}, WRONG),
        (("prosthesis", "breast", "prefabricated"), {"code_role": "addition"}, FINE),  # a part of one
        (("prosthesis", "breast", "prefabricated"), {"code_make": "off the shelf"}, FINE),
        (("prosthesis", "breast", "prefabricated"), {"code_make": None}, FINE),  # the name leaves it open
        (("prosthesis", "breast", "prefabricated"), {"code_role": None}, FINE),
        (("prosthesis", "breast", "custom fabricated"), {"code_region": "chest"}, FINE),
        (("orthosis", "breast", "custom fabricated"), {"code_kind": "garment"}, FINE),  # goes along
        ((None, None, None), {}, FINE),  # a bare claim form tells of no device
        ((None, "breast", "custom fabricated"), {}, UNKNOWN),
        (("prosthesis", None, None), {}, UNKNOWN),
        (("prosthesis", "breast", None), {}, UNKNOWN),
        (("prosthesis", "breast", None), {"code_make": None}, FINE),
        (("orthosis", None, None), {}, WRONG),  # one contradiction is enough
        (("prosthesis", "left ventricle", "custom fabricated"), {}, UNKNOWN),  # not a word that is compared
        (("orthosis", "spine", "prefabricated"), dict.fromkeys(L8035), FINE),  # a code without a name
    ],
)
def test_the_device_and_the_code(
    device: tuple[str | None, ...], code: dict[str, Any], said: bool | None
) -> None:
    told = dict(zip(("device_kind", "device_region", "device_make"), device, strict=True))
    assert ask("device_contradicts_code", DEVICE, **L8035 | code, **told) is said


@pytest.mark.parametrize(
    ("mods", "device", "condition", "region", "said"),
    [
        ("RT", "left", None, None, WRONG),
        ("LT", "right", None, None, WRONG),
        ("RT", "right", "left", "breast", FINE),  # the device's own side comes first
        ("RT", "both", None, None, FINE),
        ("RT", "none", None, None, FINE),
        ("RT LT", "left", None, None, FINE),
        ("", "left", None, None, FINE),
        ("RT", None, "left", "breast", WRONG),
        ("RT", None, "left", "spine", FINE),
        ("RT", None, "left", None, FINE),
        ("RT", None, None, None, FINE),  # a bare claim form tells no side
        (None, None, None, None, FINE),
        (None, "left", None, None, UNKNOWN),
    ],
)
def test_the_side_and_the_case(
    mods: str | None, device: str | None, condition: str | None, region: str | None, said: bool | None
) -> None:
    told = {"device_side": device, "condition_side": condition, "condition_region": region}
    assert ask("side_contradicts_case", {"same_side": ["breast"]}, mods=mods, **told) is said


@pytest.mark.parametrize(
    ("mods", "sides", "said"),
    [
        ("RT", ["left"], WRONG),
        ("LT", ["right"], WRONG),
        ("RT", ["right"], FINE),
        ("RT", ["left", "right"], FINE),
        ("RT", ["bilateral", "left"], FINE),
        ("RT LT", ["left"], FINE),
        ("RT", [], FINE),
        ("", ["left"], FINE),
        ("", None, FINE),
        ("RT", None, UNKNOWN),
        (None, ["left"], UNKNOWN),
        (None, [], FINE),
    ],
)
def test_the_side_and_the_diagnoses(mods: str | None, sides: list[str] | None, said: bool | None) -> None:
    assert ask("side_contradicts_diagnosis", mods=mods, dx_sides=sides) is said


@pytest.mark.parametrize(
    ("code", "spoken", "without", "said"),
    [
        ("spine", ["breast"], False, WRONG),
        ("spine", ["breast", "spine"], False, FINE),
        ("spine", ["breast"], True, FINE),  # one that speaks of no part may be the reason
        ("breast", ["breast"], False, FINE),
        ("chest", ["breast"], False, FINE),
        ("spine", [], False, FINE),
        ("spine", [], True, FINE),
        (None, ["breast"], False, FINE),
        ("spine", None, None, UNKNOWN),
        (None, None, None, FINE),
    ],
)
def test_the_diagnoses_and_the_code(
    code: str | None, spoken: list[str] | None, without: bool | None, said: bool | None
) -> None:
    params = {"regions": {"breast": ["breast", "chest"], "spine": ["spine"]}}
    told = {"code_region": code, "dx_regions": spoken, "dx_without_region": without}
    assert ask("diagnosis_contradicts_code", params, **told) is said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"dos": DAY}, FINE),
        ({"dos": DAY + timedelta(1)}, WRONG),
        ({"dos": DAY, "dos_through": DAY}, FINE),
        ({"dos": DAY, "dos_through": DAY - timedelta(1)}, WRONG),
        ({"dos": DAY, "born": DAY}, FINE),
        ({"dos": DAY, "born": DAY + timedelta(1)}, WRONG),
        ({"dos": None, "born": DAY, "dos_through": DAY}, UNKNOWN),
        ({"dos": None}, UNKNOWN),
    ],
)
def test_a_date_that_can_be(told: dict[str, Any], said: bool | None) -> None:
    assert ask("date_impossible", receipt=DAY, **told) is said


@pytest.mark.parametrize(
    ("total", "lines", "line", "said"),
    [
        (200, 200, 1, FINE),
        (201, 200, 1, WRONG),
        (201, 200, 2, FINE),  # said once
        (None, 200, 1, FINE),
        (201, None, 1, UNKNOWN),
        (None, None, 1, FINE),
    ],
)
def test_the_total(total: int | None, lines: int | None, line: int, said: bool | None) -> None:
    told = {"claim_charge_cents": total, "lines_charge_cents": lines}
    assert ask("charges_do_not_add_up", line=line, **told) is said


@pytest.mark.parametrize(
    ("check", "told", "said"),
    [
        ("billing_npi_bad", {"billing_npi_good": False}, WRONG),
        ("billing_npi_bad", {"billing_npi_good": True}, FINE),
        ("billing_npi_bad", {}, UNKNOWN),
        ("ordering_npi_bad", {"ordering_npi_given": True, "ordering_npi_good": False}, WRONG),
        ("ordering_npi_bad", {"ordering_npi_given": True, "ordering_npi_good": True}, FINE),
        ("ordering_npi_bad", {"ordering_npi_given": False, "ordering_npi_good": False}, FINE),
        ("ordering_npi_bad", {}, FINE),
        ("rendering_npi_bad", {"rendering_npi_good": False}, WRONG),
        ("rendering_npi_bad", {"rendering_npi_good": True}, FINE),
        ("rendering_npi_bad", {}, FINE),
        ("pointer_missing", {"dx_count": 1, "pointers_given": False}, WRONG),
        ("pointer_missing", {"dx_count": 0, "pointers_given": False}, FINE),
        ("pointer_missing", {"dx_count": 1}, UNKNOWN),
        ("pointer_missing", {"pointers_given": True}, FINE),
        ("diagnosis_missing", {"dx_count": 0}, WRONG),
        ("diagnosis_missing", {"dx_count": 2}, FINE),
        ("diagnosis_missing", {}, UNKNOWN),
        ("description_missing", {"unlisted": True, "description": " "}, WRONG),
        ("description_missing", {"unlisted": True, "description": "a form"}, FINE),
        ("description_missing", {"unlisted": False}, FINE),
        ("description_missing", {"unlisted": True}, UNKNOWN),
        ("same_claim_again", {"same_elsewhere": 1, "frequency": "1"}, WRONG),
        ("same_claim_again", {"same_elsewhere": 1, "frequency": "7"}, FINE),
        ("same_claim_again", {"same_elsewhere": 0, "frequency": None}, FINE),
        ("same_claim_again", {"same_elsewhere": 1, "frequency": None}, UNKNOWN),
    ],
)
def test_small_checks(check: str, told: dict[str, Any], said: bool | None) -> None:
    assert ask(check, **told) is said


@pytest.mark.parametrize("rule", policy.load().rules, ids=lambda rule: rule.id)
def test_nobody_is_told_that_silence_is_wrong(rule: policy.Rule) -> None:
    silent = {name: pl.lit(None, dtype=kind) for name, kind in COLUMNS.items()}
    silent |= {name: pl.lit(None, dtype=pl.Boolean) for name in rule.reads if name.startswith("met:")}
    line = pl.select(**silent)
    for edition in rule.editions:
        assert line.select(said=edition.wrong)["said"].item() is not True


def test_what_a_check_may_lack_is_a_column() -> None:
    assert set(MAY_LACK) == set(CHECKS)
    assert {name for names in MAY_LACK.values() for name in names} <= set(COLUMNS)


def test_checks_hold_no_law_and_fill_no_silence() -> None:
    room = Path(policy.__file__).parent / "checks"
    forbidden = re.compile(r"fill_null|\b[A-Z]\d{4}\b|date\(|medicare|aetna|anthem|cigna", re.I)
    for path in sorted(room.glob("*.py")):
        code = re.sub(r'"""[\s\S]*?"""', "", path.read_text("utf-8"))
        found = [line for line in code.splitlines() if forbidden.search(line)]
        assert not found, f"{path.name}: {found}"
