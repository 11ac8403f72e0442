"""Finding codes by a clinician's words. How often it succeeds is measured by benchmarks/bench_find.py."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from contralateral import codes
from contralateral.codes import phrases, wording
from contralateral.codes.search import Hit, Index, find

ON = date(2026, 11, 1)


@pytest.fixture(scope="module")
def names() -> pl.DataFrame:
    return codes.names(ON)


@pytest.fixture(scope="module")
def index(names: pl.DataFrame) -> Index:
    return Index(names)


def first(index: Index, text: str) -> str:
    return index.find(text, limit=1)[0].code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("silicone breast form with adhesive", "L8031"),
        ("silicone breast form without adhesive", "L8030"),
        ("check socket, BK", "L5620"),
        ("check socket, AK", "L5624"),
        ("myoelectric below elbow prosthesis", "L6935"),
        ("cranial remolding helmet", "S1040"),
        ("wrist cock-up splint off the shelf", "L3908"),
        ("trochanteric pad for low profile TLSO", "L1290"),
        ("custom breast prosthesis molded to the patient model", "L8035"),
    ],
)
def test_finds_what_a_clinician_means(index: Index, text: str, code: str) -> None:
    assert first(index, text) == code


def test_a_code_finds_itself_first(index: Index) -> None:
    assert first(index, "L1290") == "L1290"
    found = [hit.code for hit in index.find("l8035 or rather a silicone breast form with adhesive")]
    assert found[0] == "L8035"
    assert "L8031" in found[:3]


def test_a_code_nobody_knows_finds_nothing(index: Index) -> None:
    assert index.find("L0100") == []


def test_hits_carry_the_official_names_and_come_sorted(index: Index, names: pl.DataFrame) -> None:
    found = index.find("knee brace with hinges", limit=7)
    assert len(found) == 7
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    rows = dict(names.select("code", "long").rows())
    assert all(isinstance(hit, Hit) and hit.long == rows[hit.code] for hit in found)


@pytest.mark.parametrize(
    "wrong", ["Milwakee brace", "pneumatc waling boot", "diabtic shoe", "myolectric hand"]
)
def test_typing_errors_are_mended(index: Index, wrong: str) -> None:
    right = {"Milwakee": "Milwaukee", "pneumatc": "pneumatic", "waling": "walking", "diabtic": "diabetic"}
    mended = wrong.replace("myolectric", "myoelectric")
    for error, word in right.items():
        mended = mended.replace(error, word)
    assert first(index, wrong) == first(index, mended)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("carbon fibre AFO", "carbon fiber AFO"),
        ("moulded insole", "molded insole"),
        ("paediatric hook", "pediatric hook"),
    ],
)
def test_british_spelling_is_the_same(index: Index, british: str, american: str) -> None:
    assert index.find(british) == index.find(american)


def test_what_is_denied_is_not_found_first(index: Index) -> None:
    assert first(index, "walking boot, pneumatic, off the shelf") == "L4361"
    assert first(index, "walking boot, non-pneumatic, off the shelf") == "L4387"


def test_the_make_that_is_asked_for_decides(index: Index) -> None:
    assert first(index, "off-the-shelf spiral AFO") == "L1952"
    assert first(index, "custom fabricated spiral AFO") == "L1950"


def test_signs_of_the_query_language_are_harmless(index: Index) -> None:
    for text in (
        '"breast',
        "breast AND (form",
        "breast* NEAR",
        "a:b",
        "'; DROP TABLE name; --",
        "",
        "  ",
        "???",
    ):
        assert isinstance(index.find(text), list)


def test_find_builds_its_own_index(names: pl.DataFrame) -> None:
    few = names.filter(pl.col("code").is_in(["L8030", "L8031", "L1290"]))
    assert [hit.code for hit in find("breast form with adhesive", few, limit=2)] == ["L8031", "L8030"]


def test_fold_gives_one_spelling() -> None:
    assert phrases.fold(["Sockets, moulded; crutches"]) == [["socket", ",", "molded", ",", "crutch"]]
    assert phrases.fold(["Orthoses", "patient's feet"]) == [["orthosis"], ["patient", "foot"]]


def test_tokens_make_one_thing_one_token() -> None:
    below, abbreviated = phrases.tokens(["Below knee, test socket", "BK check socket"])
    assert below == abbreviated


def test_tokens_mark_what_a_name_denies() -> None:
    assert phrases.tokens(["Breast prosthesis, without integral adhesive"])[0][1:] == [
        "nointegral",
        "noadhesive",
    ]
    assert "nojoint" not in phrases.tokens(["Ankle gauntlet, with or without joints"])[0]


def test_a_saying_is_looked_for_in_official_words() -> None:
    asked = phrases.question("grafo", frozenset(), lambda _: False)
    weights = {term.token: term.weight for term in asked.terms}
    assert {"afo", "floor", "reaction"} <= set(weights)
    assert weights["grafo"] < 1


def test_a_question_knows_a_whole_from_a_part() -> None:
    def whole(text: str) -> bool:
        return phrases.question(text, frozenset(), lambda _: True).whole

    assert whole("above knee prosthesis")
    assert not whole("liner for an above knee prosthesis")


def test_every_saying_means_words_that_names_have(index: Index) -> None:
    for row in wording.data("synonyms.toml")["means"]:
        meant = phrases.question(row["means"], frozenset(), lambda _: True)
        assert not [term.token for term in meant.terms if not index.knows(term.token)], row["means"]
