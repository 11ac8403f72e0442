"""What `contra measure` writes: figures and JSON into a folder, facts into a case file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contralateral.cli.common import contents
from contralateral.errors import ContralateralError, SideUnclear

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.anatomy.examine import Examination
    from contralateral.anatomy.figures import Figure
    from contralateral.cli.wire_measure import FactJson, MeasureAnswer
    from contralateral.design import Design
    from contralateral.guide.measured import Taken

__all__ = ["case_written", "device_written", "figures_written", "json_written"]


def figures_written(told: Examination, out: Path) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """Write the figures and return them, with what could not be drawn and why.

    Raises:
        ContralateralError: the folder cannot be written to.
    """
    from contralateral.anatomy.figures import FiguresUnavailable, draw_lines, draw_views

    lines: tuple[Figure, ...] = ()
    try:
        out.mkdir(parents=True, exist_ok=True)
        subject = told.subject()
        lines = (_sheet(told, out), *draw_lines(subject, out))
        return (*draw_views(subject, out), *lines), ()
    except (FiguresUnavailable, SideUnclear) as fault:
        return lines, (str(fault),)
    except OSError as fault:
        raise _unwritable(out, fault) from None


def _sheet(told: Examination, out: Path) -> Figure:
    """Return what the sheet will be: it is written last, when everything that stands on it is known."""
    from contralateral.anatomy.figures import Figure

    return Figure(out / f"{told.told.region}-sheet.png", "Measurement sheet", identifying=False)


def json_written(answer: MeasureAnswer, out: Path) -> None:
    """Write the answer beside its figures, and the sheet that states it.

    Raises:
        ContralateralError: the folder cannot be written to.
    """
    from contralateral.anatomy.figures import save_png, sheet_page
    from contralateral.cli.sheet_measure import sheet_of

    try:
        for figure in answer["figures"]:
            if figure["file"].endswith("-sheet.png"):
                save_png(out / figure["file"], sheet_page(sheet_of(answer)))
        (out / "measure.json").write_text(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", "utf-8")
    except OSError as fault:
        raise _unwritable(out, fault) from None


def case_written(told: Examination, case: Path, taken: Taken) -> tuple[tuple[FactJson, ...], tuple[str, ...]]:
    """Add the measures to a case file, which changes in one step or not at all.

    Returns what it now states; where something speaks against that, nothing, and what that is.

    Raises:
        FileUnreadable: it is no case file, or nothing can be added to it.
        ContralateralError: it cannot be written.
    """
    from contralateral import flow

    ((path, content),) = contents((str(case),))
    doubts = flow.doubts(content, told, path=path)
    if doubts:
        return (), (*doubts, "For that, nothing was written into the case.")
    text, facts = flow.into_case(content, told, path=path, taken=taken)
    if not facts:
        return (), ("Nothing that a policy asks for could be measured: nothing was written into the case.",)
    _replaced(case, text)
    return tuple(
        {"fact": f.fact, "value": f.value, "unit": f.unit, "low": f.low, "high": f.high} for f in facts
    ), ()


def device_written(made: Design, case: Path, taken: Taken) -> tuple[str, ...]:
    """Add what a proposed device states to a case file; return the names of those facts.

    Raises:
        FileUnreadable: it is no case file, or nothing can be added to it.
        ContralateralError: it cannot be written.
    """
    from contralateral import __version__, flow

    ((path, content),) = contents((str(case),))
    text, facts = flow.device_into_case(content, made, path=path, taken=taken, version=__version__)
    _replaced(case, text)
    return tuple(fact.fact for fact in facts)


def _replaced(case: Path, text: str) -> None:
    part = case.with_name(case.name + ".part")
    try:
        part.write_text(text, "utf-8", newline="")
        part.replace(case)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise ContralateralError(
            f"{case}: it cannot be written ({fault.strerror}). It is as it was."
        ) from None


def _unwritable(out: Path, fault: OSError) -> ContralateralError:
    return ContralateralError(f"{out}: it cannot be written to ({fault.strerror}). Name another folder.")
