"""Records for tests. Each is complete and valid by itself; say only what the test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Office, Practice, User
from accounts.policy import Role
from relationships.alumni.models import Alumnus, AlumnusWord, Consent, ConsentText, Event, Invitation
from relationships.attention.models import Notice
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import (
    Alias,
    Client,
    Dispute,
    GroupEdge,
    JointShare,
    JointTerm,
    TeamMember,
    Wall,
    WallInsider,
)
from relationships.clients.wall_models import WallNotice
from relationships.contacts.models import ContactPoint, MoveSignal, OutsidePost, Person, PersonAlias, Position
from relationships.dashboards.models import BulkChange, SavedView
from relationships.engagements.models import Engagement, ExchangeRate, LedgerEntry, UsualWork, WalledWork
from relationships.foundation.secret_address import digest_of
from relationships.hospitality.models import CardLink, CardProposal, Exchange, Gift, GuestFact
from relationships.imports.models import FileImport, ImportRun
from relationships.interactions.attachment_store import new_key, store
from relationships.interactions.models import (
    Attachment,
    ComingMeeting,
    ComingPerson,
    Interaction,
    PlannedTouch,
    Promise,
    TouchClient,
    TouchColleague,
    TouchPerson,
)
from relationships.network.models import (
    Contribution,
    DeclaredTie,
    Departure,
    Handover,
    Introduction,
    PassedOver,
    SecondTie,
)
from relationships.scoring.models import Alert, AlertSnooze, Doubt
from relationships.trust.firm_export_actions import digest_of_left_out
from relationships.trust.firm_export_store import archive_at, make_room
from relationships.trust.models import FirmExport, LegalHold


class OfficeFactory(DjangoModelFactory[Office]):
    class Meta:
        model = Office
        django_get_or_create = ("name",)

    name = "Basel"


class PracticeFactory(DjangoModelFactory[Practice]):
    class Meta:
        model = Practice
        django_get_or_create = ("name",)

    name = "Life sciences"


class UserFactory(DjangoModelFactory[User]):
    """A colleague who may sign in, without a usable password (tests use `force_login`)."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Colleague {n}")
    email = factory.Sequence(lambda n: f"colleague{n}@firm.example")
    role = Role.ACCOUNT_MANAGER.value
    password = "!"


class ClientFactory(DjangoModelFactory[Client]):
    class Meta:
        model = Client

    name = factory.Sequence(lambda n: f"Client {n:04}")


class WallFactory(DjangoModelFactory[Wall]):
    """A standing wall; `WallFactory(client=…, insiders=[…])`."""

    class Meta:
        model = Wall
        skip_postgeneration_save = True

    client = factory.SubFactory(ClientFactory)
    reason = "Conflict of interest"
    starts_at = datetime(2020, 1, 1, tzinfo=UTC)

    @factory.post_generation
    def insiders(self: Wall, create: bool, extracted: list[User] | None, **_: Any) -> None:
        WallInsider.objects.bulk_create(WallInsider(wall=self, colleague=each) for each in extracted or [])


class WallNoticeFactory(DjangoModelFactory[WallNotice]):
    """What `colleague` is asked to confirm; the account's flag follows with the actions only."""

    class Meta:
        model = WallNotice

    wall = factory.SubFactory(WallFactory)
    colleague = factory.SubFactory(UserFactory)
    side = "outside"
    text = "You stand outside a wall."


class GroupEdgeFactory(DjangoModelFactory[GroupEdge]):
    """`client` under `parent`; the derived spans follow."""

    class Meta:
        model = GroupEdge
        skip_postgeneration_save = True

    client = factory.SubFactory(ClientFactory)
    parent = factory.SubFactory(ClientFactory)

    @factory.post_generation
    def spans(self: GroupEdge, create: bool, extracted: Any, **_: Any) -> None:
        rebuild_group_spans(client_ids=[self.client_id])


class JointTermFactory(DjangoModelFactory[JointTerm]):
    """Shared half and half by `members`."""

    class Meta:
        model = JointTerm
        skip_postgeneration_save = True

    account = factory.SubFactory(ClientFactory)

    @factory.post_generation
    def members(self: JointTerm, create: bool, extracted: list[Client] | None, **_: Any) -> None:
        for member in extracted or [ClientFactory(), ClientFactory()]:
            JointShare.objects.create(term=self, member=member, share=Decimal("0.5"))


class AliasFactory(DjangoModelFactory[Alias]):
    class Meta:
        model = Alias

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Also known as {n}")


class DisputeFactory(DjangoModelFactory[Dispute]):
    class Meta:
        model = Dispute

    client = factory.SubFactory(ClientFactory)
    opened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=9))
    reason = "They wait for an answer."


class TeamMemberFactory(DjangoModelFactory[TeamMember]):
    class Meta:
        model = TeamMember

    client = factory.SubFactory(ClientFactory)
    colleague = factory.SubFactory(UserFactory)
    role = TeamMember.TeamRole.MEMBER


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Person {n:04}")


class PositionFactory(DjangoModelFactory[Position]):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    client = factory.SubFactory(ClientFactory)
    title = "General Counsel"


class ContactPointFactory(DjangoModelFactory[ContactPoint]):
    class Meta:
        model = ContactPoint

    person = factory.SubFactory(PersonFactory)
    kind = ContactPoint.Kind.EMAIL
    value = factory.Sequence(lambda n: f"person{n}@client.example")


class PersonAliasFactory(DjangoModelFactory[PersonAlias]):
    class Meta:
        model = PersonAlias

    person = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"Formerly {n}")


class OutsidePostFactory(DjangoModelFactory[OutsidePost]):
    class Meta:
        model = OutsidePost

    person = factory.SubFactory(PersonFactory)
    employer = factory.Sequence(lambda n: f"Employer {n}")
    title = "Head of Legal"


class AlumnusFactory(DjangoModelFactory[Alumnus]):
    """Somebody who left some years ago."""

    class Meta:
        model = Alumnus

    person = factory.SubFactory(PersonFactory)
    joined_on = date(2014, 3, 1)
    left_on = date(2021, 6, 30)
    title = "Senior Associate"


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    alumnus = factory.SubFactory(AlumnusFactory)
    state = "given"
    said_on = factory.LazyFunction(lambda: timezone.localdate())


class ConsentTextFactory(DjangoModelFactory[ConsentText]):
    class Meta:
        model = ConsentText

    name = factory.Sequence(lambda n: f"Text {n}")
    words = "We write to you four times a year."


class AlumnusWordFactory(DjangoModelFactory[AlumnusWord]):
    class Meta:
        model = AlumnusWord

    alumnus = factory.SubFactory(AlumnusFactory)
    kind = "help"
    said = factory.Sequence(lambda n: f"I could give talk {n}.")


class EventFactory(DjangoModelFactory[Event]):
    """In a month, for two hours."""

    class Meta:
        model = Event

    name = factory.Sequence(lambda n: f"Breakfast {n}")
    host = factory.SubFactory(UserFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=2))


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    event = factory.SubFactory(EventFactory)
    person = factory.SubFactory(PersonFactory)
    invited_by = factory.SubFactory(UserFactory)


class EngagementFactory(DjangoModelFactory[Engagement]):
    class Meta:
        model = Engagement

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Engagement {n}")


def wall_around(work: Engagement, *insiders: User, **facts: Any) -> Wall:
    """A standing wall around one piece of work."""
    wall = WallFactory(client=work.client, insiders=list(insiders), around_work=True, **facts)
    WalledWork.objects.create(wall=wall, engagement=work)
    Engagement._base_manager.filter(pk=work.pk).update(apart=work.pk)
    return wall


class UsualWorkFactory(DjangoModelFactory[UsualWork]):
    class Meta:
        model = UsualWork

    engagement = factory.SubFactory(EngagementFactory)
    client = factory.SelfAttribute("engagement.client")
    said_by = factory.SubFactory(UserFactory)


class ExchangeRateFactory(DjangoModelFactory[ExchangeRate]):
    """What a dollar was worth, a day further back each time."""

    class Meta:
        model = ExchangeRate

    currency, base_currency = "USD", "EUR"
    on = factory.Sequence(lambda n: date(2026, 1, 1) - timedelta(days=n))
    rate = Decimal("0.92")


class LedgerEntryFactory(DjangoModelFactory[LedgerEntry]):
    """A fee of 100.00; the base amount follows the amount."""

    class Meta:
        model = LedgerEntry

    client = factory.SubFactory(ClientFactory)
    booked_on = date(2026, 3, 1)
    kind = LedgerEntry.Kind.FEE
    amount = Decimal("100.00")
    base_amount = factory.SelfAttribute("amount")
    currency = "EUR"
    document = factory.Sequence(lambda n: f"INV-{n:05}")
    source = "test"
    external_id = factory.Sequence(lambda n: f"line-{n}")


class InteractionFactory(DjangoModelFactory[Interaction]):
    """A touchpoint; `InteractionFactory(clients=[…], people=[…], colleagues=[…])`."""

    class Meta:
        model = Interaction
        skip_postgeneration_save = True

    kind = Interaction.Kind.CALL
    direction = Interaction.Direction.MUTUAL
    occurred_at = factory.LazyFunction(timezone.now)
    summary = factory.Sequence(lambda n: f"Talked, {n}.")

    @factory.post_generation
    def clients(self: Interaction, create: bool, extracted: list[Client] | None, **_: Any) -> None:
        for each in extracted or []:
            TouchClient.objects.create(interaction=self, client=each, occurred_at=self.occurred_at)

    @factory.post_generation
    def people(self: Interaction, create: bool, extracted: list[Person] | None, **_: Any) -> None:
        for each in extracted or []:
            TouchPerson.objects.create(interaction=self, person=each, occurred_at=self.occurred_at)

    @factory.post_generation
    def colleagues(self: Interaction, create: bool, extracted: list[User] | None, **_: Any) -> None:
        for each in extracted or []:
            TouchColleague.objects.create(interaction=self, colleague=each, occurred_at=self.occurred_at)


class AttachmentFactory(DjangoModelFactory[Attachment]):
    """A text file of a touchpoint, its bytes stored."""

    class Meta:
        model = Attachment
        skip_postgeneration_save = True

    interaction = factory.SubFactory(InteractionFactory)
    name = "Minutes.txt"
    kind = "text"
    size = 6
    digest = factory.Sequence(lambda n: f"{n:064x}")
    key = factory.LazyFunction(new_key)
    added_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def content(self: Attachment, create: bool, extracted: bytes | None, **_: Any) -> None:
        store(self.key, [extracted or b"Agreed"])


class PromiseFactory(DjangoModelFactory[Promise]):
    """Ours, open, due in a week."""

    class Meta:
        model = Promise

    client = factory.SubFactory(ClientFactory)
    colleague = factory.SubFactory(UserFactory)
    made_by = factory.SelfAttribute("colleague")
    what = "The board paper"
    promised_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


class NoticeFactory(DjangoModelFactory[Notice]):
    """A promise of theirs is due."""

    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    promise = factory.SubFactory(PromiseFactory)
    kind = Notice.Kind.PROMISE_DUE


class SecondTieFactory(DjangoModelFactory[SecondTie]):
    """Somebody is to be known by next week."""

    class Meta:
        model = SecondTie

    client = factory.SubFactory(ClientFactory)
    colleague = factory.SubFactory(UserFactory)
    planned_by = factory.SelfAttribute("colleague")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


class MoveSignalFactory(DjangoModelFactory[MoveSignal]):
    """Mail to them came back."""

    class Meta:
        model = MoveSignal

    person = factory.SubFactory(PersonFactory)
    kind = "bounce"
    said = "ana@novagen.example"
    seen_on = factory.LazyFunction(timezone.localdate)


class DepartureFactory(DjangoModelFactory[Departure]):
    """Somebody who leaves in three weeks."""

    class Meta:
        model = Departure

    colleague = factory.SubFactory(UserFactory)
    last_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))
    planned_by = factory.SelfAttribute("colleague")


class HandoverFactory(DjangoModelFactory[Handover]):
    """A client that is handed over, or with `person=` a tie there."""

    class Meta:
        model = Handover

    departure = factory.SubFactory(DepartureFactory)
    client = factory.SubFactory(ClientFactory)
    strength = 60


class ComingMeetingFactory(DjangoModelFactory[ComingMeeting]):
    """A meeting that a calendar says is to come, late today; `invited` are (person, client or None)."""

    class Meta:
        model = ComingMeeting
        skip_postgeneration_save = True

    colleague = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"{n:064}")
    starts_at = factory.LazyFunction(lambda: timezone.localtime().replace(hour=23, minute=50, second=0, microsecond=0))
    title = factory.Sequence(lambda n: f"Review {n}")
    others = 0

    @factory.post_generation
    def invited(self, create: bool, extracted: Any, **_: Any) -> None:
        for person, client in extracted or ():
            ComingPerson._base_manager.create(meeting=self, person=person, client=client)


class PlannedTouchFactory(DjangoModelFactory[PlannedTouch]):
    """A touch on a colleague's day, due today, planned by themselves."""

    class Meta:
        model = PlannedTouch

    client = factory.SubFactory(ClientFactory)
    colleague = factory.SubFactory(UserFactory)
    planned_by = factory.SelfAttribute("colleague")
    due_on = factory.LazyFunction(timezone.localdate)
    reason = factory.Sequence(lambda n: f"Ask about renewal {n}.")


class GuestFactFactory(DjangoModelFactory[GuestFact]):
    """Heard a month ago by somebody."""

    class Meta:
        model = GuestFact

    person = factory.SubFactory(PersonFactory)
    topic = GuestFact.Topic.TREAT
    text = factory.Sequence(lambda n: f"Likes a quiet table, {n}.")
    heard_by = factory.SubFactory(UserFactory)
    heard_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    confirmed_on = factory.SelfAttribute("heard_on")


class ExchangeFactory(DjangoModelFactory[Exchange]):
    """An introduction that we gave ten days ago."""

    class Meta:
        model = Exchange

    person = factory.SubFactory(PersonFactory)
    kind = Exchange.Kind.INTRODUCTION
    occurred_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    colleague = factory.SubFactory(UserFactory)
    text = factory.Sequence(lambda n: f"To a supplier, {n}.")


class GiftFactory(DjangoModelFactory[Gift]):
    """A lunch of 40.00 today, within the limit."""

    class Meta:
        model = Gift

    person = factory.SubFactory(PersonFactory)
    direction = Gift.Direction.GIVEN
    kind = Gift.Kind.HOSPITALITY
    what = factory.Sequence(lambda n: f"Lunch {n}")
    occurred_on = factory.LazyFunction(timezone.localdate)
    value = Decimal("40.00")
    limit = Decimal("100.00")
    total = factory.SelfAttribute("value")
    colleague = factory.SubFactory(UserFactory)
    written_by = factory.SelfAttribute("colleague")


class CardLinkFactory(DjangoModelFactory[CardLink]):
    """An address for a month; its token is "token-<n>"."""

    class Meta:
        model = CardLink

    person = factory.SubFactory(PersonFactory)
    digest = factory.Sequence(lambda n: digest_of(f"token-{n}"))
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class CardProposalFactory(DjangoModelFactory[CardProposal]):
    """Something new that a person said."""

    class Meta:
        model = CardProposal

    link = factory.SubFactory(CardLinkFactory)
    act = CardProposal.Act.ADD
    topic = GuestFact.Topic.TABLE
    said = factory.Sequence(lambda n: f"Window, please, {n}.")


class SavedViewFactory(DjangoModelFactory[SavedView]):
    """A view of the client list; `told` is what its words tell, as `view_actions` keeps it."""

    class Meta:
        model = SavedView

    owner = factory.SubFactory(UserFactory)
    list_key = "clients"
    name = factory.Sequence(lambda n: f"View {n}")
    told = factory.SelfAttribute("name")


class BulkChangeFactory(DjangoModelFactory[BulkChange]):
    class Meta:
        model = BulkChange

    user = factory.SubFactory(UserFactory)
    list_key = "clients"
    act = "archive"
    words = "Archived 0 clients"


class DeclaredTieFactory(DjangoModelFactory[DeclaredTie]):
    class Meta:
        model = DeclaredTie

    colleague = factory.SubFactory(UserFactory)
    person = factory.SubFactory(PersonFactory)
    declared_by = factory.SelfAttribute("colleague")
    strength = 70
    reason = "We studied together."
    holds_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90))


class ContributionFactory(DjangoModelFactory[Contribution]):
    """A referral of a month ago, credited with nothing."""

    class Meta:
        model = Contribution

    person = factory.SubFactory(PersonFactory)
    kind = Contribution.Kind.REFERRAL
    happened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    text = factory.Sequence(lambda n: f"Told a friend of us, {n}.")
    recorded_by = factory.SubFactory(UserFactory)


class IntroductionFactory(DjangoModelFactory[Introduction]):
    """Asked of a colleague today."""

    class Meta:
        model = Introduction

    person = factory.SubFactory(PersonFactory)
    wanted_by = factory.SubFactory(UserFactory)
    colleague = factory.SubFactory(UserFactory)
    asked_on = factory.LazyFunction(timezone.localdate)


class PassedOverFactory(DjangoModelFactory[PassedOver]):
    class Meta:
        model = PassedOver

    person = factory.SubFactory(PersonFactory)
    colleague = factory.SubFactory(UserFactory)
    reason = "They fell out."
    said_by = factory.SubFactory(UserFactory)


class AlertFactory(DjangoModelFactory[Alert]):
    """Its client's grade fell, in the week of a Monday."""

    class Meta:
        model = Alert

    client = factory.SubFactory(ClientFactory)
    kind = Alert.Kind.GRADE_FELL
    week = date(2026, 11, 16)
    raised_on = date(2026, 11, 18)
    details = {"from": "B", "to": "C"}


class AlertSnoozeFactory(DjangoModelFactory[AlertSnooze]):
    class Meta:
        model = AlertSnooze

    client = factory.SubFactory(ClientFactory)
    kind = Alert.Kind.BIG_CLIENT_QUIET
    reason = "They merge until spring."


class DoubtFactory(DjangoModelFactory[Doubt]):
    class Meta:
        model = Doubt

    client = factory.SubFactory(ClientFactory)
    on = date(2026, 11, 2)
    score = 71.0
    grade = "B"
    policy_version = 0
    reason = "They have just asked for a tender."
    raised_by = factory.SubFactory(UserFactory)
    owner = factory.SubFactory(UserFactory)


class LegalHoldFactory(DjangoModelFactory[LegalHold]):
    """A hold on a client."""

    class Meta:
        model = LegalHold

    client = factory.SubFactory(ClientFactory)
    reason = "Matter 17/2026"
    placed_by = factory.SubFactory(UserFactory)


class FirmExportFactory(DjangoModelFactory[FirmExport]):
    """An export that is ready, with its file."""

    class Meta:
        model = FirmExport
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    state = FirmExport.State.DONE
    left_out = factory.LazyAttribute(lambda made: digest_of_left_out(made.user))
    done_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def file(self: FirmExport, create: bool, extracted: Any, **kwargs: Any) -> None:  # type: ignore[misc]
        with archive_at(make_room(self.code)) as archive, archive.file("manifest.json") as file:
            file.write(b"{}")


class FileImportFactory(DjangoModelFactory[FileImport]):
    """A file that was brought in."""

    class Meta:
        model = FileImport

    user = factory.SubFactory(UserFactory)
    kind = "clients"
    source = "import"
    file_name = "list.csv"
    size = 1
    state = "done"
    run = factory.LazyFunction(
        lambda: ImportRun.objects.create(kind="clients", source="import", file_name="list.csv", state="done")
    )
    report = factory.LazyFunction(
        lambda: dict.fromkeys(("read", "created", "updated", "unchanged", "skipped", "rejected", "rounded"), 0)
    )
    done_at = factory.LazyFunction(timezone.now)
