"""Two scans of one patient over time: laid over each other, growth told apart from shape, change part by part."""

from contralateral.anatomy.compare.scans import compare
from contralateral.anatomy.compare.value import Change, Comparison, Size

__all__ = ["Change", "Comparison", "Size", "compare"]
