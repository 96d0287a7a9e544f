"""A small firm with one of everything that an address can name, in sight and behind a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pghistory
from django.db import connection, transaction

from accounts.models import User
from accounts.policy import Role
from accounts.token_actions import make_token
from accounts.tokens import Scope
from relationships.clients.models import Client, NotTheSame
from relationships.contacts.models import Person
from relationships.interactions.models import Cadence
from relationships.merging.models import Absorbed, Merge, TwoPeople
from relationships.trust.models import Erasure
from tests import factories as make
from tests.access.captured import captured
from tests.cast import colleague

LETTERS = {
    "P": Role.PARTNER,
    "M": Role.ACCOUNT_MANAGER,
    "A": Role.ASSISTANT,
    "L": Role.ALUMNI_ADMIN,
    "D": Role.ADMINISTRATOR,
    "U": Role.AUDITOR,
}
NAMES = {
    "P": "Henrik Lindqvist",
    "M": "Maya Okafor",
    "A": "Noor van Dijk",
    "L": "Amina Farouk",
    "D": "Gerd Achleitner",
    "U": "Siobhán Keane",
}
TOUCHED_AT = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

Address = dict[str, str]


@dataclass(frozen=True)
class World:
    """`seen[about]` names a record that everybody here may see; `hidden[about]` all ways to name one they may not."""

    users: dict[str, User]
    neighbour: User
    seen: dict[str, Address]
    hidden: dict[str, list[Address]]


@transaction.atomic
def build_world() -> World:
    """Everybody stands outside the hidden client's wall; partner and administrator are inside another one."""
    users = {letter: colleague(NAMES[letter], role) for letter, role in LETTERS.items()}
    users["A"].supports = users["M"]
    users["A"].save(update_fields=["supports"])
    neighbour = colleague("Tomás Ibarra", Role.ACCOUNT_MANAGER)
    insider = colleague("Ruth Calder", Role.PARTNER)
    novagen = make.ClientFactory(name="Novagen Therapeutics", owner=users["M"], tier="A")
    hidden = make.ClientFactory(name="Marrow & Pike Diagnostics", owner=insider)
    seen_addresses = _addresses(novagen, [users["M"], users["L"]], "Novagen")
    hidden_addresses = _addresses(hidden, [insider], "Marrow")
    walls = _walls(users, hidden, insider)
    told, told_secretly = (make.WallNoticeFactory(colleague=each) for each in (users["M"], insider))
    mixed = _mixed(novagen, hidden, seen_addresses)
    guests = _guests(neighbour, insider, novagen, hidden)
    practice = make.PracticeFactory(name="Life sciences")
    ana = Person._base_manager.get(public_id=seen_addresses["person"]["public_id"])
    theirs = captured(insider, ana, "theirs")
    departure = make.DepartureFactory(colleague__name="Dag Holm", planned_by=users["D"])
    handed, secretly = (make.HandoverFactory(departure=departure, client=each) for each in (novagen, hidden))
    leaving = {"public_id": departure.public_id}
    firm = {
        **captured(users["M"], ana, "mine"),
        "reading": {"reading": "previous-year"},
        "bar": {"bar": "lost"},
        "cadence": {"public_id": Cadence.objects.create(tier="B", ideal_days=30, maximum_days=45).public_id},
        "segment": {"segment": "practice"},
        "segment key": {"segment": "practice", "key": practice.public_id},
        "exchange rate": {"public_id": make.ExchangeRateFactory().public_id},
        "consent text": {"public_id": make.ConsentTextFactory().public_id},
        "departure": leaving,
        "handover": {**leaving, "row_id": handed.public_id},
        "office": {"public_id": make.OfficeFactory(name="Madrid").public_id},
        "practice": {"public_id": make.PracticeFactory(name="Tax").public_id},
        "token": {"public_id": make_token(user=users["M"], name="Reports", scopes=[Scope.READ], days=1)[0].public_id},
        "colleague": {"public_id": neighbour.public_id},
        "view": {"public_id": make.SavedViewFactory(owner=users["M"], is_shared=True).public_id},
        "bulk change": {"public_id": make.BulkChangeFactory(user=users["M"]).public_id},
        "file import": {"public_id": make.FileImportFactory(user=users["D"]).code},
        "firm export": {"public_id": make.FirmExportFactory(user=users["D"]).code},
        "kind of file": {"kind": "clients"},
    }
    return World(
        users=users,
        neighbour=neighbour,
        seen={
            **seen_addresses,
            **firm,
            **guests[0],
            "wall": {"public_id": walls[0]},
            "wall notice": {"public_id": told.public_id},
        },
        hidden={
            **{about: [address, *mixed.get(about, [])] for about, address in hidden_addresses.items()},
            **guests[1],
            "wall": [{"public_id": walls[1]}],
            "wall notice": [{"public_id": told_secretly.public_id}],
            "handover": [{**leaving, "row_id": secretly.public_id}],
            **{about: [each] for about, each in theirs.items()},
            "view": [
                {"public_id": make.SavedViewFactory(owner=insider).public_id},
                {"public_id": make.SavedViewFactory(owner=insider, name="Pike Diagnostics", is_shared=True).public_id},
            ],
            "bulk change": [{"public_id": make.BulkChangeFactory(user=insider).public_id}],
            "file import": [{"public_id": make.FileImportFactory(user=insider).code}],
            "firm export": [{"public_id": make.FirmExportFactory(user=insider).code}],
            # Above it stands a client in sight; the hidden one is reached by its own id only.
            "client group": [{"public_id": hidden.public_id}],
        },
    )


def _addresses(client: Client, team: list[User], word: str) -> dict[str, Address]:
    """One of everything that hangs on `client`; `team` took part in its touchpoint."""
    parent = make.ClientFactory(name=f"{word} Holding")
    edge = make.GroupEdgeFactory(client=client, parent=parent)
    alias = make.AliasFactory(client=client, name=f"{word} Group")
    member = make.TeamMemberFactory(client=client, colleague=team[0], role="deputy")
    person = make.PersonFactory(name=f"Ana {word}")
    position = make.PositionFactory(person=person, client=client)
    point = make.ContactPointFactory(person=person, value=f"ana@{word.lower()}.example")
    other_name = make.PersonAliasFactory(person=person, name=f"Anna {word}")
    post = make.OutsidePostFactory(person=person, employer=f"{word} Court")
    tie = make.DeclaredTieFactory(person=person, client=client, colleague=team[0])
    doubt = make.DoubtFactory(client=client, raised_by=team[0], owner=team[0])
    alumnus = make.AlumnusFactory(person=person)
    consent = make.ConsentFactory(alumnus=alumnus)
    guest = make.InvitationFactory(
        event=make.EventFactory(name=f"{word} dinner", client=client, host=team[0]), person=person, invited_by=team[0]
    )
    before = datetime(2026, 3, 2, 18, tzinfo=UTC)
    past = make.EventFactory(name=f"{word} lunch", client=client, host=team[0], starts_at=before)
    make.InvitationFactory(event=past, person=person, invited_by=team[0])
    engagement = make.EngagementFactory(client=client, name=f"{word} audit")
    entry = make.LedgerEntryFactory(client=client, engagement=engagement)
    touch = make.InteractionFactory(clients=[client], people=[person], colleagues=team, occurred_at=TOUCHED_AT)
    of_client, of_person = {"public_id": client.public_id}, {"public_id": person.public_id}
    same = make.ClientFactory(name=f"{word} Ltd", owner=client.owner)
    make.GroupEdgeFactory(client=same, parent=client, starts_on=None, ends_on=None, same=True)
    like = make.ClientFactory(name=f"{word} Therapeutic", owner=client.owner)
    apart = make.ClientFactory(name=f"{word} Two", owner=client.owner)
    NotTheSame.objects.create(one=client, other=apart, said_by=team[0])
    double = make.PersonFactory(name=f"Anna {word}")
    make.PositionFactory(person=double, client=client)
    told = {"one": person, "other": double} if person.pk < double.pk else {"one": double, "other": person}
    TwoPeople.objects.create(**told, said_by=team[0])
    gone = make.PersonFactory(name=f"Anne {word}", archived_at=TOUCHED_AT, merged_into=person)
    make.PositionFactory(person=gone, client=client)
    merge = Merge.objects.create(kind="people", person=person, merged_by=team[0])
    Absorbed.objects.create(merge=merge, person=gone)
    promise = make.PromiseFactory(client=client, person=person, touch=touch, colleague=team[0], made_by=team[-1])
    # Long over: what is booked today is the client's own.
    over = {"starts_on": date(2001, 1, 1), "ends_on": date(2002, 1, 1)}
    term = make.JointTermFactory(account=client, members=[like, apart], **over)
    introduction = make.IntroductionFactory(person=person, client=client, wanted_by=team[0], colleague=team[-1])
    passed = make.PassedOverFactory(person=person, colleague=team[0])
    brought = make.ContributionFactory(person=person, client=client, engagement=engagement, recorded_by=team[0])
    return {
        "audit change": {"context": _changed(client)},
        "introduction": {"public_id": introduction.public_id},
        "contribution": {**of_person, "contribution_id": brought.public_id},
        "passed over": {**of_person, "passed_id": passed.public_id},
        "way over somebody": {**of_person, "between": "colleague", "between_id": team[0].public_id},
        "two people": {"public_id": person.public_id, "other_id": double.public_id},
        "merge": {"public_id": merge.public_id},
        "erasure": {"public_id": _erasure(person)},
        "hold": {"public_id": make.LegalHoldFactory(client=client).public_id},
        "promise": {"public_id": promise.public_id},
        "notice": {"public_id": make.NoticeFactory(user=team[0], promise=promise).public_id},
        "client": of_client,
        "look-alikes": {"public_id": like.public_id, "other_id": client.public_id},
        "the same": {"public_id": same.public_id, "other_id": client.public_id},
        "not the same": {"public_id": apart.public_id, "other_id": client.public_id},
        "client group": {"public_id": parent.public_id},
        "group edge": {**of_client, "edge_id": edge.public_id},
        "joint term": {**of_client, "term_id": term.public_id},
        "alias": {**of_client, "alias_id": alias.public_id},
        "dispute": {**of_client, "dispute_id": make.DisputeFactory(client=client).public_id},
        "team member": {**of_client, "member_id": member.public_id},
        "person": of_person,
        "position": {**of_person, "position_id": position.public_id},
        "contact point": {**of_person, "point_id": point.public_id},
        "other name": {**of_person, "alias_id": other_name.public_id},
        "outside post": {**of_person, "post_id": post.public_id},
        "declared tie": {**of_person, "tie_id": tie.public_id},
        "health part": {**of_client, "part": "momentum"},
        "tie": {**of_client, "person_id": person.public_id, "colleague_id": team[0].public_id},
        "doubt": {**of_client, "doubt_id": doubt.public_id},
        "second tie": {"public_id": make.SecondTieFactory(client=client, colleague=team[0]).public_id},
        "alumnus": {"public_id": alumnus.public_id},
        "sign of a move": {"public_id": make.MoveSignalFactory(person=person).public_id},
        "consent": {"public_id": alumnus.public_id, "consent_id": consent.public_id},
        "word": {"public_id": make.AlumnusWordFactory(alumnus=alumnus).public_id},
        "event": {"public_id": guest.event.public_id},
        "past event": {"public_id": past.public_id},
        "guest": {"public_id": guest.event.public_id, "invitation_id": guest.public_id},
        "touchpoint": {"public_id": touch.public_id},
        "attachment": {"public_id": touch.public_id, "file_id": make.AttachmentFactory(interaction=touch).public_id},
        "engagement": {"public_id": engagement.public_id},
        "ledger entry": {"public_id": entry.public_id},
        "one-off work": {"kind": "work", "public_id": engagement.public_id},
        "usual work": {"public_id": make.UsualWorkFactory(engagement=engagement).public_id},
        "alert": {"public_id": make.AlertFactory(client=client).public_id},
        "alert snooze": {"public_id": make.AlertSnoozeFactory(client=client).public_id},
        "planned touch": {"public_id": make.PlannedTouchFactory(client=client, colleague=team[0]).public_id},
    }


def _erasure(person: Person) -> str:
    asked = {"subject": person.pk, "subject_public_id": person.public_id, "done_at": TOUCHED_AT}
    return Erasure._base_manager.create(kind="person", **asked).key


def _changed(client: Client) -> str:
    """The context in the history of a change of `client`."""
    with pghistory.context(act="edit_client") as context:
        Client._base_manager.filter(pk=client.pk).update(industry="Energy")
    with connection.cursor() as cursor:
        # All is one transaction here: what comes next would be counted as of the same change.
        cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
    return str(context.id)


def _guests(
    neighbour: User, insider: User, novagen: Client, hidden: Client
) -> tuple[dict[str, Address], dict[str, list[Address]]]:
    """What a host remembers of somebody whom no team looks after, so that every role may write it; and of somebody
    behind the wall, or heard there."""
    ada, marrow = make.PersonFactory(name="Ada Guest"), make.PersonFactory(name="Ana Pike")
    make.PositionFactory(person=marrow, client=hidden)
    seen = _of_a_guest(ada, neighbour, None)
    behind = _of_a_guest(marrow, insider, hidden)
    heard_there = _of_a_guest(ada, insider, hidden)
    fact = make.GuestFactFactory(person=ada, client=hidden, heard_by=insider)
    about_it = make.CardProposalFactory(
        link=make.CardLinkFactory(person=ada), act="correct", topic="", fact=fact, before=fact.text, said="No."
    )
    mixed = {name: [each] for name, each in heard_there.items() if name not in ("card link", "proposal")}
    mixed["proposal"] = [{"public_id": about_it.public_id}]
    return seen, {name: [each, *mixed.get(name, [])] for name, each in behind.items()}


def _of_a_guest(person: Person, by: User, client: Client | None) -> dict[str, Address]:
    whose, link = {"public_id": person.public_id}, make.CardLinkFactory(person=person)
    fact = make.GuestFactFactory(person=person, client=client, heard_by=by)
    exchange = make.ExchangeFactory(person=person, client=client, colleague=by)
    gift = make.GiftFactory(person=person, client=client, colleague=by, state="waiting", value=900, total=900)
    return {
        "guest fact": {**whose, "fact_id": fact.public_id},
        "exchange": {**whose, "exchange_id": exchange.public_id},
        "gift": {"public_id": gift.public_id},
        "card link": {**whose, "link_id": link.public_id},
        "proposal": {"public_id": make.CardProposalFactory(link=link).public_id},
    }


def _walls(users: dict[str, User], hidden: Client, insider: User) -> tuple[str, str]:
    """A wall that partner and administrator are inside of, and the one that hides `hidden`."""
    known = make.WallFactory(client=make.ClientFactory(name="Known Secret"), insiders=[users["P"], users["D"]])
    unknown = make.WallFactory(client=hidden, insiders=[insider])
    return known.public_id, unknown.public_id


def _mixed(novagen: Client, hidden: Client, seen: dict[str, Address]) -> dict[str, list[Address]]:
    """Records in sight that lead behind the wall: an edge to a hidden parent, a position at a hidden client, a touch
    that a hidden client took part in."""
    elsewhere = make.ClientFactory(name="Pellucid Optics", owner=novagen.owner)
    edge = make.GroupEdgeFactory(client=elsewhere, parent=hidden)
    term = make.JointTermFactory(account=elsewhere, members=[hidden, novagen])
    ana = Person._base_manager.get(public_id=seen["person"]["public_id"])
    position = make.PositionFactory(person=ana, client=hidden)
    tie = make.DeclaredTieFactory(person=ana, client=hidden)
    touch = make.InteractionFactory(clients=[novagen, hidden], people=[ana], occurred_at=TOUCHED_AT)
    return {
        "group edge": [{"public_id": elsewhere.public_id, "edge_id": edge.public_id}],
        "joint term": [{"public_id": elsewhere.public_id, "term_id": term.public_id}],
        "declared tie": [{**seen["person"], "tie_id": tie.public_id}],
        "position": [{**seen["person"], "position_id": position.public_id}],
        "touchpoint": [{"public_id": touch.public_id}],
        "introduction": [{"public_id": make.IntroductionFactory(person=ana, client=hidden).public_id}],
        "contribution": [
            {**seen["person"], "contribution_id": make.ContributionFactory(person=ana, client=hidden).public_id}
        ],
    }
