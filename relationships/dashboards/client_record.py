"""The details of a client: its own fields, groups, other names, and every change to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from accounts.record_history import History
from relationships.clients.group_conflicts import Wanted, is_overruled
from relationships.clients.history import changes_of
from relationships.clients.joint_queries import Held, held_and_shared
from relationships.clients.models import Alias, Client, Dispute, GroupEdge, JointShare
from relationships.clients.put_away import PutAway, put_away
from relationships.dashboards.client_head import ClientHead

MEMBERS_SHOWN = 100
DISPUTES_SHOWN = 20


@dataclass(frozen=True)
class Parent:
    """Whom the client belongs to; `overruled`: it does not count, and the reader can see the other one that does."""

    edge: GroupEdge
    overruled: bool


@dataclass(frozen=True)
class ClientRecord:
    """Context of dashboards/client_record.html."""

    head: ClientHead
    facts: list[tuple[str, object]]
    parents: list[Parent]
    members: list[GroupEdge]
    more_members: bool
    held: list[Held]
    shares: list[JointShare]
    aliases: list[Alias]
    disputes: list[Dispute]
    put_away: list[PutAway]
    changes: History


def client_record(user: User, client: Client, head: ClientHead, *, before: str) -> ClientRecord:
    """Everything the record holds that `user` may know of: an edge only when both its ends are visible."""
    seen = Client.objects.visible_to(user)
    edges = GroupEdge.objects.filter(archived_at__isnull=True)
    parents = edges.filter(client=client, parent__in=seen).select_related("parent").order_by("-starts_on", "id")
    below = edges.filter(parent=client, client__in=seen).select_related("client")
    held, shares = held_and_shared(user, client)
    members = list(below.order_by("client__name_search", "id")[: MEMBERS_SHOWN + 1])
    return ClientRecord(
        head=head,
        facts=_facts(client),
        parents=[Parent(edge, _overruled(user, edge)) for edge in parents],
        members=members[:MEMBERS_SHOWN],
        more_members=len(members) > MEMBERS_SHOWN,
        held=held,
        shares=shares,
        aliases=list(Alias.objects.filter(client=client, archived_at__isnull=True).order_by("name_search", "id")),
        disputes=_disputes(user, client),
        put_away=put_away(user, client) if head.may_edit else [],
        changes=changes_of(user, client, before=before),
    )


def _overruled(user: User, edge: GroupEdge) -> bool:
    wanted = Wanted(edge.client_id, edge.parent_id, edge.starts_on, edge.ends_on, edge.pk)
    return edge.beside and is_overruled(wanted, known_to=user)


def _disputes(user: User, client: Client) -> list[Dispute]:
    """Open ones first, then the last ones that were settled."""
    rows = Dispute.objects.visible_to(user).current().filter(client=client).select_related("opened_by")
    return list(rows.order_by(F("closed_on").desc(nulls_first=True), "-opened_on", "-pk")[:DISPUTES_SHOWN])


def _facts(client: Client) -> list[tuple[str, object]]:
    days = client.expected_interval_days
    source = f"{client.source}, {client.external_id}" if client.external_id else client.source
    return [
        ("Name", client.name),
        ("Industry", client.industry or None),
        ("Website", client.website or None),
        ("Tier", client.get_tier_display() or None),
        ("Days between touchpoints", days),
        ("Looked after by", client.owner.name if client.owner else None),
        *([("Came from", source)] if source else []),
    ]
