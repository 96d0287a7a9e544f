"""Giving heirs what a leaver owned: clients, seats in teams, promises, planned words, alumni; and giving it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from typing import Any

from accounts import many_records
from accounts.models import User
from accounts.record import Record
from relationships.alumni.models import Alumnus
from relationships.clients import bulk_actions
from relationships.clients.models import Client, TeamMember
from relationships.interactions.models import PlannedTouch, Promise
from relationships.network.departure_models import Departure, Handover

REASON = "a departure takes effect for the whole firm"


def hand_over(departure: Departure) -> dict[str, Any]:
    """Give heirs what has an owner: clients, teams, promises, planned words, alumni; answers what was changed."""
    heirs = _heirs(departure)
    by_heir: dict[int, list[int]] = defaultdict(list)
    for (client_id, person_id), heir_id in heirs.items():
        if client_id and person_id is None:
            by_heir[heir_id].append(client_id)
    return {
        "owners": _owners(departure, by_heir),
        **_teams(departure, by_heir),
        "promises": _promises(departure, heirs),
        "planned": _planned(departure, by_heir),
        "alumni": _alumni(departure),
    }


def _heirs(departure: Departure) -> dict[tuple[int | None, int | None], int]:
    """Who takes each row over: its heir, else the one who takes what has none."""
    rows = Handover.objects.unscoped(reason=REASON).filter(departure=departure)
    usual = departure.successor_id
    found = {(client, person): heir or usual for client, person, heir in rows.values_list("client", "person", "heir")}
    return {place: heir for place, heir in found.items() if heir is not None}


def _owners(departure: Departure, by_heir: Mapping[int, list[int]]) -> list[Any]:
    owned = set(
        Client.objects.unscoped(reason=REASON).filter(owner=departure.colleague_id).values_list("pk", flat=True)
    )
    done: list[Any] = []
    for heir in User.objects.filter(pk__in=by_heir).order_by("pk"):
        done += bulk_actions.assign_owner(client_ids=sorted(owned.intersection(by_heir[heir.pk])), owner=heir)
    return done


def _teams(departure: Departure, by_heir: Mapping[int, list[int]]) -> dict[str, Any]:
    seats = TeamMember.objects.filter(colleague=departure.colleague_id, archived_at__isnull=True)
    of_role: dict[tuple[str, int], list[int]] = defaultdict(list)
    heir_of = {client_id: heir for heir, ids in by_heir.items() for client_id in ids}
    ids = []
    for pk, client_id, role in seats.values_list("pk", "client_id", "role"):
        ids.append(pk)
        if client_id in heir_of:
            of_role[role, heir_of[client_id]].append(client_id)
    people = User.objects.in_bulk(sorted(by_heir))
    joined: list[Any] = []
    for (role, heir_id), client_ids in sorted(of_role.items()):
        joined += bulk_actions.add_to_teams(client_ids=client_ids, colleague=people[heir_id], role=role)
    return {"team_left": many_records.archive_many(TeamMember, ids), "team_joined": joined}


def _promises(departure: Departure, heirs: Mapping[tuple[int | None, int | None], int]) -> list[Any]:
    rows = Promise.objects.unscoped(reason=REASON).open().filter(colleague=departure.colleague_id)
    to: dict[int, list[int]] = defaultdict(list)
    for pk, client_id, person_id in rows.values_list("pk", "client_id", "person_id"):
        heir = heirs.get((client_id, person_id)) or heirs.get((client_id, None)) or departure.successor_id
        if heir is not None:
            to[heir].append(pk)
    return [row for heir, ids in sorted(to.items()) for row in _give(Promise, ids, heir)]


def _planned(departure: Departure, by_heir: Mapping[int, list[int]]) -> dict[str, list[Any]]:
    """A word that the heir has planned already is not planned twice; the leaver's goodbyes are over."""
    mine = PlannedTouch.objects.unscoped(reason=REASON).open().filter(colleague=departure.colleague_id)
    goodbyes = Handover.objects.unscoped(reason=REASON).filter(departure=departure, leaver_touch__isnull=False)
    over = set(goodbyes.values_list("leaver_touch_id", flat=True))
    theirs = PlannedTouch.objects.unscoped(reason=REASON).open().filter(colleague__in=list(by_heir))
    taken = set(theirs.values_list("client_id", "colleague_id"))
    heir_of = {client_id: heir for heir, ids in by_heir.items() for client_id in ids}
    to: dict[int, list[int]] = defaultdict(list)
    withdrawn: list[int] = []
    for pk, client_id in mine.values_list("pk", "client_id"):
        heir = heir_of.get(client_id)
        if pk in over or heir is None or (client_id, heir) in taken:
            withdrawn.append(pk)
        else:
            to[heir].append(pk)
    return {
        "given": [row for heir, ids in sorted(to.items()) for row in _give(PlannedTouch, ids, heir)],
        "withdrawn": many_records.archive_many(PlannedTouch, withdrawn),
    }


def _alumni(departure: Departure) -> list[Any]:
    if departure.successor_id is None:
        return []
    kept = Alumnus.objects.unscoped(reason=REASON).filter(keeper=departure.colleague_id)
    return many_records.set_on_many(
        Alumnus, kept.values_list("pk", flat=True), field="keeper", value=departure.successor_id
    )


def _give(model: type[Promise] | type[PlannedTouch], ids: list[int], heir: int) -> list[many_records.Done]:
    return many_records.set_on_many(model, ids, field="colleague", value=heir)


def put_back(departure: Departure) -> int:
    """Give back what nobody has changed since; answers how much could not be given back."""
    changed: dict[str, Any] = departure.changed
    planned = {key: _free(departure, done) for key, done in changed.get("planned", {}).items()}
    count = 0
    for done, act in (
        (changed.get("owners", []), partial(bulk_actions.put_back, field="owner")),
        (changed.get("team_joined", []), bulk_actions.take_off_teams),
    ):
        count += len(done) - len(act(done=done)) if done else 0
    records: list[tuple[type[Record], list[Any], str]] = [
        (TeamMember, changed.get("team_left", []), "archived_at"),
        (Promise, changed.get("promises", []), "colleague"),
        (PlannedTouch, planned.get("given", []), "colleague"),
        (PlannedTouch, planned.get("withdrawn", []), "archived_at"),
        (Alumnus, changed.get("alumni", []), "keeper"),
    ]
    return count + sum(len(done) - len(many_records.put_back(model, done, field=name)) for model, done, name in records)


def _free(departure: Departure, done: list[Any]) -> list[Any]:
    """Those of a client with whom nothing else stands on the leaver's days by now."""
    rows = PlannedTouch.objects.unscoped(reason=REASON)
    taken = rows.open().filter(colleague=departure.colleague_id).values("client_id")
    free = rows.filter(pk__in=[row[0] for row in done]).exclude(client__in=taken)
    ids = set(free.values_list("pk", flat=True))
    return [row for row in done if row[0] in ids]
