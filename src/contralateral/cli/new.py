"""`contra new`: a case file from a few questions; an empty answer stays unknown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from contralateral.cli.common import today
from contralateral.errors import FileUnreadable

_HEAD = """A case for contralateral. Almost everything may be left out: what is left out is unknown, a question.
Every key is listed by `contra schema case`; check it with `contra check {name}`."""


@click.command("new")
@click.argument("file", required=False)
@click.option("--force", is_flag=True, help="write over a file that is there")
def command(file: str | None, force: bool) -> None:
    """Start a case file by answering a few questions. Press Enter where you do not know."""
    from contralateral import case

    if file:
        _free(Path(file), force)  # before the questions: answers that cannot be kept are lost
    name = _ask("Your name for the case", default="case")
    target = Path(file or f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name or 'case')}.yaml")
    _free(target, force)
    content = _answers(name)
    target.write_text(case.write(content, comment=_HEAD.format(name=target)), "utf-8")
    click.echo(f"Wrote {target}. Next: contra check {target}")


def _free(target: Path, force: bool) -> None:
    if target.exists() and not force:
        raise FileUnreadable(str(target), "it is there already.", "Use --force, or name another file.")
    if not target.parent.is_dir():
        raise FileUnreadable(str(target), "there is no such folder.", "Make it first, or name another.")


def _answers(name: str | None) -> dict[str, Any]:
    payer = _ask("Payer (medicare-dme, commercial, aetna, anthem, cigna, or its id)")
    born = _day("Patient's date of birth")
    state = _match("State where the patient lives, two letters", r"[A-Za-z]{2}")
    region = _ask("Part of the body (breast, spine, head, face, lower limb, upper limb)")
    side = _choice("Side", ["left", "right", "both", "none"])
    cause = _ask("Cause (mastectomy, scoliosis, injury, congenital …)")
    diagnoses = _ask("Diagnoses, ICD-10-CM, with commas between")
    device = _ask("The device in your own words")
    kind = _choice("Is it", ["orthosis", "prosthesis", "garment", "supply", "equipment"])
    make = _choice("Made how", ["off the shelf", "prefabricated", "custom fitted", "custom fabricated"])
    ordered = _day("Date of the written order")
    delivered = _day("Date of delivery")
    return {
        "case": name,
        "payer": payer,
        "patient": {"born": born, "state": state and state.upper()},
        "condition": {
            "region": region,
            "side": side,
            "cause": cause,
            "diagnoses": diagnoses.replace(",", " ").split() if diagnoses else None,
        },
        "device": {"description": device, "kind": kind, "region": region, "side": side, "make": make},
        "order": {"date": ordered},
        "delivery": {"date": delivered},
        "lines": _lines(device),
    }


def _lines(device: str | None) -> list[dict[str, Any]]:
    """Ask for the lines, and name codes for the device's description as a help."""
    if device:
        from contralateral import codes

        hits = codes.find(device, codes.names(on=today()), limit=5)
        for hit in hits:
            click.echo(f"    {hit.code}  {hit.long or hit.short}")
    lines: list[dict[str, Any]] = []
    while code := _match(f"Code of line {len(lines) + 1}", r"[A-Za-z]\d{4}"):
        modifiers = _ask("  its modifiers, with blanks between; none for none")
        units = _match("  units", r"\d+(\.\d+)?")
        charge = _match("  charge in dollars", r"\d+(\.\d{1,2})?")
        lines.append(
            {
                "code": code.upper(),
                "modifiers": [] if modifiers == "none" else modifiers and modifiers.upper().split(),
                "units": units and float(units),
                "charge": charge and float(charge),
            }
        )
    return lines


def _ask(words: str, default: str = "") -> str | None:
    answer = click.prompt(words, default=default, show_default=bool(default)).strip()
    return answer or None


def _match(words: str, form: str) -> str | None:
    while (answer := _ask(words)) is not None:
        if re.fullmatch(form, answer):
            return answer
        click.echo("    not of the form wanted; try again, or press Enter")
    return None


def _choice(words: str, among: list[str]) -> str | None:
    while (answer := _ask(f"{words} ({', '.join(among)})")) is not None:
        near = [word for word in among if word.startswith(answer.lower())]
        if len(near) == 1 or answer.lower() in among:
            return answer.lower() if answer.lower() in among else near[0]
        click.echo("    one of these, or press Enter")
    return None


def _day(words: str) -> str | None:
    import datetime as dt

    while (answer := _ask(f"{words} (2026-11-02)")) is not None:
        try:
            return dt.date.fromisoformat(answer).isoformat()
        except ValueError:
            click.echo("    not a day of the calendar; try again, or press Enter")
    return None
