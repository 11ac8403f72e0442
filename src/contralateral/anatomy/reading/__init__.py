"""Files of scans: which kind, whether sound and of a bearable size, and what stands in them."""

from contralateral.anatomy.reading.kinds import Limits, kind_of
from contralateral.anatomy.reading.pieces import Pieces, read_pieces

__all__ = ["Limits", "Pieces", "kind_of", "read_pieces"]
