"""The letters and the tint of a portrait."""

from __future__ import annotations

import unicodedata
from zlib import crc32

TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "sir", "dame", "the"})
TINTS = 6


def initials(name: str) -> str:
    """One or two capitals for `name`, titles left out; "?" when it holds no letter or digit."""
    words = [word for word in name.split() if any(char.isalnum() for char in word)]
    named = [word for word in words if word.rstrip(".").casefold() not in TITLES] or words
    letters = [_first_letter(word) for word in named]
    return "".join(letters[:1] + letters[1:][:1]).upper() or "?"


def tint(name: str) -> int:
    """A number 0-5 that stays the same for the same name, whatever its case or accents' encoding."""
    return crc32(unicodedata.normalize("NFC", name).casefold().strip().encode()) % TINTS


def _first_letter(word: str) -> str:
    return next(char for char in unicodedata.normalize("NFC", word) if char.isalnum())
