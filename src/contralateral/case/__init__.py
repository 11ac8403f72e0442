"""The case: patient, order, device, evidence and lines as frozen values; no input or output but a YAML text."""

from contralateral.case.model import Case
from contralateral.case.parts import Part
from contralateral.case.read import read, schema

__all__ = ["Case", "Part", "read", "schema"]
