"""Looking up on a day: one logic for one code and for millions of lines."""

from __future__ import annotations
