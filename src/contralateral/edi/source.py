"""Where the bytes come from: a file that may be larger than memory, or bytes at hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from contralateral.errors import FileUnreadable

if TYPE_CHECKING:
    from io import BufferedReader
    from pathlib import Path
    from types import TracebackType

__all__ = ["Source"]


class Source:
    """Bytes by offset. A file stays open until ``close`` or the end of a ``with``."""

    def __init__(self, content: bytes | Path, *, path: str) -> None:
        """Open a file, or take bytes as they are.

        Args:
            content: the bytes, or the file that has them.
            path: how the file is named to a person.

        Raises:
            FileUnreadable: there is no such file, it is a folder, or it may not be read.
        """
        self.path = path
        self._file: BufferedReader | None = None
        self._bytes = b""
        if isinstance(content, bytes):
            self._bytes, self.size = content, len(content)
            return
        try:
            self._file = content.open("rb")
            self.size = os.fstat(self._file.fileno()).st_size
        except FileNotFoundError:
            raise FileUnreadable(path, "there is no such file.", "Check the path.") from None
        except IsADirectoryError:
            raise FileUnreadable(path, "this is a folder.", "Name the files in it.") from None
        except OSError as fault:
            raise FileUnreadable(
                path, f"it cannot be read ({fault.strerror}).", "Check its permissions."
            ) from None

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from ``start`` to ``end``, fewer where the file ends."""
        if self._file is None:
            return self._bytes[start:end]
        self._file.seek(start)
        return self._file.read(max(min(end, self.size) - start, 0))

    def fill(self, into: memoryview, start: int) -> None:
        """Copy the bytes from ``start`` on, as many as there is room for; a file that has become shorter is an error.

        Raises:
            FileUnreadable: the file ends before.
        """
        if self._file is None:
            into[:] = self._bytes[start : start + len(into)]
            return
        self._file.seek(start)
        if self._file.readinto(into) != len(into):
            raise FileUnreadable(
                self.path, "it became shorter while it was read.", "Read it again when it is whole."
            )

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Source:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()
