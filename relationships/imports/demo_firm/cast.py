"""The people of Calder Voss who have a name and a story, and who may sign in to the demo."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import normalize

FIRM = "Calder Voss"
DOMAIN = "caldervoss.example"
MANAGING_PARTNER = "Philip Voss"
OFFICES = ["Basel", "Madrid", "Dublin", "London"]
# The last one lives on single deals and misses the goal, the one before it barely.
PRACTICES = [
    "Life sciences",
    "Employment",
    "Competition",
    "Intellectual property",
    "Tax",
    "Disputes",
    "M&A",
]


@dataclass(frozen=True)
class Colleague:
    """Somebody at the firm. Office and practice count from 0."""

    name: str
    role: str
    office: int
    practice: int | None
    signs_in: bool = False
    left: bool = False


NAMED = [
    Colleague("Henrik Lindqvist", "partner", 0, 0, signs_in=True),
    Colleague("Maya Okafor", "account_manager", 0, 0, signs_in=True),
    Colleague("Noor van Dijk", "assistant", 0, 0, signs_in=True),
    Colleague("Amina Farouk", "alumni_admin", 1, None, signs_in=True),
    Colleague("Gerd Achleitner", "administrator", 0, None, signs_in=True),
    Colleague("Siobhán Keane", "auditor", 2, None, signs_in=True),
    Colleague("Philip Voss", "partner", 3, 6),
    Colleague("Ruth Calder", "partner", 3, 1),
    Colleague("Iker Salas", "partner", 1, 2),
    Colleague("Amara Boateng", "partner", 2, 3),
    Colleague("Lotte Steenbergen", "partner", 0, 4),
    Colleague("Declan Moriarty", "partner", 2, 5),
    Colleague("Tomás Ibarra", "account_manager", 1, 2),
    Colleague("Iris Zbinden", "account_manager", 0, 0),
    Colleague("Oliver Tan", "account_manager", 3, 1),
    Colleague("Beatriz Fontes", "partner", 1, 2, left=True),
    Colleague("Daniel Reyes", "account_manager", 1, 6, left=True),
    Colleague("Erik Sundström", "account_manager", 0, 0, left=True),
]


def address(name: str) -> str:
    """`maya.okafor@caldervoss.example`, with letters that any mail server takes."""
    plain = "".join(letter for letter in normalize("NFD", name.lower()) if letter.isascii())
    return ".".join(plain.split()) + "@" + DOMAIN
