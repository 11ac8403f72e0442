"""`contra rules`: which rules there are, for whom and for which codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contralateral.cli.common import as_format, book_of, console, echo_json, own_packs

if TYPE_CHECKING:
    from pathlib import Path

    from contralateral.policy import Rule


@click.command("rules")
@click.option("--payer", metavar="NAME", help="only those that this payer selects")
@click.option("--code", metavar="CODE", help="only those that look at this code")
@click.option("--facts", is_flag=True, help="list the facts that rules ask for, and their questions")
@own_packs
@as_format
def command(payer: str | None, code: str | None, facts: bool, packs: tuple[Path, ...], form: str) -> None:
    """List rules by payer and code, or the facts that a case can state."""
    from contralateral import policy

    book = book_of(packs)
    if facts:
        _print_facts(book.facts, form)
        return
    rules = book.rules if payer is None else book.of_payer(policy.named(book, payer))
    if code is not None:
        wanted = code.strip().upper()
        rules = tuple(r for r in rules if any(e.scope.covers(wanted) for e in r.editions))
    if form == "json":
        echo_json([_as_json(rule) for rule in rules])
        return
    _print_rules(rules)


def _as_json(rule: Rule) -> dict[str, object]:
    record = rule.record
    return {
        "rule": rule.id,
        "title": record.title,
        "outcome": record.outcome,
        "blocks": record.blocks,
        "codes": list(record.codes),
        "from": record.version[0].from_.isoformat(),
        "confidence": record.version[-1].confidence,
        "source": record.version[-1].source,
    }


def _print_rules(rules: tuple[Rule, ...]) -> None:
    from rich.text import Text

    screen = console()
    names = max((len(rule.id) for rule in rules), default=0)
    outcomes = max((len(_outcome(rule)) for rule in rules), default=0)
    for rule in rules:
        record = rule.record
        codes = ", ".join(record.codes[:4]) + (" …" if len(record.codes) > 4 else "")
        codes = "every code" if record.codes == ("*",) else codes
        head = f"{rule.id:{names}}  {_outcome(rule):{outcomes}}  {record.version[0].from_}"
        screen.print(Text(head, "bold"), soft_wrap=True)
        screen.print(Text(f"    {record.title} ({codes})"), soft_wrap=True)
    screen.print(f"{len(rules)} rule(s). `contra explain RULE` prints a rule's page.")


def _outcome(rule: Rule) -> str:
    record = rule.record
    if record.blocks or record.outcome == "advise":
        return record.outcome
    return f"{record.outcome} (does not block)"


def _print_facts(facts: dict[str, dict[str, str]], form: str) -> None:
    asked = {name: fact["question"] for name, fact in facts.items() if fact.get("question")}
    if form == "json":
        echo_json(asked)
        return
    for name, question in sorted(asked.items()):
        click.echo(f"{name:24} {question}")
