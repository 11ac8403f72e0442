"""SNIP levels 1 to 5 for the 837P (005010X222A1) and the 835 (005010X221A1), from data of our own."""

from __future__ import annotations

from contralateral.edi.snip.checker import Checker, checker
from contralateral.edi.snip.envelope import check_envelope
from contralateral.edi.snip.problems import Kind, Problems, Summary

__all__ = ["Checker", "Kind", "Problems", "Summary", "check_envelope", "checker"]
