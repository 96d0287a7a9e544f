"""Every key of the product in one table: the help is written from it, and the script reads it from the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.vocabulary import speak


@dataclass(frozen=True)
class Key:
    """What to press, in words, and what it does. `does` names an act of static/js/keys.js, `goes` an address."""

    shown: tuple[str, ...]
    says: str
    presses: str = ""
    does: str = ""
    goes: str = ""


@dataclass(frozen=True)
class KeyGroup:
    """Keys that work in one place."""

    title: str
    keys: Sequence[Key]


WALKING = (
    Key(("J",), "Next row", "j", "next"),
    Key(("K",), "Row before", "k", "before"),
    Key(("↓", "↑"), "The same, from a row on", "ArrowDown|ArrowUp", "from-row"),
    Key(("Enter",), "Open the row", "Enter", "open"),
    Key(("Space",), "Tick the row", "Space", "tick"),
    Key(("Shift", "Space"), "Tick all rows since the last one ticked"),
    Key((".",), "What can be done with the row"),
    Key(("F",), "Filters"),
    Key(("V",), "Saved views"),
)
LOGGING = (
    Key(("1", "… 9"), "Choose from what a question offers"),
    Key(("Enter",), "Save, from anywhere"),
    Key(("Esc",), "Close; the draft stays"),
)
CLIENT = (
    Key(("1", "… 7"), "The tabs of a page, in their order"),
    Key(("W",), "Why this grade"),
)
ALWAYS = (
    Key(("Ctrl Z",), "Take back the last change"),
    Key(("?",), "These keys"),
    Key(("Esc",), "Close"),
)


def key_groups(*, logs: bool, finds: bool, places: Sequence[tuple[str, str, str]]) -> list[KeyGroup]:
    """The keys of a person who may log, find, and go to `places`: (keys, label, address)."""
    first = [Key(("L",), "Log a touchpoint")] if logs else []
    first += [Key(("Ctrl K", "/"), "Find anything")] if finds else []
    going = [Key(tuple(keys.upper().split()), label, keys, "go", address) for keys, label, address in places if keys]
    return [
        KeyGroup("Everywhere", [*first, *ALWAYS]),
        KeyGroup("Go to: one after the other", going),
        KeyGroup("In lists", WALKING),
        KeyGroup("While logging", LOGGING),
        KeyGroup(speak("On a client's page"), CLIENT),
    ]
