"""By what a row of a file finds the record that it changes: the usual order, or one thing alone. Pure: no Django."""

from __future__ import annotations

from dataclasses import replace

from relationships.imports.kinds import Kind

USUALLY = {
    "clients": "its id in this source, else its exact name or another name it has",
    "people": "their id in this source, else their e-mail, else their name at that client",
    "colleagues": "their e-mail, else their exact name",
    "alumni": "their e-mail, else their exact name among alumni or at their employer",
    "engagements": "its id in this source, else its client and name",
    "ledger": "its id in this source, else all that the row says",
    "interactions": "its id in this source, else all that the row says",
}
_ALONE = {
    "clients": {"external_id": "its id in this source alone", "name": "its exact name or another name it has alone"},
    "people": {
        "external_id": "their id in this source alone",
        "email": "their e-mail alone",
        "name": "their name at that client alone",
    },
    "colleagues": {"email": "their e-mail alone"},
    "alumni": {"email": "their e-mail alone", "name": "their exact name alone"},
    "engagements": {"external_id": "its id in this source alone", "name": "its client and name alone"},
    "ledger": {"external_id": "its id in this source alone", "content": "all that the row says"},
    "interactions": {"external_id": "its id in this source alone", "content": "all that the row says"},
}
_MUST_BE_THERE = {"external_id", "email"}


def keys_of(kind: str) -> dict[str, str]:
    """By what records of a kind may be known, in words; blank is the usual order."""
    return {"": USUALLY[kind], **_ALONE[kind]}


def known_by(kind: Kind, key: str) -> Kind:
    """The kind of file whose rows are known by `key` alone: every row needs it, where it is a column of its own."""
    return replace(kind, required=(*kind.required, key)) if key in _MUST_BE_THERE else kind


def reads_ids(key: str) -> bool:
    """Whether ids are looked up and kept; known by something else alone, records are not to be told apart by them."""
    return key in ("", "external_id")
