"""The values that other rooms get."""

from __future__ import annotations

import dataclasses

import pytest

from contralateral.edi import Diagnostic, Segment


def test_a_diagnostic_reads_as_one_line() -> None:
    assert str(Diagnostic("error", "No SE.", 3, 120)) == "error segment 3 (byte 120): No SE."
    assert str(Diagnostic("note", "Odd.")) == "note: Odd."


def test_values_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Segment(("N3",), 1, 0).number = 2  # type: ignore[misc]
