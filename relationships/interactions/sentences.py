"""A touchpoint in words: "Maya called Ana Ruiz", "Logged: call with Ana Ruiz". Pure."""

from __future__ import annotations

from collections.abc import Sequence

from relationships.interactions.kinds import KINDS

_MOST_NAMES = 3


def listed(names: Sequence[str]) -> str:
    """ "Ana", "Ana and Felix", "Ana, Felix and 4 others"."""
    if len(names) > _MOST_NAMES:
        return f"{', '.join(names[: _MOST_NAMES - 1])} and {len(names) - _MOST_NAMES + 1} others"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def titled(kind: str, others: Sequence[str]) -> str:
    """What it was, as a noun: "call with Ana Ruiz"; without anybody named "call"."""
    known = KINDS[kind]
    return f"{known.noun} {known.joined} {listed(others)}" if others else known.noun


def told(kind: str, direction: str, ours: Sequence[str], others: Sequence[str]) -> str:
    """What happened, as a sentence: who of us did what with whom, the other way round when they reached out."""
    known = KINDS[kind]
    if not ours or not others or kind == "other":
        title = titled(kind, others)
        return title[0].upper() + title[1:]
    if direction == "theirs":
        return f"{listed(others)} {known.verb} {listed(ours)}"
    return f"{listed(ours)} {known.verb} {listed(others)}"


def lasted(minutes: int | None) -> str:
    """ "20 min", "1 h 30 min", "2 h"; nothing when it isn't known."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]))
