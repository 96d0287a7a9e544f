"""Lengths inside SVG attributes."""

from __future__ import annotations


def pct(value: float) -> str:
    """`value` (0-100) as an SVG length: "62.5%"."""
    return f"{_short(value)}%"


def px(value: float) -> str:
    """`value` as a plain SVG number without trailing zeros."""
    return _short(value)


def clamp(value: float, low: float, high: float) -> float:
    """`value`, or the nearer end of low-high."""
    return max(low, min(high, value))


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
