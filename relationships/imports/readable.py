"""Cells as a page can show them. Pure."""

from __future__ import annotations

import re

_BROKEN = re.compile("[\ud800-\udfff]")


def readable(cell: str) -> str:
    """A byte that the file's encoding doesn't know, which is a lone surrogate in the text, is shown as "�"."""
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", cell)
