"""Writing who holds an account jointly: terms with shares that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from accounts.record import Conflict
from relationships.clients.joint_queries import Part, parts_of, terms_seen_by
from relationships.clients.models import Client, JointShare, JointTerm
from relationships.clients.signals import facts_changed

_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('clients_jointterm'))"


class NotWhole(Exception):
    """The shares do not add up to 1; `total` says what they add up to."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(f"The shares add up to {total}.")
        self.total = total


class TermsOverlap(Exception):
    """In some of these days the account is held jointly already."""


class JointOfJoint(Exception):
    """`client` is a joint account itself, or a member of one that would become a member: shares go one step only."""

    def __init__(self, client: Client) -> None:
        super().__init__(f"{client.name} is part of another joint account.")
        self.client = client


@transaction.atomic
def add_joint_term(
    *, account: Client, parts: Sequence[Part], by: User, starts_on: date | None = None, ends_on: date | None = None
) -> JointTerm:
    """Let what is booked on `account` in [starts_on, ends_on) count for its members by their shares.

    Raises `NotWhole`, `TermsOverlap` or `JointOfJoint`. A term hidden from `by` refuses nothing; it holds before the new
    one for those who can see both.
    """
    _wait_for_others()
    _check(account, parts, by, (starts_on, ends_on))
    term = JointTerm.objects.create(account=account, starts_on=starts_on, ends_on=ends_on)
    _share(term, parts)
    _ring(account, parts)
    return term


@transaction.atomic
def edit_joint_term(
    *,
    term: JointTerm,
    expected_version: int,
    parts: Sequence[Part],
    by: User,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> JointTerm:
    """Change days and shares. Raises as `add_joint_term` does, and `Conflict`."""
    _wait_for_others()
    _check(term.account, parts, by, (starts_on, ends_on), but=term.pk)
    before = parts_of(term)
    changed = JointTerm.objects.filter(pk=term.pk, version=expected_version).update(
        starts_on=starts_on, ends_on=ends_on, version=F("version") + 1, updated_at=Now()
    )
    current = JointTerm.objects.select_related("account").get(pk=term.pk)
    if not changed:
        raise Conflict(current)
    if list(parts) != before:
        term.shares.all().delete()
        _share(term, parts)
    _ring(term.account, [*before, *parts])
    return current


@transaction.atomic
def archive_joint_term(*, term: JointTerm, expected_version: int) -> JointTerm:
    """Take the term away as if it had never been. What ended ends on a day instead."""
    saved = term.save_changes(expected_version=expected_version, changes={"archived_at": timezone.now()})
    _ring(term.account, parts_of(term))
    return saved


@transaction.atomic
def restore_joint_term(*, term: JointTerm, by: User) -> JointTerm:
    """Bring it back. Raises `TermsOverlap` or `JointOfJoint` when others took its place."""
    _wait_for_others()
    parts = parts_of(term)
    _check(term.account, parts, by, (term.starts_on, term.ends_on), but=term.pk)
    saved = term.save_changes(expected_version=term.version, changes={"archived_at": None})
    _ring(term.account, parts)
    return saved


def _check(
    account: Client, parts: Sequence[Part], by: User, days: tuple[date | None, date | None], *, but: int | None = None
) -> None:
    total = sum((part.share for part in parts), Decimal(0))
    if total != 1:
        raise NotWhole(total)
    terms = terms_seen_by(by).filter(archived_at__isnull=True).exclude(pk__in=[but] if but else [])
    if any(_meet(days, (term.starts_on, term.ends_on)) for term in terms.filter(account=account)):
        raise TermsOverlap
    if terms.filter(shares__member=account).exists():
        raise JointOfJoint(account)
    nested = terms.filter(account__in=[part.member for part in parts]).select_related("account").first()
    if nested is not None:
        raise JointOfJoint(nested.account)


def _meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two half-open spans share a day; None is unbounded."""
    begins_in_time = one[0] is None or other[1] is None or one[0] < other[1]
    return begins_in_time and (other[0] is None or one[1] is None or other[0] < one[1])


def _share(term: JointTerm, parts: Sequence[Part]) -> None:
    JointShare.objects.bulk_create([JointShare(term=term, member=part.member, share=part.share) for part in parts])


def _wait_for_others() -> None:
    """Two terms at once could hold the same day, or make a member of an account."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE_AT_A_TIME)


def _ring(account: Client, parts: Sequence[Part]) -> None:
    ids = {account.pk, *(part.member.pk for part in parts)}
    facts_changed.send(sender=JointTerm, client_ids=sorted(ids))
