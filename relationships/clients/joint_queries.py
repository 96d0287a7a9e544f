"""Joint accounts as a reader may know of them: a term through a client that is hidden from him does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.queries import learnt
from relationships.clients.models import Client, JointShare, JointTerm
from relationships.clients.visible_groups import JOINT

_EXIST = "SELECT EXISTS (SELECT FROM clients_jointterm WHERE archived_at IS NULL)"
_TOUCHED = """
SELECT EXISTS (
    SELECT FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
    WHERE t.archived_at IS NULL AND (t.account_id = ANY(%(clients)s::bigint[]) OR s.member_id = ANY(%(clients)s::bigint[])))
"""
_PARTNERS = """
SELECT DISTINCT s.member_id FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
WHERE t.account_id = ANY(%s::bigint[]) AND t.archived_at IS NULL
"""


@dataclass(frozen=True)
class Part:
    """A member's share, 0-1."""

    member: Client
    share: Decimal

    @property
    def percent(self) -> str:
        """ "33.3333"."""
        return f"{(self.share * 100).normalize():f}"


@dataclass(frozen=True)
class Held:
    """A term with its shares."""

    term: JointTerm
    parts: list[Part]


def parts_of(term: JointTerm) -> list[Part]:
    """The members and their shares, in the order in which cents are handed out."""
    return [Part(each.member, each.share) for each in term.shares.select_related("member").order_by("pk")]


def joint_accounts_exist() -> bool:
    """Whether any entry may have to be split; statements leave the splitting out where none has."""
    known = learnt(JOINT)
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(_EXIST)
        return bool(cursor.fetchone()[0])


def any_shared(client_ids: Sequence[int]) -> bool:
    """Whether any of these clients is a joint account, or has a part of one."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"clients": list(client_ids)})
        return bool(cursor.fetchone()[0])


def with_their_members(client_ids: set[int]) -> set[int]:
    """These clients and the members of those among them that are joint accounts."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTNERS, [sorted(client_ids)])
        return client_ids | {row[0] for row in cursor.fetchall()}


def terms_seen_by(user: User) -> QuerySet[JointTerm]:
    """Terms all of whose clients `user` may see, archived ones too."""
    seen = Client.objects.visible_to(user)
    hidden = JointShare.objects.exclude(member__in=seen)
    return JointTerm.objects.filter(account__in=seen).exclude(pk__in=hidden.values("term_id"))


def held_by(user: User, client: Client) -> list[Held]:
    """The terms of `client` as a joint account, the latest first."""
    return _held(_shares(user, Q(term__account=client)))


def held_today(user: User, client: Client, on: date) -> list[Held]:
    """The term that `client` is held under as a joint account on a day, if any: one statement."""
    begun = Q(term__starts_on__isnull=True) | Q(term__starts_on__lte=on)
    lasts = Q(term__ends_on__isnull=True) | Q(term__ends_on__gt=on)
    held = _held(_shares(user, Q(term__account=client) & begun & lasts))
    return sorted(held, key=lambda each: each.term.pk)[:1]


def held_and_shared(user: User, client: Client) -> tuple[list[Held], list[JointShare]]:
    """`held_by`, and the shares that `client` has itself in joint accounts, by their names: one statement."""
    rows = _shares(user, Q(term__account=client) | Q(member=client))
    shares = [each for each in rows if each.member_id == client.pk]
    held = _held([each for each in rows if each.term.account_id == client.pk])
    return held, sorted(shares, key=lambda each: each.term.account.name_search)


def _shares(user: User, wanted: Q) -> list[JointShare]:
    """Shares in standing terms, those of the latest term first, in the order in which cents are handed out."""
    terms = terms_seen_by(user).filter(archived_at__isnull=True)
    rows = JointShare.objects.filter(wanted, term__in=terms).select_related("term__account", "member")
    return list(rows.order_by("-term__starts_on", "-term_id", "pk"))


def _held(shares: list[JointShare]) -> list[Held]:
    """The shares by their terms."""
    terms = groupby(shares, key=lambda each: each.term)
    return [Held(term, [Part(each.member, each.share) for each in parts]) for term, parts in terms]
