"""Twin worlds: one firm, once without and once with what stands behind walls.

World A holds only what everybody may see. World B is A plus walled clients with everything that could shine through:
they own and are owned by visible clients, share their names, people, colleagues, touchpoints and engagements, are the
oldest, the largest and the only ones of their kind. Whoever stands outside must not be able to tell A from B.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, Office, Practice, User
from accounts.policy import Role
from relationships.clients.models import Client, LookAlike, NotTheSame
from relationships.contacts.models import Person
from relationships.dashboards.models import DefaultView, Pin
from relationships.engagements.models import Engagement, LedgerEntry, UsualWork
from relationships.hospitality.models import CardLink
from relationships.network.actions import record_departure
from relationships.network.models import Departure
from relationships.network.value_actions import add_contribution
from relationships.scoring.health_actions import recompute_due
from tests import factories as make
from tests.access.world import LETTERS, NAMES
from tests.cast import colleague

TODAY = timezone.localdate()
STEMS = [
    "Novagen",
    "Pellucid",
    "Quillon",
    "Fennmoor",
    "Harbrook",
    "Tessellate",
    "Oxbow",
    "Larkhill",
    "Solvane",
    "Cobalt",
]


@dataclass
class Twins:
    """World A, and the handles to build B on."""

    users: dict[str, User]
    insider: User
    clients: list[Client]
    people: list[Person]
    engagements: list[Engagement]
    practices: list[Practice]
    offices: list[Office]
    walled: list[Client] = field(default_factory=list)
    secrets: list[Person] = field(default_factory=list)
    walled_work: list[Engagement] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    """Addresses of walled work at clients in sight, and of what hangs on it."""
    view: str = ""
    records: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def world_a() -> Twins:
    """What everybody may see: ten clients over four years, two of them a group."""
    Firm.objects.get_or_create(defaults={"name": "Calder Voss", "time_zone": "UTC"})
    offices = [make.OfficeFactory(name=name) for name in ("Basel", "Madrid")]
    practices = [make.PracticeFactory(name=name) for name in ("Life sciences", "Tax")]
    users = {letter: colleague(NAMES[letter], role) for letter, role in LETTERS.items()}
    users["A"].supports = users["M"]
    users["A"].save(update_fields=["supports"])
    insider = colleague("Ruth Calder", Role.PARTNER)
    owners = [users["M"], users["P"], insider]
    clients = [
        make.ClientFactory(
            name=f"{stem} {n}", industry="Energy" if n % 2 else "Media", tier="AB"[n % 2], owner=owners[n % 3]
        )
        for n, stem in enumerate(STEMS)
    ]
    people = [make.PersonFactory(name=f"Ana {stem}") for stem in STEMS]
    twins = Twins(users, insider, clients, people, [], practices, offices)
    for n, (client, person) in enumerate(zip(clients, people, strict=True)):
        make.PositionFactory(client=client, person=person, buying_role="decision_maker", started_on=date(2019, 1, 1))
        make.ContactPointFactory(person=person, value=f"ana{n}@shared.example")
        make.TeamMemberFactory(client=client, colleague=users["M"], role="deputy")
        twins.engagements.append(_work(twins, client, f"Audit {n}", n, first_year=TODAY.year - 3))
        _talk(client, person, [users["M"], insider], offset=n)
    make.GroupEdgeFactory(client=clients[1], parent=clients[0])
    for letter, n in zip("PMD", (0, 6, 9), strict=True):
        make.ComingMeetingFactory(colleague=users[letter], invited=[(people[n], clients[n])])
    _at_hand(twins)
    _guests(twins)
    for n in (0, 6, 9):
        alumnus = make.AlumnusFactory(person=people[n], office=offices[0], practice=practices[0], keeper=users["M"])
        make.ConsentFactory(alumnus=alumnus, purpose="news", said_on=date(2025, 1, 1), review_on=date(2030, 1, 1))
        make.OutsidePostFactory(person=people[n], started_on=date(2016, 1, 1), ended_on=date(2018, 12, 31))
        make.PersonAliasFactory(person=people[n], name=f"Anna {n}")
    _leaver(twins)
    recompute_due(seconds=60)
    return twins


def add_walled(twins: Twins) -> None:
    """Make B of A."""
    visible, insider = twins.clients, twins.insider
    own = make.ClientFactory(name="Marrow & Pike Diagnostics", industry="Secret industry", tier="D", owner=insider)
    namesake = make.ClientFactory(name=visible[0].name, industry="Energy", owner=insider)
    parent = make.ClientFactory(name="Aaa First Of All Holding", owner=insider)
    child = make.ClientFactory(name="Zzz Last Of All", owner=insider)
    member = make.ClientFactory(name="Member Of A Secret Group", owner=insider)
    twins.walled = [own, namesake, parent, child, member]
    for client in (own, namesake, parent, child):
        make.WallFactory(client=client, insiders=[insider], covers_group=client is own)
    make.GroupEdgeFactory(client=member, parent=own)
    # A hidden owner above visible clients, a hidden child below one.
    make.GroupEdgeFactory(client=visible[2], parent=parent)
    make.GroupEdgeFactory(client=visible[3], parent=parent)
    make.GroupEdgeFactory(client=child, parent=visible[4])
    make.AliasFactory(client=own, name=visible[5].name)
    make.AliasFactory(client=own, name="Novagen alias")
    _secretly_at_hand(twins, own)
    departure = Departure._base_manager.get()
    for client in twins.walled:
        make.HandoverFactory(departure=departure, client=client, heir=insider, fees=900_000)
        make.HandoverFactory(departure=departure, client=client, person=twins.people[0], heir=insider)
        make.TeamMemberFactory(client=client, colleague=twins.users["M"], role="member")
        # Meetings ahead with people in sight, for a client that is not.
        for host in (twins.users["M"], twins.users["P"], insider):
            seen = [(twins.people[0], client), (twins.people[6], visible[6])]
            make.ComingMeetingFactory(colleague=host, title="A secret meeting", others=3, invited=seen)
        _secret_person(twins, client)
        # Older and larger than everything in sight.
        work = _work(twins, client, f"Secret work {client.pk}", 0, first_year=TODAY.year - 9, fee=Decimal(900_000))
        _talk(client, twins.people[0], [twins.users["M"], twins.users["P"]], offset=1)
        # Touches that visible clients and people share.
        make.InteractionFactory(
            clients=[client, visible[6]],
            people=[twins.people[6]],
            colleagues=[twins.users["P"]],
            engagement=work,
            kind="hospitality",
            sentiment=2,
            occurred_at=_days_ago(3),
            summary="A shared secret",
        )
    for n in (2, 7):
        _secret_work(twins, n)
    recompute_due(seconds=60)


def _secret_work(twins: Twins, n: int) -> None:
    """Work behind a wall of its own at a client in sight: older and larger than all else of it, with everything that can
    hang on it."""
    client, person = twins.clients[n], twins.people[n]
    work = _work(twins, client, "Secret work", 0, first_year=TODAY.year - 9, fee=Decimal(700_000))
    make.wall_around(work, twins.insider)
    twins.walled_work.append(work)
    twins.apart.append(reverse("engagement_detail", args=[work.public_id]))
    entry = LedgerEntry._base_manager.filter(engagement=work).order_by("pk")[0]
    twins.apart.append(reverse("ledger_entry_detail", args=[entry.public_id]))
    UsualWork.objects.create(client=client, engagement=work, said_by=twins.insider)
    for k in range(3):
        touch = make.InteractionFactory(
            clients=[client, twins.clients[6]][: 1 + k % 2],
            people=[person, twins.people[0]],
            colleagues=[twins.users["M"], twins.users["P"]],
            created_by=twins.users["M"],
            engagement=work,
            kind="hospitality",
            direction="mutual",
            sentiment=2,
            occurred_at=_days_ago(1 + k),
            summary="A secret of this work",
        )
        make.PromiseFactory(client=client, person=person, colleague=twins.users["M"], touch=touch, what="Secret word")
        twins.apart.append(reverse("interaction_detail", args=[touch.public_id]))
    share = {"client": client, "engagement": work, "share": Decimal(1)}
    add_contribution(by=twins.insider, person=person, kind="return", happened_on=TODAY, text="A secret", **share)
    asked = {"wanted_by": twins.insider, "colleague": twins.users["P"], "client": client, "engagement": work}
    make.IntroductionFactory(person=person, state="withdrawn", **asked)


def _leaver(twins: Twins) -> None:
    """Somebody leaves who knows people in sight."""
    leaver = colleague("Dag Holm", Role.ACCOUNT_MANAGER)
    for n in (4, 6):
        make.TeamMemberFactory(client=twins.clients[n], colleague=leaver, role="member")
        make.DeclaredTieFactory(client=twins.clients[n], person=twins.people[n], colleague=leaver)
    record_departure(by=twins.users["D"], colleague=leaver, last_day=TODAY + timedelta(days=20))


def _guests(twins: Twins) -> None:
    """What hosts remember, what was given and asked, what changed hands, and what somebody said on a card."""
    for n in (0, 6, 9):
        person, by = twins.people[n], twins.users["M"]
        fact = make.GuestFactFactory(person=person, client=twins.clients[n], heard_by=by, shared=True)
        make.ExchangeFactory(person=person, client=twins.clients[n], colleague=by)
        make.GiftFactory(person=person, client=twins.clients[n], colleague=by, state="waiting", total=120)
        make.CardProposalFactory(link=make.CardLinkFactory(person=person), fact=fact, act="forget", topic="", said="")
        asked = {"wanted_by": by, "colleague": twins.users["P"], "client": twins.clients[n]}
        make.IntroductionFactory(person=person, **asked)
        make.PassedOverFactory(person=person, colleague=twins.users["L"], said_by=by)
        work = {"client": twins.clients[n], "engagement": twins.engagements[n], "share": Decimal("0.25")}
        add_contribution(by=by, person=person, kind="referral", happened_on=TODAY, text="Told a friend.", **work)


def _secret_guests(twins: Twins, client: Client, person: Person) -> None:
    """The same, heard and given behind the wall: of somebody known there alone, and of people in sight."""
    for guest in (person, twins.people[0], twins.people[6]):
        # The card of somebody in sight is in sight; what it says of a hidden client is not.
        link = CardLink._base_manager.filter(person=guest).first() or make.CardLinkFactory(person=guest)
        fact = make.GuestFactFactory(person=guest, client=client, heard_by=twins.insider, shared=True, text="A secret")
        make.CardProposalFactory(link=link, fact=fact, act="forget", topic="", said="")
        make.ExchangeFactory(person=guest, client=client, colleague=twins.insider, kind="help")
        make.GiftFactory(person=guest, client=client, colleague=twins.insider, value=900, total=900, state="waiting")
        make.IntroductionFactory(
            person=guest, wanted_by=twins.users["M"], client=client, colleague=twins.insider, state="withdrawn"
        )
    for guest in (twins.people[0], twins.people[6]):
        make.IntroductionFactory(person=guest, through=person, wanted_by=twins.users["M"], colleague=None)
        make.PassedOverFactory(person=guest, colleague=None, through=person, said_by=twins.insider)
        secret = make.EngagementFactory(client=client)
        make.LedgerEntryFactory(client=client, engagement=secret, booked_on=TODAY)
        work = {"client": client, "engagement": secret, "share": Decimal(1)}
        add_contribution(by=twins.insider, person=guest, kind="return", happened_on=TODAY, text="A secret", **work)
    make.GuestFactFactory(person=person, heard_by=twins.users["M"], topic="date", month=TODAY.month, day=TODAY.day)


def _at_hand(twins: Twins) -> None:
    """Pins, a shared view and a private one."""
    view = make.SavedViewFactory(owner=twins.users["M"], name="Novagen and others", query="q=nov", is_shared=True)
    make.SavedViewFactory(owner=twins.insider, name="For myself")
    twins.view = view.public_id
    for letter in "PM":
        Pin.objects.create(user=twins.users[letter], client=twins.clients[0])
        Pin.objects.create(user=twins.users[letter], view=view)


def _secretly_at_hand(twins: Twins, own: Client) -> None:
    """What was pinned before the wall stood, and views shared inside it whose words name what is behind it."""
    words = [("Renewals", "q=marrow", "Renewals marrow"), ("Marrow renewals", "", "Marrow renewals")]
    for name, query, told in words:
        view = make.SavedViewFactory(owner=twins.insider, name=name, query=query, told=told, is_shared=True)
        Pin.objects.create(user=twins.users["P"], view=view)
        DefaultView.objects.update_or_create(user=twins.users["D"], list_key="clients", defaults={"view": view})
    for letter in "PMD":
        Pin.objects.create(user=twins.users[letter], client=own)
        make.PlannedTouchFactory(client=own, colleague=twins.users[letter], planned_by=twins.insider)
    one, other = sorted((own, twins.clients[1]), key=lambda each: each.pk)
    LookAlike.objects.create(one=one, other=other, reason="name", likeness=1)
    one, other = sorted((own, twins.clients[2]), key=lambda each: each.pk)
    NotTheSame.objects.create(one=one, other=other, said_by=twins.insider)


def _secret_person(twins: Twins, client: Client) -> None:
    """Somebody known through the client alone, and a position there of somebody in sight."""
    secret = make.PersonFactory(name=f"Ana Secretive {client.pk}")
    make.PositionFactory(client=client, person=secret)
    # The calendar said no client beside them.
    make.ComingMeetingFactory(colleague=twins.users["M"], title="A secret guest", invited=[(secret, None)])
    make.ContactPointFactory(person=secret, value="ana0@shared.example")
    make.PositionFactory(client=client, person=twins.people[0], title="Secret director", started_on=TODAY)
    # Former colleagues who are known through the client alone: the first to join, the last to move.
    alumnus = make.AlumnusFactory(person=secret, joined_on=date(1985, 1, 1), left_on=date(2020, 1, 1))
    make.ConsentFactory(alumnus=alumnus, said_on=date(2020, 1, 1), review_on=date(2022, 1, 1))
    make.MoveSignalFactory(person=secret)
    make.OutsidePostFactory(person=secret, employer="Secret Court", sector="public", started_on=TODAY)
    make.PersonAliasFactory(person=secret, name=f"Anna Secretive {client.pk}")
    twins.secrets.append(secret)
    _secret_guests(twins, client, secret)
    _talk(client, secret, [twins.users["M"]], offset=0)


def _work(
    twins: Twins, client: Client, name: str, n: int, *, first_year: int, fee: Decimal = Decimal(1000)
) -> Engagement:
    """An engagement with a fee in each year, one credit and one tax line."""
    practice, office, partner = twins.practices[n % 2], twins.offices[n % 2], (twins.users["P"], twins.insider)[n % 2]
    place = {"practice": practice, "office": office, "partner": partner}
    engagement = make.EngagementFactory(client=client, name=name, opened_on=date(first_year, 1, 2), **place)
    for year in range(first_year, TODAY.year + 1):
        if n % 4 == 3 and year == TODAY.year - 1:
            continue
        booked_on = min(date(year, 1 + n % 9, 15), TODAY)
        amount = fee * (n + 1) + year - first_year
        line = {"client": client, "engagement": engagement, "booked_on": booked_on, **place}
        make.LedgerEntryFactory(**line, amount=amount)
        make.LedgerEntryFactory(**line, amount=amount / 5, kind="tax")
    make.LedgerEntryFactory(
        client=client, engagement=engagement, booked_on=booked_on, kind="credit", amount=-50, **place
    )
    return engagement


def _talk(client: Client, person: Person, colleagues: list[User], *, offset: int) -> None:
    """Eight touchpoints over the last year, in both directions."""
    for k in range(8):
        make.InteractionFactory(
            clients=[client],
            people=[person],
            colleagues=colleagues[: 1 + k % 2],
            created_by=colleagues[0],
            kind=("call", "email", "meeting")[k % 3],
            direction=("ours", "theirs", "mutual")[k % 3],
            occurred_at=_days_ago(5 + offset + 40 * k),
            summary=f"Talk {k}",
            sentiment=1 if k % 2 else None,
        )


def _days_ago(days: int) -> datetime:
    return datetime.combine(TODAY - timedelta(days=days), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
