"""What an act on many records would do, before it does it: which change, which stay and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client, TeamMember
from relationships.dashboards.bulk_selection import Selection, visible
from relationships.dashboards.models import BulkChange, ListKey, Pin
from relationships.engagements.models import Engagement

Act = BulkChange.Act
Left = list[tuple[int, str]]
Facts = Mapping[int, tuple[int, object, int | None, str | None]]
"""Id, when archived, whose, and their name, by id."""


@dataclass(frozen=True)
class Plan:
    """An act and what it would meet. `will_change` and `left` together are what was selected."""

    list_key: str
    act: str
    query: str
    will_change: list[int]
    left: Left
    colleague: User | None = None
    role: str = ""


def planned(user: User, chosen: Selection, act: str, *, colleague: User | None = None, role: str = "") -> Plan:
    """The effect of `act` on what was chosen, as things stand now."""
    reasons = _reasons(user, chosen, act, colleague, role)
    return Plan(
        list_key=chosen.list_key,
        act=act,
        query=chosen.query,
        will_change=[pk for pk in chosen.ids if pk not in reasons],
        left=[(pk, reasons[pk]) for pk in chosen.ids if pk in reasons],
        colleague=colleague,
        role=role,
    )


def _reasons(user: User, chosen: Selection, act: str, colleague: User | None, role: str) -> dict[int, str]:
    """Why each of those that stay as they are does."""
    if act == Act.PIN:
        return dict.fromkeys(_pinned(user, chosen), "It is pinned already.")
    if chosen.list_key == ListKey.CLIENTS:
        return _reasons_of_clients(user, chosen, act, colleague, role)
    if chosen.list_key == ListKey.ENGAGEMENTS:
        return _reasons_of_work(user, chosen, act, colleague)
    rows = visible(chosen.list_key, user).filter(pk__in=chosen.ids)
    reasons = _not_there_any_more(dict(rows.values_list("pk", "archived_at")), act)
    if act == Act.OWNER and colleague:
        kept = rows.filter(keeper=colleague).values_list("pk", flat=True)
        reasons |= dict.fromkeys(kept, f"{colleague.name} keeps in touch already.")
    return reasons


def _pinned(user: User, chosen: Selection) -> Iterable[int]:
    """Those that `user` has pinned; an alumnus is pinned as the person."""
    pins = Pin.objects.filter(user=user)
    if chosen.list_key == ListKey.CLIENTS:
        return pins.filter(client__in=chosen.ids).values_list("client_id", flat=True)
    if chosen.list_key == ListKey.PEOPLE:
        return pins.filter(person__in=chosen.ids).values_list("person_id", flat=True)
    alumni = visible(chosen.list_key, user).filter(pk__in=chosen.ids)
    ids: Iterable[int] = alumni.filter(person__in=pins.values("person")).values_list("pk", flat=True)
    return ids


def _reasons_of_clients(user: User, chosen: Selection, act: str, colleague: User | None, role: str) -> dict[int, str]:
    rows = Client.objects.visible_to(user).filter(pk__in=chosen.ids)
    facts = {row[0]: row for row in rows.values_list("pk", "archived_at", "owner_id", "owner__name")}
    reasons = _not_there_any_more({pk: row[1] for pk, row in facts.items()}, act)
    if act == Act.OWNER:
        whose = colleague.pk if colleague else None
        same = f"{colleague.name} looks after it already." if colleague else "Nobody looks after it already."
        reasons |= {pk: same for pk, row in facts.items() if row[2] == whose and pk not in reasons}
    if act == Act.TEAM and colleague:
        there = TeamMember.objects.filter(client__in=chosen.ids, colleague=colleague, role=role)
        there_now = there.filter(archived_at__isnull=True).values_list("client_id", flat=True)
        reasons |= dict.fromkeys(there_now, f"{colleague.name} has this role already.")
    if user.role == Role.ACCOUNT_MANAGER:
        reasons |= {
            pk: f"{row[3]} looks after it. They, their team, a partner or an administrator can change it."
            for pk, row in _of_others(user, facts).items()
        }
    return reasons


def _reasons_of_work(user: User, chosen: Selection, act: str, colleague: User | None) -> dict[int, str]:
    rows = Engagement.objects.visible_to(user).filter(pk__in=chosen.ids)
    reasons = _not_there_any_more(dict(rows.values_list("pk", "archived_at")), act)
    if act == Act.OWNER and colleague:
        same = rows.filter(partner=colleague).values_list("pk", flat=True)
        reasons |= dict.fromkeys(same, f"{colleague.name} leads it already.")
    if user.role == Role.ACCOUNT_MANAGER:
        clients = Client.objects.visible_to(user).filter(pk__in=rows.values("client_id"))
        facts = {row[0]: row for row in clients.values_list("pk", "archived_at", "owner_id", "owner__name")}
        others = _of_others(user, facts)
        for pk, client in rows.filter(client__in=list(others)).values_list("pk", "client_id"):
            reasons[pk] = (
                f"{others[client][3]} looks after its client. They, their team, a partner or an administrator can change it."
            )
    return reasons


def _of_others(user: User, facts: Facts) -> Facts:
    """Clients that an account manager reads but does not change: somebody else's, on whose team they are not."""
    others = {pk: row for pk, row in facts.items() if row[2] not in (None, user.pk)}
    on_team = TeamMember.objects.filter(client__in=list(others), colleague=user, archived_at__isnull=True)
    mine = set(on_team.values_list("client_id", flat=True))
    return {pk: row for pk, row in others.items() if pk not in mine}


def _not_there_any_more(archived: Mapping[int, object], act: str) -> dict[int, str]:
    """Those that are put away, or for "bring back" those that are not."""
    if act == Act.RESTORE:
        return {pk: "It is not archived." for pk, at in archived.items() if at is None}
    return {pk: "It is archived." for pk, at in archived.items() if at is not None}
