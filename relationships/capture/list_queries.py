"""A colleague's own messages with their fates, who waits to be named, and mail they began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.models import User
from relationships.capture import reasons
from relationships.capture.addresses import domain_of
from relationships.capture.models import CaptureRun, DraftTouch, Message, Proposal
from relationships.capture.own_queries import own_addresses
from relationships.clients.models import Client
from relationships.contacts.free_mail import FREE_MAIL
from relationships.contacts.models import ContactPoint, Person, PersonAlias, Position
from relationships.contacts.reach_key import MailDomain
from relationships.foundation.list_file import in_chunks
from relationships.interactions.models import Interaction

PAGE_SIZE = 50
MOST_COUNTED = 10_000
ASKED_HEADER = ("Name", "E-mail", "Perhaps at", "Perhaps known as", "Messages", "Last")
MESSAGE_HEADER = ("Subject", "With", "Came by", "When", "What became of it", "Why")


@dataclass(frozen=True)
class Line:
    """A message as the list shows it: `others` are whom it was with, `touch` its touchpoint if the reader may see it."""

    message: Message
    others: str
    fate: str
    why: str
    touch: Interaction | None


def own_messages(user: User, *, fate: str = "", source: str = "", text: str = "") -> QuerySet[Message]:
    """The newest first, narrowed by fate, by where they came from, and by a word of subject or address."""
    rows = Message.objects.filter(user=user)
    rows = rows.filter(fate=fate) if fate in reasons.FATES else rows
    rows = rows.filter(source=source) if source in CaptureRun.Source.values else rows
    if text:
        rows = rows.filter(Q(subject__icontains=text) | Q(sender__icontains=text) | Q(label__icontains=text))
    return rows.order_by("-id")


def lines(user: User, messages: Iterable[Message]) -> list[Line]:
    """Messages with their fate as it is now: a touchpoint that was undone since counts as undone."""
    found = list(messages)
    ids = [each.interaction_id for each in found if each.interaction_id is not None]
    seen = {each.pk: each for each in Interaction.objects.visible_to(user).filter(pk__in=ids)}
    own = own_addresses(user)
    return [_line(each, seen.get(each.interaction_id or 0), own) for each in found]


def _line(message: Message, touch: Interaction | None, own: frozenset[str]) -> Line:
    fate, reason = message.fate, message.reason
    if fate == reasons.TOUCHED and touch is not None and touch.archived_at is not None:
        fate, reason = reasons.IGNORED, reasons.REMOVED
    elif reason == reasons.REMOVED and touch is not None and touch.archived_at is None:
        fate, reason = reasons.TOUCHED, reasons.NEW
    others = [each for each in message.parties if each not in own] or message.parties
    more = f" and {len(others) - 1} more" if len(others) > 1 else ""
    with_whom = f"{others[0]}{more}" if others else message.label
    return Line(message, with_whom, fate, reasons.WORDS.get(reason, reason), touch if fate == reasons.TOUCHED else None)


def message_rows(user: User, messages: QuerySet[Message]) -> Iterator[Sequence[Any]]:
    """Messages as `own_messages` narrowed them, below `MESSAGE_HEADER`."""
    for part in in_chunks(messages):
        for line in lines(user, part):
            message = line.message
            fate = reasons.FATE_WORDS[line.fate]
            source = message.get_source_display()
            yield (message.subject or message.label, line.others, source, message.occurred_at, fate, line.why)


def counts_of(user: User) -> Counter[str]:
    """How many messages have each fate."""
    rows = Message.objects.filter(user=user).values("fate").annotate(times=Count("id"))
    return Counter({row["fate"]: row["times"] for row in rows})


def runs_of(user: User) -> QuerySet[CaptureRun]:
    """Files, folders and calendars read for them, the newest first."""
    return CaptureRun.objects.filter(user=user).defer("content").order_by("-id")


def nobodys_messages() -> QuerySet[Message]:
    """Mail to drop addresses that nobody has: names of files only."""
    return Message.objects.filter(user__isnull=True).order_by("-id")


def own_proposals(user: User) -> QuerySet[Proposal]:
    """Every correspondent they were asked about."""
    return Proposal.objects.filter(user=user)


def open_proposals(user: User) -> QuerySet[Proposal]:
    """Who waits to be named, those written with most often first."""
    rows = own_proposals(user).filter(person__isnull=True, archived_at__isnull=True)
    return rows.order_by("-times", "id")


def dismissed_proposals(user: User) -> QuerySet[Proposal]:
    """Whom they chose not to enter."""
    return own_proposals(user).filter(person__isnull=True, archived_at__isnull=False).order_by("-archived_at", "-id")


@dataclass(frozen=True)
class Asked:
    """An unknown correspondent: the name to offer, where they seem to work, and whom they may be."""

    proposal: Proposal
    name: str
    client: Client | None
    perhaps: Person | None
    last_at: datetime | None


def asked(user: User, proposals: Iterable[Proposal]) -> list[Asked]:
    """With a guess at each: the client of people with the same domain, and a person of that very name. Four queries."""
    found = list(proposals)
    names = {each.pk: each.name or name_from(each.address) for each in found}
    at = _clients_by_domain(user, {domain_of(each.address) for each in found} - FREE_MAIL)
    called = _people_by_name(user, set(names.values()))
    return [
        Asked(each, names[each.pk], at.get(domain_of(each.address)), called.get(names[each.pk]), each.last_at)
        for each in found
    ]


def asked_rows(user: User) -> Iterator[Sequence[Any]]:
    """Whoever waits to be named, in the order of the pages, below `ASKED_HEADER`."""
    for part in in_chunks(open_proposals(user)):
        for each in asked(user, part):
            at, known = each.client, each.perhaps
            told = (at.name if at else None, known.name if known else None)
            yield (each.name, each.proposal.address, *told, each.proposal.times, each.last_at)


def name_from(address: str) -> str:
    """ "ana.ruiz@novagen.example" → "Ana Ruiz"."""
    words = address.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or address


def _clients_by_domain(user: User, domains: set[str]) -> dict[str, Client]:
    """The one visible client where all the visible people with addresses of that domain work now."""
    if not domains:
        return {}
    visible = Person.objects.visible_to(user).current()
    of_domain = ContactPoint.objects.alias(domain=MailDomain(F("value"))).filter(kind="email", domain__in=domains)
    points = of_domain.filter(person__in=visible, archived_at__isnull=True)
    by_person = dict(points.values_list("person_id", "value")[:2_000])
    places = Position.objects.visible_to(user).current().filter(person__in=by_person).select_related("client")
    at: dict[str, dict[int, Client]] = {}
    for place in places:
        at.setdefault(domain_of(by_person[place.person_id]), {})[place.client_id] = place.client
    return {domain: next(iter(clients.values())) for domain, clients in at.items() if len(clients) == 1}


def _people_by_name(user: User, names: set[str]) -> dict[str, Person]:
    """The only visible person of each name, by their own or another one."""
    visible = Person.objects.visible_to(user).current()
    found: dict[str, set[int]] = {}
    for pk, name in visible.filter(name__in=names).values_list("id", "name")[:2_000]:
        found.setdefault(name, set()).add(pk)
    aliases = PersonAlias.objects.filter(name__in=names, archived_at__isnull=True, person__in=visible)
    for pk, name in aliases.values_list("person_id", "name")[:2_000]:
        found.setdefault(name, set()).add(pk)
    only = {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
    people = visible.in_bulk(list(only.values()))
    return {name: people[pk] for name, pk in only.items() if pk in people}


def own_drafts(user: User) -> QuerySet[DraftTouch]:
    """Mail they began to people they may see."""
    rows = DraftTouch.objects.filter(user=user, person__in=Person.objects.visible_to(user))
    return rows.select_related("person")


def open_drafts(user: User) -> QuerySet[DraftTouch]:
    """What waits for a word, the newest first."""
    return own_drafts(user).filter(interaction__isnull=True, archived_at__isnull=True).order_by("-begun_at", "-id")
