"""Sample data: into a firm of one's own without touching it, and out again without taking anything along."""

from __future__ import annotations

import pytest

from accounts.models import Firm, Office, Practice, User
from relationships.clients.models import Client, TeamMember
from relationships.contacts.models import Person, Position
from relationships.engagements.models import Engagement, ExchangeRate, LedgerEntry
from relationships.imports.demo_firm.size import FirmSize
from relationships.imports.demo_firm.staff import SAMPLE
from relationships.imports.sample import SampleRefused, make_sample, sample_counts
from relationships.imports.sample_removal import kept, remove_sample
from relationships.interactions.models import Interaction
from tests import factories as make

pytestmark = pytest.mark.django_db
SMALL = FirmSize(clients=45, people=120, interactions=400, ledger=300, colleagues=14)
TABLES = (Client, Person, Position, Engagement, LedgerEntry, Interaction, User, Office, Practice, ExchangeRate)


@pytest.fixture
def firm(administrator: User) -> Firm:
    made = Firm.objects.create(
        name="Ours & Sons", base_currency="SEK", time_zone="Europe/Stockholm", vocabulary="non_profit"
    )
    make.OfficeFactory(name="Basel")
    return made


def rows() -> dict[str, int]:
    return {model.__name__: model._base_manager.count() for model in TABLES}


def settings_of(firm: Firm) -> tuple[object, ...]:
    firm.refresh_from_db()
    return firm.name, firm.base_currency, firm.time_zone, firm.vocabulary, firm.fiscal_start_month, firm.set_up_at


def test_it_comes_and_goes_and_leaves_the_firm_as_it_was(firm: Firm, administrator: User) -> None:
    before, said = rows(), settings_of(firm)
    make_sample(by=administrator, size=SMALL)
    assert settings_of(firm) == said
    assert (sample_counts().clients, sample_counts().people >= 100) == (45, True)
    assert set(LedgerEntry._base_manager.values_list("currency", flat=True)) == {"SEK"}
    remove_sample(by=administrator)
    assert (rows(), settings_of(firm), firm.sample_since) == (before, said, None)


def test_nobody_invented_can_sign_in_or_run_the_firm(firm: Firm) -> None:
    make_sample(by=None, size=SMALL)
    invented = User.objects.filter(source=SAMPLE)
    assert invented.count() == 16, "whoever has a story, but for those who run the firm"
    assert not invented.filter(email__isnull=False).exists()
    assert not invented.filter(role__in=["administrator", "auditor"]).exists()
    assert not any(each.has_usable_password() for each in invented)


@pytest.mark.django_db(transaction=True)
def test_it_can_be_made_again_after_it_was_removed(firm: Firm) -> None:
    for _ in range(2):
        make_sample(by=None, size=SMALL)
        remove_sample(by=None)
    assert sample_counts().clients == 0


def test_it_is_refused_beside_clients_of_ones_own_and_beside_itself(firm: Firm) -> None:
    make_sample(by=None, size=SMALL)
    with pytest.raises(SampleRefused, match="already"):
        make_sample(by=None, size=SMALL)
    remove_sample(by=None)
    make.ClientFactory()
    with pytest.raises(SampleRefused, match="of your own"):
        make_sample(by=None, size=SMALL)


def test_what_people_made_stays_with_what_it_hangs_on(firm: Firm, account_manager: User) -> None:
    make_sample(by=None, size=SMALL)
    touched, billed, other = Client._base_manager.filter(source=SAMPLE).order_by("pk")[:3]
    met = Person._base_manager.filter(source=SAMPLE).order_by("pk").first()
    own = make.ClientFactory(name="Ours", owner=User.objects.filter(source=SAMPLE).first())
    touch = make.InteractionFactory(clients=[touched], people=[met], colleagues=[account_manager])
    entry = make.LedgerEntryFactory(client=billed, engagement=make.EngagementFactory(client=billed))
    anna = make.PersonFactory(name="Anna Own")
    make.PositionFactory(person=anna, client=own)
    make.TeamMemberFactory(client=other, colleague=account_manager)
    owner = own.owner
    assert (kept().clients, kept().people) == ({touched.pk, billed.pk}, {met.pk})
    remove_sample(by=None)
    assert set(Client._base_manager.values_list("pk", flat=True)) == {touched.pk, billed.pk, own.pk}
    assert set(Person._base_manager.values_list("pk", flat=True)) == {met.pk, anna.pk}
    assert set(Interaction._base_manager.values_list("pk", flat=True)) == {touch.pk}
    assert set(LedgerEntry._base_manager.values_list("pk", flat=True)) == {entry.pk}
    assert not Client._base_manager.filter(source=SAMPLE).exists()
    assert User.objects.filter(pk=owner.pk).exists(), "somebody's own client still names them"
    assert not TeamMember._base_manager.filter(client_id=other.pk).exists()
