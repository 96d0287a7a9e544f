"""Words around an introduction: what is promised, and the note that asks for it. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def asking_words(asked: str, wanted: str) -> str:
    """What the asker owes: to ask, and to hear the answer."""
    return f"Ask {asked} for an introduction to {wanted}"[:300]


def making_words(asker: str, wanted: str) -> str:
    """What whoever said yes owes."""
    return f"Introduce {asker} to {wanted}"[:300]


def note_words(asked: str, asker: str, wanted: str, steps: Sequence[str]) -> str:
    """A draft of the note to whoever is asked first; `steps` say how they come to know the one wanted."""
    how = f" {' '.join(steps)}" if steps else ""
    return (
        f"Dear {asked},\n\n"
        f"would you introduce me to {wanted}?{how}\n\n"
        f"What I would like to talk about: …\n\n"
        f"Ask {wanted} first whether it is welcome. And if you would rather not, a word is enough.\n\n"
        f"{asker}"
    )
