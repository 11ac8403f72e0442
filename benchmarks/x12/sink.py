"""Where segments go: counted, gathered to a megabyte, written; with room for a header that is known last."""

from __future__ import annotations

from typing import BinaryIO

__all__ = ["Sink"]

_GATHER = 1 << 20


class Sink:
    """Takes text made of whole segments that end in ``~``; ``size`` and ``segments`` count what was taken."""

    def __init__(self, out: BinaryIO, *, newline: bool = False) -> None:
        self.out, self.newline = out, newline
        self.size = self.segments = 0
        self._texts: list[str] = []
        self._gathered = 0

    def put(self, text: str) -> None:
        """Take whole segments."""
        ended = text.count("~")
        self.segments += ended
        self.size += len(text) + (ended if self.newline else 0)
        self._texts.append(text)
        self._gathered += len(text)
        if self._gathered >= _GATHER:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        self.out.write(self._bytes("".join(self._texts)))
        self._texts, self._gathered = [], 0

    def reserve(self, text: str) -> int:
        """Take segments that ``amend`` replaces later; return their place."""
        self.flush()
        at = self.size
        self.put(text)
        return at

    def amend(self, at: int, old: str, new: str) -> None:
        """Put ``new`` where ``old`` was reserved. Raise ValueError if it is not as long."""
        if len(old) != len(new) or old.count("~") != new.count("~"):
            raise ValueError("the amended header is not as long as the one reserved")
        self.flush()
        end = self.out.tell()
        self.out.seek(at - self.size + end)
        self.out.write(self._bytes(new))
        self.out.seek(end)

    def _bytes(self, text: str) -> bytes:
        return (text.replace("~", "~\n") if self.newline else text).encode("ascii")
