"""Taking sample data away again, and leaving whatever people made themselves.

What somebody made keeps the invented record that it hangs on: a touchpoint logged about a sample client keeps that
client, as a client of the firm's own. Only what merely belongs to a record (its other names, its team, its addresses)
goes with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet

from accounts.firm_actions import lock_firm
from accounts.models import Firm, Office, Practice, User
from accounts.queries import the_firm
from accounts.record import Record
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client, GroupEdge
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person, Position
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.imports.demo_firm import cast
from relationships.imports.demo_firm.staff import SAMPLE
from relationships.imports.sample import of_the_sample
from relationships.interactions.models import Interaction, TouchClient, TouchPerson
from relationships.network.models import Contribution

REASON = "Removes sample data as a whole, on the administrator's word."
BELONGS_TO_ITS_RECORD = frozenset(
    {
        "Alias",
        "PersonAlias",
        "ContactPoint",
        "TeamMember",
        "OutsidePost",
        "Wall",
        "Pin",
        "Position",
        "GroupEdge",
        "Merge",
    }
)
# A colleague is not kept by these: they were made with them, or are made anew.
TOOK_AT_MOST = timedelta(minutes=1)
SAYS_NOTHING = frozenset({"EmailAddress", "Tie"})
Ids = set[int]


@dataclass(frozen=True)
class Kept:
    """Invented records that stay, because something of people's own hangs on them."""

    clients: Ids
    people: Ids
    engagements: Ids


def kept() -> Kept:
    """What a removal would leave, as things are now."""
    since = the_firm().sample_since
    if since is None:
        return Kept(set(), set(), set())
    engagements = _held(Engagement, since)
    return Kept(_kept_clients(since, engagements), _kept_people(since), engagements)


@transaction.atomic
def remove_sample(*, by: User | None) -> Kept:
    """Remove all sample data but what people's own work hangs on; answer that."""
    firm = lock_firm()
    if firm.sample_since is None:
        return Kept(set(), set(), set())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '25s'")
    with pghistory.context(job="remove_sample", user=by.pk if by else None):
        stays = kept()
        _what_people_brought(firm.sample_since).delete()
        for model, ids in _in_order(stays):
            of_the_sample(_every(model)).exclude(pk__in=ids).delete()
        for model, ids in ((Client, stays.clients), (Person, stays.people), (Engagement, stays.engagements)):
            _every(model).filter(pk__in=ids).update(source="", external_id=None, version=F("version") + 1)
        rebuild_group_spans()
        _remove_colleagues()
        _remove_places(firm.sample_since)
        Firm.objects.filter(pk=firm.pk).update(sample_since=None)
        facts_changed.send(sender=remove_sample, client_ids=sorted(stays.clients))
    return stays


def _in_order(stays: Kept) -> list[tuple[type[models.Model], Ids]]:
    """What is deleted, whatever hangs on something before it, and what of it stays."""
    return [
        (Interaction, set()),
        (LedgerEntry, set()),
        (Engagement, stays.engagements),
        (Person, stays.people),
        (Client, stays.clients),
    ]


def _what_people_brought(since: datetime) -> QuerySet[Contribution]:
    """Contributions that came with the sample; those recorded since are people's own."""
    of_it = Q(engagement__source=SAMPLE) | Q(client__source=SAMPLE) | Q(person__source=SAMPLE)
    return Contribution.objects.unscoped(reason=REASON).filter(of_it, created_at__lte=since)


def _every(model: type[models.Model]) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.unscoped(reason=REASON)  # type: ignore[attr-defined]
    return rows


def _kept_clients(since: datetime, engagements: Ids) -> Ids:
    found = _held(Client, since)
    found |= set(
        _every(Engagement).filter(pk__in=engagements, client__source=SAMPLE).values_list("client_id", flat=True)
    )
    touched = TouchClient.objects.filter(client__source=SAMPLE).exclude(interaction__source=SAMPLE)
    found |= set(touched.values_list("client_id", flat=True))
    posts = Position.objects.unscoped(reason=REASON).filter(client__source=SAMPLE).exclude(person__source=SAMPLE)
    found |= set(posts.values_list("client_id", flat=True))
    for mine, other in (("client", "parent"), ("parent", "client")):
        edges = GroupEdge.objects.filter(**{f"{mine}__source": SAMPLE}).exclude(**{f"{other}__source": SAMPLE})
        found |= set(edges.values_list(f"{mine}_id", flat=True))
    return found


def _kept_people(since: datetime) -> Ids:
    found = _held(Person, since)
    touched = TouchPerson.objects.filter(person__source=SAMPLE).exclude(interaction__source=SAMPLE)
    found |= set(touched.values_list("person_id", flat=True))
    posts = Position.objects.unscoped(reason=REASON).filter(person__source=SAMPLE).exclude(client__source=SAMPLE)
    return found | set(posts.values_list("person_id", flat=True))


def _held(model: type[models.Model], since: datetime) -> Ids:
    """Sample records of `model` that a record of people's own names."""
    found: Ids = set()
    for holder, name in _holders(model):
        if not issubclass(holder, Record) or holder.__name__ in BELONGS_TO_ITS_RECORD:
            continue
        rows: QuerySet[Any] = holder._base_manager.filter(**{f"{name}__source": SAMPLE})
        own = rows.exclude(source=SAMPLE) if _has_source(holder) else rows.filter(created_at__gt=since)
        found |= set(own.values_list(f"{name}_id", flat=True))
    return found


def _holders(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """Every table with a foreign key to `model`, and the key's name; histories left out."""
    for holder in apps.get_models(include_auto_created=True):
        if hasattr(holder, "pgh_tracked_model") or holder._meta.proxy or not holder._meta.managed:
            continue
        for field in holder._meta.fields:
            if field.is_relation and field.related_model is model:
                yield holder, field.name


def _has_source(model: type[models.Model]) -> bool:
    return any(field.name == "source" for field in model._meta.fields)


def _remove_colleagues() -> None:
    """Invented colleagues whom nothing names any more; the others stay by name, without a way in."""
    there = User.objects.filter(source=SAMPLE)
    named = Q(pk__in=[])
    for holder, name in _holders(User):
        if holder is not User and holder.__name__ not in SAYS_NOTHING:
            named |= Q(pk__in=holder._base_manager.filter(**{f"{name}__isnull": False}).values(f"{name}_id"))
    named |= Q(pk__in=User.objects.exclude(source=SAMPLE).filter(supports__isnull=False).values("supports_id"))
    there.exclude(named).delete()


def _remove_places(since: datetime) -> None:
    """Offices and practices that came with the sample and that nobody uses."""
    for model, names in ((Office, cast.OFFICES), (Practice, cast.PRACTICES)):
        used = Q(pk__in=[])
        for holder, name in _holders(model):
            used |= Q(pk__in=holder._base_manager.filter(**{f"{name}__isnull": False}).values(f"{name}_id"))
        came = model.objects.filter(name__in=names, created_at__range=(since - TOOK_AT_MOST, since))
        came.exclude(used).delete()
