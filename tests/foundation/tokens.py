"""Reads static/css/tokens.css the way a browser would: blocks of custom properties."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"/\*.*?\*/", re.S)
BLOCK = re.compile(r"([^{}]+)\{([^{}]*)\}")
PROPERTY = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")

Tokens = dict[str, str]


def blocks(path: str) -> list[tuple[str, Tokens]]:
    """(selector, custom properties) of every innermost block, in order."""
    source = COMMENT.sub("", (ROOT / path).read_text())
    return [(selector.strip(), dict(PROPERTY.findall(body))) for selector, body in BLOCK.findall(source)]


def themes() -> dict[str, Tokens]:
    """The tokens of light, dark and of "follow the system" while the system is dark."""
    found = dict(blocks("static/css/tokens.css"))
    return {
        "light": found[":root"],
        "dark": found["[data-bs-theme=dark]"],
        "auto": found["html:not([data-bs-theme]), [data-bs-theme=auto]"],
    }


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB by WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)
