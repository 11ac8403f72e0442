"""What stands on the measurement sheet of a scan: the answer of `contra measure` on one page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from contralateral.anatomy.figures.sheet import Sheet, Table
from contralateral.cli.words_measure import (
    LEVEL_NAMES,
    measure_title,
    patch_place,
    patch_reach,
    said_value,
    scan_lines,
    sentences,
)

if TYPE_CHECKING:
    from contralateral.cli.wire_measure import MeasureAnswer, MeasureJson

__all__ = ["sheet_of"]


def sheet_of(answer: MeasureAnswer) -> Sheet:
    """Return the sheet of one scan."""
    side = f", affected side {answer['affected']}" if answer["affected"] else ""
    tables = [
        Table(_heading(rests_on), [("", "value", "95 % interval"), *map(_row, group)], (0.0, 0.5, 0.68))
        for rests_on, group in groupby(answer["measures"], key=lambda m: m["region"])
    ]
    if answer["patches"]:
        rows = [
            (str(number), patch_place(patch), f"{patch['area_cm2']:.0f} cm2", patch_reach(patch))
            for number, patch in enumerate(answer["patches"], start=1)
        ]
        head = ("", "where", "area", "off the mirrored other side, at most")
        tables.append(Table("Patches, numbered as in the figures", [head, *rows], (0.0, 0.04, 0.36, 0.5)))
    if answer["levels"]:
        steps = [f"{row['step_mm']:+.0f} mm" if row["step_mm"] else "0" for row in answer["levels"]]
        table = [
            (measure_title(name), *(_cell(row["values"].get(name)) for row in answer["levels"]))
            for name in LEVEL_NAMES
        ]
        starts = (0.0, *(0.36 + 0.64 * at / len(steps) for at in range(len(steps))))
        tables.append(Table("At levels beside the one taken, upwards", [("", *steps), *table], starts))
    versions = ", ".join(sorted({m["version"] for m in answer["measures"]}))
    return Sheet(
        f"Asymmetry of the {answer['region']}{side}",
        [*scan_lines(answer), f"Scan: sha256 {answer['scan']['sha256']}"],
        tables,
        [f"! {warning}" for warning in answer["warnings"]]
        + [f"{who}: {sentence}" for who, sentence in sentences(answer["measures"])],
        f"contralateral {answer['tool']['version']}, definitions version {versions}. Intervals hold 95 times in 100. "
        "A measurement of a surface: it sees neither bone nor spine.",
    )


def _heading(rests_on: str) -> str:
    return rests_on[0].upper() + rests_on[1:]


def _row(measure: MeasureJson) -> tuple[str, str, str]:
    value, low, high = measure["value"], measure["low"], measure["high"]
    if measure["unit"] == "class":
        told, _, may = measure["note"].rstrip(".").partition("; within its uncertainty it may be ")
        return measure_title(measure["name"]), told.partition(" of ")[0], may
    told = "unknown" if value is None else f"{said_value(value)} {measure['unit']}"
    sure = "" if low is None or high is None else f"{said_value(low)} to {said_value(high)}"
    return measure_title(measure["name"]), told, sure


def _cell(value: float | None) -> str:
    return "–" if value is None else said_value(value)
