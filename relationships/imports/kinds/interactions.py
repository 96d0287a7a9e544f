"""A log of touchpoints: calendar, mail and telephone exports, or another system's history."""

from __future__ import annotations

from collections.abc import Iterator

from relationships.imports import cells, times
from relationships.imports.columns import Block, Fault, Field
from relationships.imports.kinds import Circumstances, Kind
from relationships.imports.parties import parties
from relationships.interactions.kinds import KINDS
from relationships.interactions.touch import usual_direction

DIRECTIONS = ("ours", "theirs", "mutual")
PROCESSES = ("sales", "delivery", "finance", "hr", "innovation", "operations")
SENTIMENTS = ("-2", "-1", "0", "1", "2")
_ALSO_KINDS = {"e-mail": "email", "mail": "email", "invoice talk": "invoice_talk", "delivery milestone": "delivery"}
_ALSO_SENTIMENTS = {"--": "-2", "-": "-1", "=": "0", "+": "1", "++": "2", "+1": "1", "+2": "2"}


def describe(given: Circumstances) -> Kind:
    """Columns and cells of an interactions file. Times without a zone are meant in the firm's."""
    return Kind(
        name="interactions",
        columns=(
            "external_id",
            "occurred_at",
            "kind",
            "direction",
            "client",
            "colleagues",
            "people",
            "duration_minutes",
            "summary",
            "sentiment",
            "process",
        ),
        required=("occurred_at", "kind"),
        fields=(
            Field("external_id", "external_id", cells.Text(200), is_text=True),
            Field("occurred_at", "occurred_at", times.moment(given.zone, not_after=given.now)),
            Field("kind", "kind", cells.one_of(KINDS, also=_ALSO_KINDS)),
            Field("direction", "direction", cells.one_of(DIRECTIONS)),
            Field("client", "client", cells.Text(300), is_text=True),
            Field("colleagues", "colleagues", parties(name_length=200)),
            Field("people", "people", parties(name_length=300)),
            Field("duration_minutes", "duration_minutes", cells.whole(at_least=1, at_most=14_400)),
            Field("summary", "summary", cells.Text(20_000, multiline=True), is_text=True),
            Field("sentiment", "sentiment", cells.one_of(SENTIMENTS, also=_ALSO_SENTIMENTS)),
            Field("process", "process", cells.one_of(PROCESSES)),
        ),
        check=other_side,
    )


def other_side(block: Block) -> Iterator[Fault]:
    """Fill in the usual direction of the kind, and refuse touchpoints with nobody on the other side."""
    values = block.values
    values["direction"] = [
        direction or (usual_direction(kind) if kind else "")
        for direction, kind in zip(values["direction"], values["kind"], strict=True)
    ]
    wrong = {fault.index for fault in block.faults}
    for index, (client, people) in enumerate(zip(values["client"], values["people"], strict=True)):
        if not client and not people and index not in wrong:
            yield Fault(index, "client", "Name a client, or people of the other side.")
