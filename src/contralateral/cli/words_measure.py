"""The measures of a scan as a person reads them: value, interval and method first, then what they rest on."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from contralateral.cli.wire_measure import LevelJson, MeasureAnswer, MeasureJson, PatchJson
    from contralateral.cli.wire_over_time import ChangeJson, ComparedJson

__all__ = [
    "LEVEL_NAMES",
    "measure_title",
    "patch_place",
    "patch_reach",
    "print_measures",
    "said_value",
    "scan_lines",
    "sentences",
]

_WORDS = {
    "volume_missing": "Volume missing",
    "volume_added": "Volume added",
    "volume_net": "Volume, net",
    "deviation_max": "Greatest deviation",
    "cva": "Cranial vault asymmetry",
    "cvai": "CVAI",
    "area_affected": "Area affected",
    "cephalic_index": "Cephalic index",
    "trunk_rotation": "Rotation of shoulders against pelvis",
    "lateral_shift": "Lateral shift",
    "hip_difference": "Difference of the hips",
}
LEVEL_NAMES = ("cva", "cvai.longer_diagonal", "cephalic_index", "head_circumference")
"""What is told of a head at several levels."""
_TABLED = "Over levels within"
"""How a sentence begins whose numbers stand in the table of levels."""
_SENTENCE = re.compile(r"(?<=[^A-Z])\. (?=[A-Z])")
#: A sentence that more measures share is not said of each by name.
_NAMED = 3
_UNITS_FROM = {"stated": "as stated", "file": "as the file says", "inferred": "inferred from the size"}
_HOW = {"stated": "as stated", "landmarks": "from landmarks", "convention": "by the convention of the file"}


def print_measures(answer: MeasureAnswer, console: Console, *, folder: str = "") -> None:
    """Print what was found of one scan."""
    side = f", affected side {answer['affected']}" if answer["affected"] else ""
    console.print(Text.assemble((answer["region"], "bold"), f"{side}  scan {answer['scan']['sha256'][:12]}"))
    for line in scan_lines(answer):
        console.print(f"  {line}")
    if answer["plane"]["ambiguous"]:
        others = len(answer["plane"]["alternatives"])
        words = (
            f"  AMBIGUOUS: {others} other plane(s) fit as well. Name a --reference part, or state the axes."
        )
        console.print(Text(words, "bold red"))
    console.print()
    for rests_on, group in groupby(answer["measures"], key=lambda m: m["region"]):
        _group(rests_on, list(group), console)
    _patches(answer["patches"], console)
    _levels(answer["levels"], console)
    if answer["compared"]:
        _compared(answer["compared"], console)
    for warning in answer["warnings"]:
        console.print(Text.assemble(("! ", "yellow"), warning))
    if answer["warnings"]:
        console.print()
    _methods(answer["measures"], console)
    for fact in answer["facts"]:
        console.print(f"In the case: {fact['fact']} {fact['value']:g} {fact['unit']}")
    if folder:
        console.print(f"Written: {folder}/measure.json", soft_wrap=True)
    for figure in answer["figures"]:
        mark = Text("  shows who the patient is", "red") if figure["identifying"] else Text("")
        console.print(Text.assemble(f"Written: {folder}/{figure['file']}", mark), soft_wrap=True)


def _patches(patches: list[PatchJson], console: Console) -> None:
    """Print the patches one by one, numbered as in the figures."""
    if not patches:
        return
    console.print(Text("Patches, numbered as in the figures", "underline"))
    grid = Table.grid(padding=(0, 2))
    for number, patch in enumerate(patches, start=1):
        grid.add_row(str(number), patch_place(patch), f"{patch['area_cm2']:.0f} cm2", patch_reach(patch))
    console.print(Padding(grid, (0, 0, 1, 2)))


def patch_place(patch: PatchJson) -> str:
    """Return where a patch lies, in the patient's terms."""
    said = (patch["side"] or "", patch["place"] or "")
    return ", ".join(word for word in said if word) or "side and place not known"


def patch_reach(patch: PatchJson) -> str:
    """Return how far a patch lies off the mirrored other side, at its summit, with the interval."""
    way = "outside" if patch["deviation_mm"] > 0 else "inside"
    ends = sorted((abs(patch["low"]), abs(patch["high"])))
    return f"{abs(patch['deviation_mm']):.1f} mm {way} ({ends[0]:.1f} to {ends[1]:.1f})"


def _levels(levels: list[LevelJson], console: Console) -> None:
    """Print how the answer moves with the level of a head."""
    if not levels:
        return
    console.print(Text("At levels beside the one taken, mm above it", "underline"))
    grid = Table.grid(padding=(0, 2))
    grid.add_row("", *(f"{row['step_mm']:+.0f}" if row["step_mm"] else "0" for row in levels))
    for name in LEVEL_NAMES:
        values = [row["values"].get(name) for row in levels]
        grid.add_row(measure_title(name), *("–" if v is None else said_value(v) for v in values))
    console.print(Padding(grid, (0, 0, 1, 2)))


def scan_lines(answer: MeasureAnswer) -> tuple[str, str]:
    """Return what was read, and how sure its plane of symmetry is."""
    scan, way, plane = answer["scan"], answer["orientation"], answer["plane"]
    sides = f"left, right, up and front {_HOW[way['how']]}" if way else "nobody said where left and right are"
    # An STL repeats a point in every triangle: its count says nothing.
    size = f"{scan['faces']:,} triangles" if scan["faces"] else f"{scan['vertices']:,} points"
    angle, offset = plane["angle_ci_deg"], plane["offset_ci_mm"]
    sure = (
        f"within {angle:.2g}° and {offset:.2g} mm" if angle is not None and offset is not None else "unknown"
    )
    return (
        f"{size}, {scan['units']} ({_UNITS_FROM[scan['units_from']]}); {sides}.",
        f"Plane of symmetry: {sure}; {plane['support']:.0%} of the surface lies on its mirror image.",
    )


def _compared(found: ComparedJson, console: Console) -> None:
    console.print(Text(f"Against the older scan {found['older_sha256'][:12]}", "bold"))
    growth = f"{found['scale']:.3f} ({found['scale_low']:.3f} to {found['scale_high']:.3f})"
    console.print(f"  Size {growth} of the older; {found['seen']:.0%} of the surface was seen in both.")
    grid = Table.grid(padding=(0, 2))
    for whole, shape in zip(found["regions"], found["shape"], strict=True):
        grid.add_row(whole["name"], _changed(whole, shape))
    for size in found["sizes"]:
        if size["name"].startswith("girth") and size["change"] is not None:
            sure = f"({_more(size['low'])} to {_more(size['high'])})"
            grid.add_row(size["name"], f"{_more(size['change'])} mm {sure}")
    for row in found["measures"]:
        if row["unit"] == "class":
            continue
        change = f"{_more(row['change'])} {row['unit']} ({_more(row['low'])} to {_more(row['high'])})"
        grid.add_row(
            measure_title(row["name"]), f"{said_value(row['older'])} → {said_value(row['newer'])}, {change}"
        )
    console.print(Padding(grid, (0, 0, 1, 2)))
    for said in found["warnings"]:
        console.print(Padding(Text(said, "yellow"), (0, 0, 1, 2)))


def _changed(whole: ChangeJson, shape: ChangeJson) -> str:
    """Say how far a part moved and what it gained, and behind that what is left without growth."""
    if whole["mean_mm"] is None or shape["mean_mm"] is None:
        return "not seen"
    moved = f"{_more(whole['mean_mm'])} mm, {_more(whole['volume_ml'], 0)} mL"
    left = f"{_more(shape['mean_mm'])} mm, {_more(shape['volume_ml'], 0)} mL"
    sure = f"{_more(shape['volume_low'], 0)} to {_more(shape['volume_high'], 0)}"
    return f"{moved}; of shape {left} ({sure})"


def measure_title(name: str) -> str:
    """Return a measure's name in words."""
    first, _, which = name.partition(".")
    words = _WORDS.get(first, first.replace("_", " ").capitalize())
    return f"{words} ({which.replace('_', ' ')})" if which else words


def _group(rests_on: str, measures: list[MeasureJson], console: Console) -> None:
    """Print the numbers of one region or level, and below it the classes of named scales in words."""
    console.print(Text(rests_on, "underline"))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(min_width=36)
    grid.add_column(no_wrap=True, justify="right", min_width=10)
    grid.add_column(no_wrap=True)
    classes = []
    for measure in measures:
        if measure["unit"] == "class":
            classes.append(measure)
            continue
        value, low, high = measure["value"], measure["low"], measure["high"]
        told = (
            Text("unknown", "magenta")
            if value is None
            else Text(f"{said_value(value)} {measure['unit']}", "bold")
        )
        sure = (
            "" if value is None or low is None or high is None else f"{said_value(low)} to {said_value(high)}"
        )
        grid.add_row(measure_title(measure["name"]), told, Text(sure))
    console.print(Padding(grid, (0, 0, 0, 2)))
    for measure in classes:
        which = measure["name"].partition(".")[2].replace("_", " ")
        console.print(Padding(Text(f"{which}: {measure['note']}"), (0, 0, 0, 4)))
    console.print()


def _methods(measures: list[MeasureJson], console: Console) -> None:
    """Print how each was measured; a sentence that several share stands once."""
    console.print(
        Text("How it was measured, and what to know of it (intervals hold 95 times in 100)", "bold")
    )
    for who, sentence in sentences(measures):
        console.print(Padding(Text.assemble((f"{who}: ", "dim"), (sentence, "dim")), (0, 0, 0, 2)))
    console.print()


def sentences(measures: list[MeasureJson]) -> list[tuple[str, str]]:
    """Return methods and notes, each with the measures that it is said of."""
    said: dict[str, list[str]] = {}
    for measure in measures:
        parts = _SENTENCE.split(measure["note"]) if measure["unit"] != "class" and measure["note"] else []
        for sentence in (measure["method"], *parts):
            if sentence and not sentence.startswith(_TABLED):
                said.setdefault(sentence.rstrip(".") + ".", []).append(measure_title(measure["name"]))
    return [
        (", ".join(names) if len(names) <= _NAMED else f"{len(names)} measures", sentence)
        for sentence, names in said.items()
    ]


def said_value(value: float) -> str:
    """Return a value with as many places as it deserves."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}"


def _more(value: float | None, places: int = 1) -> str:
    """Say a change with its sign; what rounds to nothing has none."""
    if value is None:
        return "unknown"
    rounded = round(value, places)
    return f"{rounded:+.{places}f}" if rounded else f"{0:.{places}f}"
