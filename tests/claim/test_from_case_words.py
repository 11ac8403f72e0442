"""A person's words for a part of the body, and papers of which nobody says what they state."""

from __future__ import annotations

import pytest

from contralateral import case
from contralateral.claim import from_case


def told(text: str, column: str) -> object:
    return from_case(case.read(text, path="c.yaml"), path="c.yaml").claims[column].item()


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("spine", "spine"),
        ("Left knee", "lower limb"),
        ("hand", "upper limb"),
        ("skull", "head"),
        ("Abdomen", "abdomen"),
        ("left ventricle", "left ventricle"),  # kept, though no code speaks of it
    ],
)
def test_a_part_of_the_body_is_in_the_words_of_the_tables(words: str, region: str) -> None:
    assert told(f"device: {{region: {words}}}", "device_region") == region
    assert told(f"condition: {{region: {words}}}", "condition_region") == region


def test_a_part_that_nobody_named_is_unknown() -> None:
    assert told("device: {kind: orthosis}", "device_region") is None


@pytest.mark.parametrize(
    ("documents", "supplied"),
    [
        ("documents: []", True),  # there are none
        ("documents: [{kind: office note, states: {imaging: yes}}]", True),
        ("documents: [{kind: office note}]", None),  # nobody says what it states
        ("payer: aetna", None),
    ],
)
def test_what_the_chart_states_was_told_or_not(documents: str, supplied: bool | None) -> None:
    assert told(documents, "evidence_supplied") is supplied
