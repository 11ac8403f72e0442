"""The key of a patient: the same for the same patient in a run, and nothing that says who it is."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import polars as pl
import pytest

from contralateral.claim.patients import patient_keys, prints

SCHEMA = {"member_id": pl.String, "patient_born": pl.Date, "patient_first": pl.String}
DAY = date(1956, 2, 14)


def keys(*rows: tuple[str | None, date | None, str | None]) -> list[str | None]:
    return patient_keys(pl.DataFrame(list(rows), schema=SCHEMA, orient="row")).to_list()


def test_spelling_does_not_make_another_patient() -> None:
    assert len(set(keys(("1AA0", DAY, "Ann"), ("1aa0", DAY, " ANN "), ("1Aa0", DAY, "ann")))) == 1


@pytest.mark.parametrize(
    "other",
    [("1AA1", DAY, "Ann"), ("1AA0", date(1956, 2, 15), "Ann"), ("1AA0", DAY, "Ben"), ("1AA0", DAY, None)],
)
def test_another_member_day_or_name_is_another_patient(other: tuple[str, date, str | None]) -> None:
    assert len(set(keys(("1AA0", DAY, "Ann"), other))) == 2


def test_parts_do_not_run_into_each_other() -> None:
    assert len(set(keys(("A1", DAY, "BC"), ("A", DAY, "1BC"), ("A1B", DAY, "C")))) == 3


def test_no_first_name_is_an_empty_one() -> None:
    assert len(set(keys(("1AA0", DAY, None), ("1AA0", DAY, "")))) == 1


@pytest.mark.parametrize("who", [(None, DAY, "Ann"), ("", DAY, "Ann"), ("1AA0", None, "Ann")])
def test_without_member_or_birth_date_nobody_is_known(who: tuple[str | None, date | None, str]) -> None:
    assert keys(("1AA0", DAY, "Ann"), who)[1] is None


def test_prints_tell_many_texts_apart_and_stay_the_same_in_a_run() -> None:
    texts = pl.Series([f"patient {n}" for n in range(50_000)])
    made = prints(texts)
    assert made.n_unique() == len(texts)
    assert set(made.str.len_bytes()) == {32}
    assert made.str.contains(r"^[0-9a-f]{32}$").all()
    assert prints(texts.reverse()).reverse().equals(made)
    assert prints(pl.concat([texts[:7], texts[7:]], rechunk=False)).equals(made)


def test_a_print_of_one_run_says_nothing_in_another() -> None:
    code = "import polars as pl; from contralateral.claim.patients import prints; print(prints(pl.Series(['a']))[0])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(other.stdout.strip()) == 32
    assert other.stdout.strip() != prints(pl.Series(["a"]))[0]
