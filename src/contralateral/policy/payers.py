"""Which payer is meant: by the id on the claim, failing that by its filing code, or by the name a person gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from contralateral.errors import NameUnknown
from contralateral.policy.factor import combine, factor_texts

if TYPE_CHECKING:
    from contralateral.policy.book import Book

__all__ = ["UNRECOGNIZED", "named", "recognize"]

#: The payer of a claim that no selection recognizes: it meets the pack ``all`` and nothing else.
UNRECOGNIZED = ""


def named(book: Book, name: str) -> str:
    """Return the key of a payer that a person named by key, title or id.

    Raises:
        NameUnknown: with the nearest key.
    """
    wanted = name.strip().lower()
    for key, payer in book.payers.items():
        if wanted in {key, payer.title.lower(), *(i.lower() for i in payer.ids)}:
            return key
    raise NameUnknown("payer", name, book.payers, "Known are " + ", ".join(book.payers) + ".")


def recognize(claims: pl.DataFrame, book: Book) -> pl.Series:
    """Return the key of each claim's payer, or ``UNRECOGNIZED``.

    Args:
        claims: with ``payer_id`` and ``filing_code``, both nullable.
        book: whose payers are asked, ids before filing codes.
    """
    by_id = {name.lower(): key for key, payer in book.payers.items() for name in (key, *payer.ids)}
    by_code = {code: key for key, payer in book.payers.items() for code in payer.filing_codes}
    ids, codes = factor_texts(claims["payer_id"]), factor_texts(claims["filing_code"])
    both = combine(ids.ids, codes.ids, max(codes.count, 1))
    first = both.first.tolist()
    keys = [_key(by_id, by_code, claims["payer_id"][i], claims["filing_code"][i]) for i in first]
    if len(keys) == 1:
        return pl.Series("payer", keys * claims.height, pl.String)
    return pl.Series("payer", keys, pl.String)[both.ids]


def _key(by_id: dict[str, str], by_code: dict[str, str], name: str | None, code: str | None) -> str:
    found = None if name is None else by_id.get(name.strip().lower())
    return found or by_code.get(code or "") or UNRECOGNIZED
