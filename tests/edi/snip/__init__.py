"""Tests of the SNIP checks."""
