"""No test sees the tables that someone loaded for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def own_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for a user's own tables."""
    folder = tmp_path / "tables"
    monkeypatch.setenv("CONTRA_TABLES", str(folder))
    return folder
