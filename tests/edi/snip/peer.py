"""What pyx12 says of the same bytes: the segments (number in the file) in which it finds a fault, with its words."""

from __future__ import annotations

import io
import logging
from typing import Any
from unittest import mock

import pyx12.error_handler
import pyx12.params
import pyx12.x12n_document

__all__ = ["said"]


def said(data: bytes) -> list[tuple[int, str]]:
    """Return (segment, words) of each error of pyx12, in its order."""
    found: list[tuple[int, str]] = []

    class Listener(pyx12.error_handler.err_handler):
        at = 0

        def add_seg(self, map_node: Any, seg_data: Any, seg_count: int, cur_line: int, ls_id: Any) -> None:
            Listener.at = cur_line
            super().add_seg(map_node, seg_data, seg_count, cur_line, ls_id)

        def seg_error(self, err_cde: str, err_str: str, err_value: Any = None, src_line: Any = None) -> None:
            found.append((src_line or Listener.at, f"{err_cde} {err_str}"))
            super().seg_error(err_cde, err_str, err_value, src_line)

        def ele_error(self, err_cde: str, err_str: str, bad_value: Any, refdes: Any = None) -> None:
            found.append((Listener.at, f"{err_cde} {err_str}"))
            super().ele_error(err_cde, err_str, bad_value, refdes)

    logging.disable(logging.CRITICAL)
    try:
        with mock.patch.object(pyx12.error_handler, "err_handler", Listener):
            text = io.StringIO(data.decode())
            pyx12.x12n_document.x12n_document(pyx12.params.params(), text, io.StringIO(), None)
    finally:
        logging.disable(logging.NOTSET)
    return found
