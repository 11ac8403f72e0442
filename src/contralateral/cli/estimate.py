"""`contra estimate`: what the patient owes, with every step, its source, and what to ask to narrow it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import Day, as_format, book_of, console, contents, echo_json, own_packs, today

if TYPE_CHECKING:
    import datetime as dt

    from rich.console import Console
    from rich.text import Text

    from contralateral.claim.share import Estimate, EstimateLine, Range

_OUTCOME = {"covered": "", "denied": "  denied", "open": "  denied; who bears it is open"}
_QUESTIONS = 6
_FOR_WHOM = (
    "A good faith estimate is for who pays without a plan, and the case does not say so (coverage.self_pay: yes). "
    "With a plan, --sheet plain tells the patient's share."
)


@click.command("estimate")
@click.argument("case", metavar="CASE")
@click.option("--payer", metavar="NAME", help="by this payer's rules, whatever the file says")
@click.option(
    "--today",
    "day",
    type=Day(),
    metavar="DATE",
    help="the day the estimate is made, and that of lines not yet delivered; today where left out",
)
@click.option(
    "--sheet",
    "kind",
    type=click.Choice(["gfe", "plain"]),
    help="a sheet for the patient instead: a good faith estimate for who pays alone, or plain words",
)
@click.option(
    "--save",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="keep the estimate as JSON, to hold it against what is paid later",
)
@own_packs
@as_format
def command(
    case: str,
    payer: str | None,
    day: dt.date | None,
    kind: str | None,
    target: Path | None,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    """Estimate what the patient owes for a case.

    CASE is a case file (YAML). Every step names whose word it rests on. What nobody has told gives a range, and the
    questions that would narrow it, the best first.

    Exit status: 0 estimated, 2 the file could not be read.
    """
    from contralateral import flow
    from contralateral.cli.wire_estimate import estimate_as_json

    ((path, content),) = contents((case,))
    told = flow.estimate(content, path=path, today=day or today(), payer=payer, book=book_of(packs))
    if target is not None:
        target.write_text(
            json.dumps(estimate_as_json(told), indent=2, default=str, ensure_ascii=False) + "\n", "utf-8"
        )
        click.echo(f"Written: {target}", err=True)
    if kind is not None:
        from contralateral.claim.share.sheets import SHEETS, sheet

        chosen = next(name for name in SHEETS if name == kind)
        told_of = flow.case_of(content, path)
        if chosen == "gfe" and not (told_of.coverage and told_of.coverage.self_pay):
            click.echo(_FOR_WHOM, err=True)
        click.echo(sheet(chosen, told, told_of), nl=False)
    elif form == "json":
        echo_json(estimate_as_json(told))
    else:
        _print(told, console())


def _print(told: Estimate, screen: Console) -> None:
    from rich.padding import Padding
    from rich.text import Text

    screen.print(
        Text.assemble((told.case, "bold"), f"  {told.source}  {told.payer_title}, made {told.made}"),
        soft_wrap=True,
    )
    for line in told.lines:
        _line(line, screen)
    screen.print(Text.assemble("The patient owes ", (_amount(told.patient), "bold"), "."))
    if told.if_covered != told.patient:
        screen.print(Text(f"If every line were paid: {_amount(told.if_covered)}."))
    if not told.patient.exact:
        screen.print(Text("The steps are those of the most. What would narrow it:"))
        for question in told.questions[:_QUESTIONS]:
            answers = "; ".join(f"{words}: {_amount(found)}" for words, found in question.answers)
            where = f" [{question.where}]" if question.where else ""
            words = Text.assemble("? ", question.question, (f"{where} {answers}", "dim"))
            screen.print(Padding(words, (0, 0, 0, 2)))
        if len(told.questions) > _QUESTIONS:
            screen.print(Text(f"  and {len(told.questions) - _QUESTIONS} more (--format json)."))
    for note in (*told.notes, *told.assumed):
        screen.print(Text(note, "yellow"))
    screen.print(Text(f"Rests on: {'; '.join(told.tables) or 'the case alone'}.", "dim"))


def _line(line: EstimateLine, screen: Console) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    head = Text.assemble(
        (f"line {line.line}  {line.code or 'no code'}", "bold"),
        f"  {line.name}  ",
        (_amount(line.patient), "bold"),
        (_OUTCOME[line.outcome], "red"),
    )
    screen.print(head)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(ratio=1)
    for step in line.steps:
        grid.add_row(*_step(step.what, step.cents, step.why, step.ground))
    screen.print(Padding(grid, (0, 0, 0, 2)))


def _step(what: str, cents: int, why: str, ground: str) -> tuple[Text, Text, Text]:
    from rich.text import Text

    from contralateral.claim.share import dollars

    final = what == "the patient owes"
    words = Text() if final else Text.assemble(f"{why}. ", (ground, "dim"))
    return Text(what, "bold" if final else ""), Text(_shown(cents, dollars(cents))), words


def _shown(cents: int, words: str) -> str:
    from contralateral.claim.share.told import ENDLESS

    return "?" if abs(cents) >= ENDLESS // 10 else words


def _amount(found: Range) -> str:
    from contralateral.claim.share import dollars

    if found.exact:
        return dollars(found.low)
    if found.high is None:
        return f"{dollars(found.low)} or more"
    return f"{dollars(found.low)} to {dollars(found.high)}"
