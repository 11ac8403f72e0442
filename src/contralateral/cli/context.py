"""`contra context`: whom a code serves, who takes part and what the policy wants shown, held against a case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from contralateral.cli.common import (
    as_format,
    book_of,
    case_day,
    console,
    contents,
    echo_json,
    own_packs,
    requirements_of,
    today,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from rich.text import Text

    from contralateral.guide.context import Context
    from contralateral.policy import Authority

_MARKS = {"present": "✓", "unknown": "?"}
_COLORS = {"present": "green", "unknown": "magenta"}
_DOUBT = {"H": "", "M": "second-hand source, ", "NV": "not verified, "}
_FEW, _PARTS = 8, 3

_CODE = re.compile("[A-Z0-9]{5}")


@click.command("context")
@click.argument("case", metavar="[CASE]", required=False)
@click.option("--code", metavar="L8030", help="a code instead of a case; name its payer too")
@click.option("--payer", metavar="NAME", help="by this payer's policies, whatever the file says")
@case_day
@own_packs
@as_format
def command(
    case: str | None,
    code: str | None,
    payer: str | None,
    day: dt.date | None,
    packs: tuple[Path, ...],
    form: str,
) -> None:
    """Tell the clinical context of each line of a case, or of a code without one.

    Which diagnoses the code serves, who must take part, which evaluation, imaging and measures the payer's policy
    wants, each with its source; of a case (YAML) also whether it is there. `contra checklist` has the same papers with
    all that must stand in them.
    """
    from contralateral import flow
    from contralateral.guide import context as contexts

    if (case is None) == (code is None):
        raise click.UsageError("Name a case file, or a code with --code, and not both.")
    told: tuple[Context, ...]
    on = day or today()
    if code is not None:
        if payer is None:
            raise click.UsageError("A code alone has no payer: name one with --payer, as medicare-dme.")
        code = code.strip().upper()
        if not _CODE.fullmatch(code):
            raise click.UsageError(f"'{code}' is no code: five letters and digits, as L8030.")
        book = book_of(packs)
        of = {"on": on, "book": book, "requirements": requirements_of(packs)}
        from contralateral import policy

        _known(code, on)
        told = (contexts.of_code(code, payer=policy.named(book, payer), **of),)  # type: ignore[arg-type]
    else:
        assert case is not None
        ((path, content),) = contents((case,))
        told = flow.context(
            content,
            path=path,
            today=on,
            payer=payer,
            book=book_of(packs),
            requirements=requirements_of(packs),
        )
    if form == "json":
        from contralateral.cli.wire_context import context_as_json

        echo_json(context_as_json(told))
    else:
        _print(told)


def _known(code: str, on: dt.date) -> None:
    """Refuse a code that no table has heard of: its context would be that of any code.

    Raises:
        NameUnknown: it is such a code.
    """
    from contralateral import codes
    from contralateral.errors import NameUnknown

    entry = codes.hcpcs(code, on=on)
    named = entry.long or entry.short or entry.status not in ("unknown", "not_listed")
    if not named and not codes.history(code):
        way_out = "`contra find` finds a code by its description."
        raise NameUnknown("code", code, codes.names(on=on)["code"].to_list(), way_out)


def _print(told: tuple[Context, ...]) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    screen = console()
    if not told:
        screen.print("The case has no lines; its code decides the context.")
    for one in told:
        who = f"payer {one.payer}" if one.payer else "payer not recognized: only what holds for every payer"
        head = f"line {one.line}  {one.code}" if one.judged else one.code
        screen.print(Text.assemble((head, "bold"), f"  {who}"), soft_wrap=True)
        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        for row in _rows(one):
            grid.add_row(*row)
        screen.print(Padding(grid, (0, 0, 0, 2)))


def _rows(one: Context) -> Iterator[tuple[str | Text, ...]]:
    from rich.text import Text

    from contralateral.guide.context import KINDS

    yield "", "", Text("Whom it serves", "underline")
    if not one.families:
        yield "", "", "No policy or list of this payer names diagnoses for it."
    served = any(family.state == "present" for family in one.families)
    for family in one.families:
        few = ", ".join(family.diagnoses[:_FEW]) + (
            f", … ({len(family.diagnoses)} codes)" if len(family.diagnoses) > _FEW else ""
        )
        words = f"{family.title}{'; nothing else is covered' if family.closed else ''}: {few}"
        found = (f"the line has {', '.join(map(_dotted, family.found))}",) if family.found else ()
        # One family is enough: where the line is of one, the others lack nothing.
        other = served and family.state == "missing" and not family.closed
        yield _row(one, "" if other else family.state, words, found, (), family.authority, "")
    yield (
        "",
        "",
        Text(
            "Who takes part, and for what" + (": is there a paper of theirs?" if one.judged else ""),
            "underline",
        ),
    )
    for person in one.participants:
        state = person.state if person.must or person.found else ""
        for group in person.by_authority():
            few = "; ".join(part.title for part in group[:_PARTS])
            more = f"; and {len(group) - _PARTS} more" if len(group) > _PARTS else ""
            words = f"{person.role}{'' if person.must else ' (may stand in or support)'}: {few}{more}"
            yield _row(one, state, words, person.found, (), group[0].authority, "")
    heading = ""
    for wanted in one.wanted:
        if wanted.kind != heading:
            heading = wanted.kind
            yield "", "", Text(KINDS[wanted.kind], "underline")
        way = f" (one way: {wanted.way})" if wanted.needed == "one way" else ""
        level = "" if wanted.needed in {"required", "one way"} else f" ({wanted.needed})"
        asks = wanted.asks if one.judged else ()
        detail = wanted.detail if one.judged else ()
        yield _row(
            one, wanted.state, wanted.title + way + level, detail, asks, wanted.authority, wanted.origin
        )


def _dotted(diagnosis: str) -> str:
    """A diagnosis as people write it."""
    return f"{diagnosis[:3]}.{diagnosis[3:]}" if len(diagnosis) > 3 else diagnosis


def _row(
    one: Context,
    state: str,
    words: str,
    found: tuple[str, ...],
    asks: tuple[str, ...],
    authority: Authority,
    origin: str,
) -> tuple[str | Text, ...]:
    from rich.text import Text

    shown = state if one.judged else ""
    color = _COLORS.get(shown, "yellow")
    parts: list[str | tuple[str, str]] = [words]
    parts += [f"\n{each}" for each in found]
    parts += [(f"\n? {each}", "magenta") for each in asks]
    source = f"{_DOUBT[authority.confidence]}{authority.title}" + (
        f", {authority.at}" if authority.at else ""
    )
    parts.append((f"\n{source}" + (f" · {origin}" if origin else ""), "dim"))
    mark = "" if not shown else _MARKS.get(shown, "✗")
    return Text(mark, color), Text(shown, color), Text.assemble(*parts)
