"""Pieces of HTML that a page draws fifty times: `format_html` at a fourth of its time, and as safe."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString


class Drawn(SafeString):
    """What a `Markup` has made of a constant and of escaped values. A test forbids to make one anywhere else."""


class Markup:
    """A constant with places `{}`, or `{name}`; a test forbids to make one of anything but a constant."""

    __slots__ = ("_fill",)

    def __init__(self, constant: str) -> None:
        self._fill = constant.format

    def __call__(self, *values: object, **named: object) -> SafeString:
        """The constant with each value in its place, escaped unless it is safe already."""
        if named:
            return Drawn(self._fill(**{name: _safe(value) for name, value in named.items()}))
        return Drawn(self._fill(*[value if isinstance(value, SafeString) else _safe(value) for value in values]))


def together(pieces: Iterable[object]) -> SafeString:
    """The pieces in a row."""
    return Drawn("".join([_safe(piece) for piece in pieces]))


def _safe(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))
