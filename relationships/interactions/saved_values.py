"""A touchpoint, saved or still a line, as the form with every field shows it: names, and whom they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from relationships.interactions.log_line_form import LogLineForm
from relationships.interactions.models import Interaction
from relationships.interactions.picks import BY, WHICH, WHO
from relationships.interactions.queries.naming import Naming
from relationships.interactions.queries.timeline import entries


@dataclass(frozen=True)
class FormValues:
    """`initial` of the form, and the decisions (group, "name=key") that go with the names in it."""

    initial: dict[str, Any]
    decided: list[tuple[str, str]]


def saved_values(touch: Interaction, user: User) -> FormValues:
    """The values of a saved touchpoint, as far as `user` may know it."""
    entry = entries(user, [touch.pk], undone=True)[0]
    local = timezone.localtime(touch.occurred_at)
    people, clients, colleagues = map(_labels, (entry.people, entry.clients, entry.colleagues))
    return FormValues(
        {
            "on": local.date(),
            "at": local.time().replace(second=0, microsecond=0),
            "minutes": touch.duration_minutes,
            "people": "; ".join(people),
            "clients": "; ".join(clients),
            "colleagues": "; ".join(colleagues),
            "work": touch.engagement.name if touch.engagement else "",
        },
        [*_decided(WHO, people), *_decided(WHICH, clients), *_decided(BY, colleagues)],
    )


def line_values(log: LogLineForm) -> FormValues:
    """What a log line and its cells say so far; `log` has been validated, errors or not."""
    line = log.reading.line
    people, clients = _chosen(log.reading.people), _chosen(log.reading.clients)
    touch = log.touch
    return FormValues(
        {
            "kind": log.given("kind") or line.kind or Interaction.Kind.OTHER.value,
            "direction": log.given("direction") or line.direction,
            "on": log.given("on") or line.on or log.now.astimezone(log.zone).date(),
            "at": log.given("at") or line.at,
            "minutes": log.given("minutes") or line.minutes,
            "people": "; ".join(people),
            "clients": "; ".join(clients),
            "colleagues": log.given("colleagues") or log.for_colleague.name,
            "summary": log.given("summary") or log.said(),
            "sentiment": touch.sentiment if touch else line.feel,
            "confidential": log.given("confidential"),
            "promise": log.given("promise"),
            "promise_side": log.given("promise_side"),
            "promise_on": log.given("promise_on") or line.next_on,
        },
        [*_decided(WHO, people), *_decided(WHICH, clients)],
    )


def _labels(records: Iterable[Any]) -> dict[str, str]:
    """Names with public ids; a name that is there twice shows its id."""
    labels: dict[str, str] = {}
    for record in records:
        name = record.name.replace(";", ",")
        labels[f"{name} [{record.public_id}]" if name in labels else name] = record.public_id
    return labels


def _chosen(namings: Iterable[Naming]) -> dict[str, str]:
    """Names with the keys chosen for them; what nobody has decided about stays as typed."""
    return {
        (naming.chosen.name if naming.chosen and naming.chosen.pk else naming.mention): (
            naming.chosen.key if naming.chosen and naming.chosen.pk else ""
        )
        for naming in namings
        if naming.chosen is None or naming.chosen.key != "none"
    }


def _decided(group: str, labels: dict[str, str]) -> list[tuple[str, str]]:
    return [(group, f"{label}={key}") for label, key in labels.items() if key]
