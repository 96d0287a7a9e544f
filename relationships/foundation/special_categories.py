"""What is not written down about people, and how to find it in a text before it is saved. Pure.

The words are data, a module a language; the firm writes in whichever it likes, so all of them are looked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from relationships.foundation.special_words_de import GERMAN
from relationships.foundation.special_words_en import ENGLISH

LANGUAGES: dict[str, dict[str, str]] = {"en": ENGLISH, "de": GERMAN}
REASONS: dict[str, tuple[str, str]] = {
    "health": ("health", "Write the choice, never the reason: “no nuts”, “ground floor”."),
    "religion": ("religion", "Write the choice, never the reason: “no pork”, “not on Fridays”."),
    "politics": ("politics", "Leave it out."),
    "union": ("trade unions", "Leave it out."),
    "sexuality": ("private life", "Leave it out."),
    "ethnicity": ("origin", "Leave it out."),
    "children": ("children", "Leave it out."),
}
"""By category: what it is called, and what to do instead."""
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True)
class Found:
    """A word as it was written, and the category that it hints at."""

    word: str
    category: str

    @property
    def about(self) -> str:
        return REASONS[self.category][0]

    @property
    def instead(self) -> str:
        return REASONS[self.category][1]


def found_in(text: str) -> list[Found]:
    """Words of `text` that hint at what is not written down, in their order, one a category."""
    found: dict[str, Found] = {}
    for word in _WORD.findall(text):
        for category in _categories_of(_plain(word)):
            found.setdefault(category, Found(word, category))
    return list(found.values())


def warning(found: list[Found]) -> str:
    """One message for what was found: the words, why they are not for here, and what to write instead."""
    parts = [f"“{each.word}” speaks of {each.about}. {each.instead}" for each in found]
    return " ".join([*parts, "Write only what they could read themselves."])


def _categories_of(word: str) -> Iterator[str]:
    for category, (whole, beginnings) in _LOOKED_FOR.items():
        if word in whole or word.startswith(beginnings):
            yield category


def _plain(word: str) -> str:
    """Lower case without accents: "Zöliakie" is found as "zoliakie"."""
    folded = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _looked_for(category: str) -> tuple[frozenset[str], tuple[str, ...]]:
    words = " ".join(words.get(category, "") for words in LANGUAGES.values()).split()
    whole = frozenset(word for word in words if not word.endswith("*"))
    return whole, tuple(word.removesuffix("*") for word in words if word.endswith("*"))


_LOOKED_FOR = {category: _looked_for(category) for category in REASONS}
