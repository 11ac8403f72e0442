"""Telling kinds apart, from a whole file and from its first segments."""

from __future__ import annotations

import pytest

from contralateral.edi import recognize
from tests.edi.x12_text import group, interchange, transaction
from tests.plain.read import read


@pytest.mark.parametrize(
    ("set_id", "version", "kind"),
    [
        ("837", "005010X222A1", "837P"),
        ("837", "005010X222A2", "837P"),
        ("837", "004010X098A1", "837P"),
        ("837", "005010X223A3", "837I"),
        ("837", "004010X096A1", "837I"),
        ("837", "005010X224A2", "837D"),
        ("837", "005010X298", "other"),
        ("835", "005010X221A1", "835"),
        ("277", "005010X214", "277CA"),
        ("277", "005010X212", "other"),
        ("999", "005010X231A1", "999"),
        ("278", "005010X217", "278"),
        ("270", "005010X279A1", "other"),
    ],
)
def test_kinds(set_id: str, version: str, kind: str) -> None:
    data = interchange(group(transaction("REF*X", set_id=set_id, version=version), version=version))
    assert recognize(data) == kind
    assert [(t.kind, t.set_id, t.version) for t in read(data, path="a").transactions] == [
        (kind, set_id, version)
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", None),
        (b"ISABELLA,1\n", None),
        (b"schema: 1\n", None),
        (b"ISA*00*cut", "other"),
        (b"\xef\xbb\xbf\r\n" + interchange(["TA1*1*261116*1015*A*000"]), "TA1"),
        (interchange(), "other"),
    ],
)
def test_recognize_what_is_not_a_claim(data: bytes, kind: str | None) -> None:
    assert recognize(data) == kind
