"""What a cell says about being written to: one word for everything, or what somebody agreed to. Pure."""

from __future__ import annotations

import json
import re

from relationships.imports.cells import CellError

_STATES = {
    "given": "yes y true t 1 x given agreed granted consented all everything opt-in opted-in subscribed",
    "declined": "no n false f 0 declined refused denied",
    "withdrawn": "withdrawn revoked opt-out opted-out unsubscribed",
    "": "unknown none asked not-asked pending - ? n/a",
}
_PURPOSES = {
    "news": "news newsletter newsletters",
    "events": "event events invitations",
    "jobs": "job jobs job-offers",
    "references": "reference references reference-talks",
    "wishes": "wishes birthday birthdays birthday-wishes",
}
STATES = {word: state for state, words in _STATES.items() for word in words.split()}
PURPOSES = {word: purpose for purpose, words in _PURPOSES.items() for word in words.split()}


def consents(cell: str) -> str:
    """`yes`, `no`, `withdrawn`, or purposes with `;` between: JSON, a list of [purpose, state]; blank when nothing is known.

    Raises `CellError`.
    """
    said = _word(cell)
    if said in STATES:
        return json.dumps([["all", STATES[said]]]) if STATES[said] else ""
    words = [_word(piece) for piece in re.split(r"[;,|+]", cell) if piece.strip()]
    if not words or any(word not in PURPOSES for word in words):
        raise CellError(
            "Unknown. Write yes, no or withdrawn; or what was agreed to: news; events; jobs; references; wishes."
        )
    return json.dumps(sorted([purpose, "given"] for purpose in {PURPOSES[word] for word in words}))


def _word(text: str) -> str:
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split()) or text.strip()
