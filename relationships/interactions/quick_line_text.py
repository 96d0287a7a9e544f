"""The log line cut into lexemes: words and signs with their places in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from relationships.interactions.quick_line_words import fold

_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,255}\.[^\W\d_]{2,24}")
_JOINTS = re.compile(r"((?<!\d)[,;]|[,;](?!\d))")  # not the comma of 1,5h
_COUNT = re.compile(r">\d")
_STOPS = ".!?"
_MOST_LEXEMES = 250  # nobody types more; what follows stays in one piece, so that no line is slow to read


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word or a sign; `word` is its folded form without a closing stop; `joined` if no blank stands before it."""

    text: str
    start: int
    end: int
    word: str
    joined: bool


def is_address(text: str) -> bool:
    """Whether `text` is an e-mail address rather than `name@client`."""
    return _ADDRESS.fullmatch(text.rstrip(_STOPS)) is not None


def lexemes(text: str) -> list[Lexeme]:
    """Cut `text` at blanks, at commas and semicolons, at a closing colon, at `@` and after a leading `>`."""
    found: list[Lexeme] = []
    for chunk in _CHUNK.finditer(text):
        start = chunk.start()
        if len(found) >= _MOST_LEXEMES:
            rest = text[start:].rstrip()
            found.append(Lexeme(rest, start, start + len(rest), fold(rest), joined=False))
            break
        for part in _parts(chunk.group()):
            end = start + len(part)
            found.append(Lexeme(part, start, end, _word(part), joined=start > chunk.start()))
            start = end
    return found


def _word(part: str) -> str:
    bare = part.rstrip(_STOPS) or part
    return fold(bare)


def _parts(chunk: str) -> list[str]:
    if chunk.isalnum() or len(chunk) > _MOST_LEXEMES:
        return [chunk]
    parts = [part for part in _JOINTS.split(chunk) if part]
    return [piece for part in parts for piece in _signs(part)]


def _signs(part: str) -> list[str]:
    if len(part) > 1 and part.endswith(":"):
        return [*_signs(part[:-1]), ":"]
    if _COUNT.match(part):
        return [">", part[1:]]
    if "@" in part and not is_address(part):
        return [piece for piece in re.split(r"(@)", part) if piece]
    return [part]
