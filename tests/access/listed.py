"""How to fill each list of the matrix (`lists=`) with more rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pghistory
from django.utils import timezone

from accounts.models import User
from relationships.alumni.models import Event, Letter
from relationships.clients.models import Client, LookAlike, NotTheSame
from relationships.clients.signals import facts_changed
from relationships.contacts.models import Person
from relationships.dashboards.models import Pin
from relationships.engagements.models import Engagement
from relationships.imports.models import ImportRun
from relationships.interactions.models import Cadence
from relationships.merging.models import Absorbed, Merge, PersonLookAlike, TwoPeople
from relationships.network.models import Departure, SoftCredit
from relationships.scoring import marks
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.models import HealthHistory
from relationships.trust.audit_actions import Noted, Whence, note
from tests import factories as make
from tests.access import captured
from tests.access.world import World

TODAY = timezone.localdate()
THIS_YEAR, LAST_YEAR = date(TODAY.year, 1, 5), date(TODAY.year - 1, 6, 5)
Fill = Callable[[World, int], None]


def client_of(world: World) -> Client:
    return Client._base_manager.get(public_id=world.seen["client"]["public_id"])


def person_of(world: World) -> Person:
    return Person._base_manager.get(public_id=world.seen["person"]["public_id"])


def clients(world: World, n: int) -> None:
    """Clients with everything a row shows: owner, parent, fees, touchpoint, score."""
    for _ in range(n):
        client = make.ClientFactory(owner=make.UserFactory(), industry="Energy", tier="A")
        make.GroupEdgeFactory(client=client)
        fees(client, THIS_YEAR, LAST_YEAR)
        make.InteractionFactory(clients=[client], colleagues=[world.users["M"]])
    recompute_due(seconds=60)


def fees(client: Client, *days: date) -> None:
    engagement = make.EngagementFactory(client=client)
    practice, office = make.PracticeFactory(), make.OfficeFactory()
    for day in days:
        make.LedgerEntryFactory(client=client, engagement=engagement, practice=practice, office=office, booked_on=day)


def people_of_a_client(world: World, n: int) -> None:
    client = client_of(world)
    for _ in range(n):
        person = make.PersonFactory()
        make.PositionFactory(client=client, person=person)
        make.ContactPointFactory(person=person)
        make.InteractionFactory(clients=[client], people=[person], colleagues=[world.users["M"]])
    recompute_due(seconds=60)


def entries_of_a_client(world: World, n: int) -> None:
    client, partner = client_of(world), make.UserFactory()
    for _ in range(n):
        engagement = make.EngagementFactory(client=client, partner=partner, practice=make.PracticeFactory())
        make.LedgerEntryFactory(client=client, engagement=engagement, booked_on=THIS_YEAR, partner=partner)


def engagements(world: World, n: int) -> None:
    for k in range(n):
        places = {"practice": make.PracticeFactory(), "office": make.OfficeFactory(name=f"Office of work {k}")}
        led = {"partner": make.UserFactory(), "originating": make.UserFactory()}
        work = make.EngagementFactory(client=make.ClientFactory(), **places, **led)
        make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=THIS_YEAR)


def entries_of_an_engagement(world: World, n: int) -> None:
    work = Engagement._base_manager.get(public_id=world.seen["engagement"]["public_id"])
    for k in range(n):
        place = {"practice": make.PracticeFactory(name=f"Practice {k}"), "partner": make.UserFactory()}
        make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=THIS_YEAR, **place)


def people(world: World, n: int) -> None:
    for _ in range(n):
        person = make.PersonFactory()
        make.PositionFactory(person=person)
        make.ContactPointFactory(person=person)
        make.InteractionFactory(people=[person], colleagues=[world.users["M"]])


def clients_in_rhythm(world: World, n: int) -> None:
    for _ in range(n):
        for letter in "PMALD":
            client = make.ClientFactory(owner=world.users[letter], tier="A")
            make.InteractionFactory(clients=[client], occurred_at=timezone.now() - timedelta(days=90))


def cadences(world: World, n: int) -> None:
    for k in range(n):
        Cadence.objects.create(industry=f"Industry {Cadence.objects.count()} {k}", ideal_days=30, maximum_days=45)


def promises(world: World, n: int) -> None:
    for _ in range(n):
        made = {"client": make.ClientFactory(), "person": make.PersonFactory(), "made_by": make.UserFactory()}
        for letter in "PMALDU":
            make.PromiseFactory(colleague=world.users[letter], **made)


def positions_of_a_person(world: World, n: int) -> None:
    for _ in range(n):
        make.PositionFactory(person=person_of(world), client=make.ClientFactory(owner=make.UserFactory()))


def ties_of_a_person(world: World, n: int) -> None:
    person = person_of(world)
    for _ in range(n):
        make.DeclaredTieFactory(person=person, client=make.ClientFactory())
        make.DeclaredTieFactory(person=person, archived_at=timezone.now())
        make.InteractionFactory(clients=[make.ClientFactory()], people=[person], colleagues=[make.UserFactory()])
    recompute_due(seconds=60)


def doubts(world: World, n: int) -> None:
    for _ in range(n):
        make.DoubtFactory()
        make.DoubtFactory(answer="So it is.", answered_by=make.UserFactory(), answered_at=timezone.now())


def kept_scores(world: World, n: int) -> None:
    values = {"score": 71.0, "grade": "B", "coverage": 0.9, "policy_version": 0}
    for _ in range(n):
        HealthHistory.objects.create(client=make.ClientFactory(), on=date(2020, 1, 1), **values)


def alumni(world: World, n: int) -> None:
    """Former colleagues with everything a row shows: a client with a score, a post before, consent, a keeper, a word."""
    for _ in range(n):
        person, client = make.PersonFactory(), make.ClientFactory(owner=make.UserFactory())
        make.PositionFactory(person=person, client=client, started_on=THIS_YEAR)
        make.OutsidePostFactory(person=person, started_on=LAST_YEAR, ended_on=THIS_YEAR)
        fees(client, THIS_YEAR)
        office, practice = make.OfficeFactory(), make.PracticeFactory()
        alumnus = make.AlumnusFactory(person=person, keeper=make.UserFactory(), office=office, practice=practice)
        make.ConsentFactory(alumnus=alumnus)
        make.InteractionFactory(clients=[client], people=[person], colleagues=[world.users["M"]])
    recompute_due(seconds=60)


def consent_texts(world: World, n: int) -> None:
    """Wordings, each by somebody."""
    for _ in range(n):
        make.ConsentTextFactory(written_by=make.UserFactory())


def words_of_alumni(world: World, n: int) -> None:
    """What alumni told us, each with a keeper."""
    for _ in range(n):
        make.AlumnusWordFactory(alumnus=make.AlumnusFactory(keeper=make.UserFactory()))


def alumni_not_asked(world: World, n: int) -> None:
    """Alumni with an address and nothing said."""
    for _ in range(n):
        make.ContactPointFactory(person=make.AlumnusFactory(keeper=make.UserFactory()).person)


def events(world: World, n: int) -> None:
    """Events with a guest each."""
    for _ in range(n):
        make.InvitationFactory(event=make.EventFactory(client=make.ClientFactory()))


def guests(world: World, n: int) -> None:
    """Guests of the event in sight: every other one a former colleague, with letters."""
    event = Event._base_manager.get(public_id=world.seen["event"]["public_id"])
    for _ in range(n):
        person = make.PersonFactory()
        make.ConsentFactory(alumnus=make.AlumnusFactory(person=person))
        guest = make.InvitationFactory(event=event, person=person, client=make.ClientFactory())
        Letter.objects.create(person=person, invitation=guest, kind="invitation")


def jobs_of_an_alumnus(world: World, n: int) -> None:
    """Jobs at clients and elsewhere, and words about consent, of the alumnus in sight."""
    person = person_of(world)
    for _ in range(n):
        make.PositionFactory(person=person, client=make.ClientFactory(owner=make.UserFactory()))
        make.OutsidePostFactory(person=person)
        make.ConsentFactory(alumnus=person.alumnus, recorded_by=make.UserFactory())


def touchpoints(world: World, n: int) -> None:
    client, person = client_of(world), person_of(world)
    for k in range(n):
        make.InteractionFactory(
            clients=[client, make.ClientFactory()],
            people=[person, make.PersonFactory()],
            colleagues=[world.users["M"], make.UserFactory()],
            engagement=make.EngagementFactory(client=client),
            created_by=world.users["P"],
            occurred_at=timezone.now() - timedelta(days=k),
        )


def walls(world: World, n: int) -> None:
    for _ in range(n):
        make.WallFactory(insiders=[world.users["P"], world.users["D"], make.UserFactory()], created_by=world.users["P"])


def wall_notices(world: World, n: int) -> None:
    for _ in range(n):
        wall = make.WallFactory(insiders=[world.users["P"], world.users["D"]])
        make.WallNoticeFactory(wall=wall, colleague=world.users["D"], side="inside")


def colleagues(world: World, n: int) -> None:
    for k in range(n):
        make.UserFactory(
            office=make.OfficeFactory(name=f"Office {k}"), practice=make.PracticeFactory(name=f"Practice {k}")
        )


def offices(world: World, n: int) -> None:
    for k in range(n):
        make.UserFactory(office=make.OfficeFactory(name=f"Office {world} {k}"[-190:]))


def practices(world: World, n: int) -> None:
    for k in range(n):
        make.UserFactory(practice=make.PracticeFactory(name=f"Practice {k}"))


def lost_clients(world: World, n: int) -> None:
    for _ in range(n):
        fees(make.ClientFactory(owner=make.UserFactory()), LAST_YEAR)


def practices_with_fees(world: World, n: int) -> None:
    for k in range(n):
        practice = make.PracticeFactory(name=f"Practice {k}")
        make.LedgerEntryFactory(practice=practice, booked_on=THIS_YEAR)


def clients_of_a_practice(world: World, n: int) -> None:
    for _ in range(n):
        fees(make.ClientFactory(owner=make.UserFactory()), THIS_YEAR, LAST_YEAR)


def clients_on_the_clock(world: World, n: int) -> None:
    fees(make.ClientFactory(), timezone.localdate() - timedelta(days=900))
    for _ in range(n):
        fees(make.ClientFactory(owner=make.UserFactory()), timezone.localdate() - timedelta(days=9))


def import_runs(world: World, n: int) -> None:
    for k in range(n):
        ImportRun.objects.create(kind="clients", source="import", file_name=f"clients-{k}.csv", fingerprint=f"{k}")


def firm_exports(world: World, n: int) -> None:
    for _ in range(n):
        make.FirmExportFactory(user=world.users["D"])


def holds(world: World, n: int) -> None:
    for _ in range(n):
        make.LegalHoldFactory()


def pins(world: World, n: int) -> None:
    for k in range(n):
        user = world.users["D"]
        thing = {"client": make.ClientFactory()} if k % 2 else {"view": make.SavedViewFactory(owner=user)}
        Pin.objects.create(user=user, **thing)


def planned_touches(world: World, n: int) -> None:
    for _ in range(n):
        make.PlannedTouchFactory(colleague=world.users["D"], planned_by=make.UserFactory())


def quiet_clients(world: World, n: int) -> None:
    """Each with somebody who looks after it, a person whom somebody knows, and a touch planned with it."""
    for k in range(n):
        client = make.ClientFactory(owner=make.UserFactory())
        person = make.PersonFactory()
        make.PositionFactory(client=client, person=person)
        make.InteractionFactory(clients=[client], people=[person], colleagues=[make.UserFactory()])
        fees(client, THIS_YEAR - timedelta(days=700), THIS_YEAR - timedelta(days=330))
        if k % 2:
            make.PlannedTouchFactory(client=client)


def look_alikes(world: World, n: int) -> None:
    for _ in range(n):
        one, other = make.ClientFactory(owner=make.UserFactory()), make.ClientFactory()
        fees(one, LAST_YEAR)
        fees(other, THIS_YEAR)
        LookAlike.objects.create(one=one, other=other, reason="name", likeness=1)
        said = make.ClientFactory(), make.ClientFactory()
        NotTheSame.objects.create(one=said[0], other=said[1], said_by=world.users["P"])


def clients_that_came_back_late(world: World, n: int) -> None:
    for _ in range(n):
        fees(make.ClientFactory(owner=make.UserFactory()), THIS_YEAR, THIS_YEAR - timedelta(days=800))


def scored_clients(world: World, n: int) -> None:
    clients(world, n)
    marks.mark_all()
    recompute_due(seconds=60)


def lines_of_a_guest_book(world: World, n: int) -> None:
    client, reader = client_of(world), world.users["D"]
    for _ in range(n):
        make.GuestFactFactory(person=person_of(world), client=client, heard_by=reader)
        make.GuestFactFactory(person=person_of(world), heard_by=reader, archived_at=timezone.now())


def remembered_people_of_a_client(world: World, n: int) -> None:
    for _ in range(n):
        person = make.PersonFactory()
        make.PositionFactory(client=client_of(world), person=person)
        make.GuestFactFactory(person=person, heard_by=world.users["D"], written_by=make.UserFactory())


def arrivals(world: World, n: int) -> None:
    for k in range(n):
        client, person = make.ClientFactory(), make.PersonFactory()
        make.GuestFactFactory(person=person, heard_by=world.users["D"])
        old = timezone.now() - timedelta(days=40)
        make.InteractionFactory(clients=[client], people=[person], colleagues=[make.UserFactory()], occurred_at=old)
        make.PlannedTouchFactory(client=client)
        make.ComingMeetingFactory(invited=[(person, client), (make.PersonFactory(), client)])
        if k % 2 == 0:
            met = {"clients": [client], "people": [person], "colleagues": [make.UserFactory()]}
            make.InteractionFactory(kind="meeting", **met)


def gives_and_asks(world: World, n: int) -> None:
    for _ in range(n):
        make.ExchangeFactory(person=person_of(world), client=client_of(world))
        make.ExchangeFactory(person=person_of(world), kind="reference", occurred_on=date(2019, 1, 1))


def brought(world: World, n: int) -> None:
    """By one person and by alumni, credited with fees of this year."""
    for _ in range(n):
        work = make.EngagementFactory(client=make.ClientFactory())
        entry = make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=THIS_YEAR)
        given = {"client": work.client, "engagement": work, "happened_on": THIS_YEAR}
        make.ContributionFactory(person=person_of(world), **given)
        other = make.ContributionFactory(person=make.AlumnusFactory().person, share=Decimal("0.5"), **given)
        SoftCredit.objects.create(contribution=other, entry=entry, share=other.share)


def introductions(world: World, n: int) -> None:
    for _ in range(n):
        between = {"through": make.PersonFactory(), "colleague": world.users["P"]}
        make.IntroductionFactory(client=make.ClientFactory(), wanted_by=world.users["D"], **between)


def referrers(world: World, n: int) -> None:
    """Each works at a client that somebody brought, and brought another; some were introduced to us."""
    for _ in range(n):
        client, work = make.ClientFactory(), make.EngagementFactory()
        first, second = make.PersonFactory(), make.PositionFactory(client=client).person
        make.ContributionFactory(person=first, client=client, happened_on=date(2024, 1, 1))
        given = {"client": work.client, "engagement": work, "share": Decimal("0.5")}
        credited = make.ContributionFactory(person=second, **given)
        entry = make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=THIS_YEAR)
        SoftCredit.objects.create(contribution=credited, entry=entry, share=credited.share)
        make.InteractionFactory(people=[second], colleagues=[world.users["M"]])
        days = dict.fromkeys(("answered_on", "agreed_on", "made_on", "asked_on"), date(2023, 1, 1))
        make.IntroductionFactory(person=first, through=make.PersonFactory(), state="made", **days)


def gifts(world: World, n: int) -> None:
    for _ in range(n):
        make.GiftFactory(client=make.ClientFactory())
        decided = {"decided_by": make.UserFactory(), "decided_at": timezone.now()}
        make.GiftFactory(state="approved", **decided)


def proposals(world: World, n: int) -> None:
    for _ in range(n):
        make.CardProposalFactory()


def proposals_of_a_person(world: World, n: int) -> None:
    link = make.CardLinkFactory(person=person_of(world))
    make.TeamMemberFactory(client=client_of(world), colleague=world.users["D"], role=("deputy", "member")[n > 1])
    for _ in range(n):
        fact = make.GuestFactFactory(person=person_of(world), shared=True)
        words = {"fact": fact, "topic": "", "act": "correct", "before": fact.text}
        make.CardProposalFactory(link=link, **words)
        decided = {"state": "declined", "decided_by": make.UserFactory(), "decided_at": timezone.now()}
        make.CardProposalFactory(link=link, **words, **decided)


def alerts(world: World, n: int) -> None:
    """Waiting ones and snoozed ones, each of a client that somebody looks after."""
    for _ in range(n):
        client = make.ClientFactory(owner=make.UserFactory())
        make.AlertFactory(client=client)
        make.AlertSnoozeFactory(client=client, kind="one_thread", created_by=make.UserFactory())


def exchange_rates(world: World, n: int) -> None:
    for _ in range(n):
        make.ExchangeRateFactory()


def proposed_one_offs(world: World, n: int) -> None:
    for _ in range(n):
        client = make.ClientFactory()
        for amount in (10, 10, 10, 10_000):
            work = make.EngagementFactory(client=client)
            make.LedgerEntryFactory(client=client, engagement=work, booked_on=LAST_YEAR, amount=amount)


def departures(world: World, n: int) -> None:
    """Coming and gone, each with a row."""
    for k in range(n):
        gone = {"completed_at": timezone.now(), "last_day": TODAY - timedelta(days=k + 1)}
        make.HandoverFactory(departure=make.DepartureFactory(alumnus=make.AlumnusFactory(), **gone))
        make.HandoverFactory()
        make.UserFactory(left_on=TODAY)


def ties_handed_over(world: World, n: int) -> None:
    departure = Departure._base_manager.get(public_id=world.seen["departure"]["public_id"])
    for _ in range(n):
        client, person, heir = make.ClientFactory(), make.PersonFactory(), make.UserFactory()
        make.DeclaredTieFactory(client=client, person=person, colleague=heir)
        touch = make.PlannedTouchFactory(client=client, colleague=heir)
        row = {"departure": departure, "client": client, "heir": heir}
        make.HandoverFactory(**row, goodbye_on=TODAY, heir_touch=touch)
        make.HandoverFactory(**row, person=person, fees=500)


def audit_entries(world: World, n: int) -> None:
    for _ in range(n):
        with pghistory.context(user=world.users["P"].pk, act="add_person"):
            person = make.PersonFactory()
        note(Noted("read", world.users["M"].pk, "guest_book", person.public_id, Whence(None, "192.0.2.1", "Firefox/")))


def signs_of_moves(world: World, n: int) -> None:
    for _ in range(n):
        person = make.PersonFactory()
        make.PositionFactory(person=person)
        make.MoveSignalFactory(person=person)
        make.MoveSignalFactory(
            person=person, said="b@elsewhere.example", outcome="not_so", settled_by=make.UserFactory()
        )


def duplicate_clients(world: World, n: int) -> None:
    look_alikes(world, n)
    for _ in range(n):
        make.GroupEdgeFactory(starts_on=None, ends_on=None, same=True)


def duplicate_people(world: World, n: int) -> None:
    for _ in range(n):
        one, other, two = make.PersonFactory(), make.PersonFactory(), make.PersonFactory()
        make.PositionFactory(person=one)
        PersonLookAlike.objects.create(one=one, other=other, reason="email", likeness=1)
        TwoPeople.objects.create(one=other, other=two, said_by=world.users["P"])


def merges(world: World, n: int) -> None:
    for _ in range(n):
        client = make.ClientFactory()
        gone = make.ClientFactory(archived_at=timezone.now(), merged_into=client)
        merge = Merge.objects.create(kind="clients", client=client, merged_by=make.UserFactory())
        Absorbed.objects.create(merge=merge, client=gone)


def key_people(world: World, n: int) -> None:
    """Clients that each hang on a colleague of their own."""
    for _ in range(n):
        client, person, ours = make.ClientFactory(), make.PersonFactory(), make.UserFactory()
        make.DeclaredTieFactory(client=client, person=person, colleague=ours)
        fees(client, TODAY)
        facts_changed.send(sender=Client, client_ids=[client.pk])
    recompute_due(seconds=60)


def what_hangs_on_a_colleague(world: World, n: int) -> None:
    ours = User.objects.get(public_id=world.seen["colleague"]["public_id"])
    for _ in range(n):
        _held(make.PersonFactory(), ours)


def what_hangs_on_a_person(world: World, n: int) -> None:
    for _ in range(n):
        _held(person_of(world), make.UserFactory())


def _held(person: Person, ours: User) -> None:
    client = make.ClientFactory()
    make.DeclaredTieFactory(client=client, person=person, colleague=ours)
    make.SecondTieFactory(client=client)
    fees(client, TODAY)


LISTS: dict[str, Fill] = {
    "key people": key_people,
    "what hangs on a colleague": what_hangs_on_a_colleague,
    "what hangs on a person": what_hangs_on_a_person,
    "audit entries": audit_entries,
    "signs of moves": signs_of_moves,
    "departures": departures,
    "ties handed over": ties_handed_over,
    "duplicate clients": duplicate_clients,
    "duplicate people": duplicate_people,
    "merges": merges,
    "proposed one-offs": proposed_one_offs,
    "exchange rates": exchange_rates,
    "clients": clients,
    "people of a client": people_of_a_client,
    "entries of a client": entries_of_a_client,
    "engagements": engagements,
    "work of a client": entries_of_a_client,
    "entries of an engagement": entries_of_an_engagement,
    "people": people,
    "positions of a person": positions_of_a_person,
    "ties of a person": ties_of_a_person,
    "doubts": doubts,
    "kept scores": kept_scores,
    "alumni": alumni,
    "consent texts": consent_texts,
    "words of alumni": words_of_alumni,
    "alumni not asked": alumni_not_asked,
    "events": events,
    "guests": guests,
    "jobs of an alumnus": jobs_of_an_alumnus,
    "touchpoints of a client": touchpoints,
    "touchpoints of a person": touchpoints,
    "walls": walls,
    "wall notices": wall_notices,
    "colleagues": colleagues,
    "offices": offices,
    "practices": practices,
    "clients behind a bar": lost_clients,
    "new clients on the clock": clients_on_the_clock,
    "clients that came back late": clients_that_came_back_late,
    "practices with fees": practices_with_fees,
    "clients of a practice": clients_of_a_practice,
    "engagements of a client": entries_of_a_client,
    "entries": clients_of_a_practice,
    "firm exports": firm_exports,
    "holds": holds,
    "import runs": import_runs,
    "pins": pins,
    "planned touches": planned_touches,
    "promises": promises,
    "clients in rhythm": clients_in_rhythm,
    "cadences": cadences,
    "quiet clients": quiet_clients,
    "look-alikes": look_alikes,
    "lines of a guest book": lines_of_a_guest_book,
    "remembered people of a client": remembered_people_of_a_client,
    "arrivals": arrivals,
    "gives and asks": gives_and_asks,
    "gifts": gifts,
    "introductions": introductions,
    "referrers": referrers,
    "what a person brought": brought,
    "what alumni brought": brought,
    "proposals": proposals,
    "proposals of a person": proposals_of_a_person,
    "alerts": alerts,
    "scored clients": scored_clients,
    "captured messages": captured.messages,
    "mail for nobody": captured.nobodys,
    "capture runs": captured.runs,
    "correspondents": captured.correspondents,
    "calendars": captured.calendars,
}
