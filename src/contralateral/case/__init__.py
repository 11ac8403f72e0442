"""The case: patient, order, device, evidence and lines as frozen values; text in, text out."""

from contralateral.case.add import add_measures
from contralateral.case.model import Case
from contralateral.case.parts import Measure, Part
from contralateral.case.read import read, schema
from contralateral.case.write import write

__all__ = ["Case", "Measure", "Part", "add_measures", "read", "schema", "write"]
