"""Everything that points at a client, a person, an alumni record or a piece of work, found from the models.

What may stand any number of times simply moves. Whatever a constraint allows once for each record needs a rule in `RULES`; a
test fails for a relation that nobody has thought about (`unclassified`), and until somebody has, a second row gives way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import UniqueConstraint

from accounts.record import Record


@dataclass(frozen=True)
class Twins:
    """Moves unless the record that stays has a row with the same `keys`, among those for which `where` holds (`{row}`).

    A second row of a record (`accounts.record`) is put away where it is; one of a bare link is removed.
    """

    keys: tuple[str, ...]
    where: str = "TRUE"


@dataclass(frozen=True)
class Stays:
    """Is left where it is; `why`: who sees to it, or what it is."""

    why: str


Rule = Twins | Stays | None

SCORED = Stays("derived: the doorbell has it computed anew")
PAST = Stays("what was said on a past day stays said")
OWN = Stays("has a step of its own, which compares days")
NAMES = Stays("derived: names are compared anew")
ITSELF = Stays("the merges themselves")
STANDING = "{row}.archived_at IS NULL"
GOING = "{row}.archived_at IS NULL AND {row}.state IN ('asked', 'accepted', 'agreed')"

RULES: dict[str, Rule] = {
    "clients.GroupEdge.client": OWN,
    "clients.GroupEdge.parent": OWN,
    "clients.JointShare.member": OWN,
    "clients.NotTheSame.one": OWN,
    "clients.NotTheSame.other": OWN,
    "clients.GroupSpan.client": Stays("derived from parents"),
    "clients.GroupSpan.root": Stays("derived from parents"),
    "clients.NameKey.client": NAMES,
    "clients.LookAlike.one": NAMES,
    "clients.LookAlike.other": NAMES,
    "clients.Alias.client": Twins(("name",)),
    "clients.TeamMember.client": Twins(("colleague_id", "role")),
    "contacts.PersonAlias.person": Twins(("name",)),
    "contacts.ContactPoint.person": Twins(("kind", "value")),
    "contacts.MoveSignal.person": Twins(("kind", "said")),
    "engagements.Engagement.client": Twins(("name", "apart")),
    "engagements.UsualWork.engagement": Twins(()),
    "interactions.TouchClient.client": Twins(("interaction_id",)),
    "interactions.TouchPerson.person": Twins(("interaction_id",)),
    "interactions.ComingPerson.person": Twins(("meeting_id",)),
    "interactions.PlannedTouch.client": Twins(("colleague_id",), "{row}.done_at IS NULL AND {row}.archived_at IS NULL"),
    "interactions.Cadence.person": Twins(("tier", "industry"), STANDING),
    "network.Tie.client": SCORED,
    "network.Tie.person": SCORED,
    "network.DeclaredTie.client": Twins(("person_id", "colleague_id"), STANDING),
    "network.DeclaredTie.person": Twins(("client_id", "colleague_id"), STANDING),
    "network.Handover.client": Twins(("departure_id", "person_id")),
    "network.Handover.person": Twins(("departure_id", "client_id")),
    "network.Introduction.person": Twins(("wanted_by_id", "colleague_id", "through_id"), GOING),
    "network.Introduction.through": Twins(("wanted_by_id", "person_id", "colleague_id"), GOING),
    "network.OutOfGraph.person": Twins((), STANDING),
    "network.PassedOver.person": Twins(("colleague_id", "through_id"), STANDING),
    "network.PassedOver.through": Twins(("person_id", "colleague_id"), STANDING),
    "network.SecondTie.client": Twins(("colleague_id",), STANDING),
    "alumni.Alumnus.person": OWN,
    "alumni.Invitation.person": Twins(("event_id",)),
    "alumni.Letter.person": Twins(("kind",), "{row}.state = 'waiting' AND {row}.invitation_id IS NULL"),
    "scoring.StaleMark.client": SCORED,
    "scoring.Health.client": SCORED,
    "scoring.ReturnLikelihood.client": SCORED,
    "scoring.HealthHistory.client": PAST,
    "scoring.PastStanding.client": PAST,
    "scoring.Alert.client": Twins(("kind", "week")),
    "scoring.AlertSnooze.client": Twins(("kind",), STANDING),
    "dashboards.Pin.client": Twins(("user_id",)),
    "dashboards.Pin.person": Twins(("user_id",)),
    "capture.Proposal.person": None,
    "capture.DraftTouch.person": Twins(("user_id",), "{row}.archived_at IS NULL AND {row}.interaction_id IS NULL"),
    "trust.LegalHold.client": Twins((), STANDING),
    "merging.PersonLookAlike.one": NAMES,
    "merging.PersonLookAlike.other": NAMES,
    "merging.TwoPeople.one": OWN,
    "merging.TwoPeople.other": OWN,
    "merging.Merge.client": ITSELF,
    "merging.Merge.person": ITSELF,
    "merging.Absorbed.client": ITSELF,
    "merging.Absorbed.person": ITSELF,
}


@dataclass(frozen=True)
class Relation:
    """A column that holds the id of a record: `table.column`; `pk` names the table's rows."""

    model: type[models.Model]
    name: str
    rule: Rule

    @property
    def key(self) -> str:
        """ "clients.Alias.client"."""
        return f"{self.model._meta.label}.{self.name}"

    @property
    def column(self) -> str:
        column = self.model._meta.get_field(self.name).column  # type: ignore[union-attr]
        assert column is not None
        return column

    @property
    def is_record(self) -> bool:
        """Whether a second one can be put away; else it is removed."""
        return issubclass(self.model, Record)


@cache
def relations_to(target: type[models.Model]) -> tuple[Relation, ...]:
    """Every relation to `target`, those of histories left out."""
    return tuple(_relation(model, name) for model, name in sorted(_found(target), key=str))


def constraints_on(model: type[models.Model], name: str) -> list[Any]:
    """The constraints that allow a value of the field `name` once, alone or with other fields."""
    field = model._meta.get_field(name)
    found: list[Any] = [each for each in model._meta.constraints if name in _names(each)]
    return [*found, field] if getattr(field, "unique", False) else found


def _names(constraint: object) -> list[str]:
    if isinstance(constraint, UniqueConstraint):
        return list(constraint.fields)
    if isinstance(constraint, ExclusionConstraint):
        return [getattr(each[0], "name", str(each[0])) for each in constraint.expressions]
    return []


def unclassified(target: type[models.Model]) -> list[str]:
    """The relations that may stand once for each record and that `RULES` does not name."""
    return [
        each.key for each in relations_to(target) if each.key not in RULES and constraints_on(each.model, each.name)
    ]


def _relation(model: type[models.Model], name: str) -> Relation:
    key = f"{model._meta.label}.{name}"
    return Relation(model, name, RULES[key] if key in RULES else _usual(model, name))


def _usual(model: type[models.Model], name: str) -> Rule:
    """As its first constraint reads, whatever condition that has."""
    for constraint in constraints_on(model, name):
        others = [each for each in getattr(constraint, "fields", [name]) if each != name]
        return Twins(tuple(str(model._meta.get_field(each).column) for each in others))  # type: ignore[union-attr]
    return None


def _found(target: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models(include_auto_created=True):
        if hasattr(model, "pgh_tracked_model") or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.fields:
            if field.is_relation and field.related_model is target:
                yield model, field.name
