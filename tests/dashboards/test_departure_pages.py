"""Recording a leaving in the browser's terms: forms, rows, refusals, the file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.policy import Role
from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.network.models import Departure, Handover
from tests.cast import SignIn, colleague
from tests.factories import (
    ClientFactory,
    DeclaredTieFactory,
    OfficeFactory,
    PersonFactory,
    PositionFactory,
    TeamMemberFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(novagen: Client) -> User:
    dag = colleague("Dag Holm", Role.ACCOUNT_MANAGER)
    ana = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=ana, client=novagen)
    DeclaredTieFactory(person=ana, client=novagen, colleague=dag, declared_by=dag, strength=77)
    TeamMemberFactory(client=novagen, colleague=dag, role="deputy")
    return dag


def record(sign_in: SignIn, administrator: User, leaver: User, **more: str) -> Departure:
    day = (firm_day().on + timedelta(days=14)).isoformat()
    where = reverse("record_departure", args=[leaver.public_id])
    answer = sign_in(administrator).post(where, {"last_day": day, "plan_goodbyes": "on", **more})
    assert answer.status_code == 303
    return Departure.objects.get()


def test_recording_leads_to_the_handshake(sign_in: SignIn, administrator: User, leaver: User) -> None:
    departure = record(sign_in, administrator, leaver, consents="news", private_email="dag@home.example")
    assert (departure.consents, departure.private_email) == (["news"], "dag@home.example")
    page = sign_in(administrator).get(reverse("departure_detail", args=[departure.public_id])).content.decode()
    assert "Ana Ruiz" in page
    assert "Maya Okafor (no tie yet, same practice, on the team" in page


def test_heirs_are_offered_by_the_clients_that_the_reader_may_know_of(
    sign_in: SignIn, administrator: User, partner: User, account_manager: User, leaver: User, novagen: Client
) -> None:
    departure = record(sign_in, administrator, leaver)
    office = OfficeFactory(name="Basel")
    User.objects.filter(pk__in=[partner.pk, novagen.owner_id]).update(office=office)
    User.objects.filter(pk=partner.pk).update(clients_seen="office")
    beside = colleague("Heir Elsewhere", Role.PARTNER)
    User.objects.filter(pk=beside.pk).update(office=OfficeFactory(name="Madrid"))
    TeamMemberFactory(client=novagen, colleague=beside, role="member")
    ClientFactory.create_batch(3, owner=beside)
    here = reverse("departure_detail", args=[departure.public_id])
    offered = "Heir Elsewhere (no tie yet, same practice, on the team; looks after {})"
    assert offered.format(3) in sign_in(administrator).get(here).content.decode()
    assert offered.format(0) in sign_in(partner).get(here).content.decode()


def test_a_partner_chooses_heirs_and_nobody_overrules_them_unseen(
    sign_in: SignIn, administrator: User, partner: User, account_manager: User, leaver: User
) -> None:
    departure = record(sign_in, administrator, leaver)
    row = Handover._base_manager.get(departure=departure, person__isnull=False)
    here = reverse("departure_detail", args=[departure.public_id])
    other = account_manager if row.heir == partner else partner
    form = {f"heir-{row.public_id}": other.public_id, f"version-{row.public_id}": str(row.version)}
    page = sign_in(partner).post(here, form, follow=True).content.decode()
    assert "Saved 1 heir." in page
    row.refresh_from_db()
    assert (row.heir, row.chosen_by) == (other, partner)
    page = sign_in(administrator).post(here, {**form, f"heir-{row.public_id}": ""}, follow=True).content.decode()
    assert "somebody chose another heir in the meantime" in page
    row.refresh_from_db()
    assert row.heir == other


def test_anybody_may_be_chosen_on_the_page_of_a_row(sign_in: SignIn, administrator: User, leaver: User) -> None:
    departure = record(sign_in, administrator, leaver)
    row = Handover._base_manager.get(departure=departure, person__isnull=True)
    petra = colleague("Petra Lang", Role.PARTNER)
    day = firm_day().on + timedelta(days=3)
    where = reverse("edit_handover", args=[departure.public_id, row.public_id])
    form = {"heir": petra.public_id, "goodbye_on": day.isoformat(), "version": str(row.version)}
    assert sign_in(administrator).post(where, form).status_code == 303
    row.refresh_from_db()
    assert (row.heir, row.goodbye_on) == (petra, day)
    assert row.leaver_touch is not None
    assert row.leaver_touch.due_on == day


def test_a_day_of_leaving_from_a_list_is_offered_and_nothing_happens_by_itself(
    sign_in: SignIn, administrator: User, partner: User, leaver: User
) -> None:
    User.objects.filter(pk=leaver.pk).update(left_on=firm_day().on + timedelta(days=9))
    offered = reverse("record_departure", args=[leaver.public_id])
    assert offered in sign_in(administrator).get(reverse("departures")).content.decode()
    assert offered not in sign_in(partner).get(reverse("departures")).content.decode()
    assert not Departure.objects.exists()
    record(sign_in, administrator, leaver)
    assert offered not in sign_in(administrator).get(reverse("departures")).content.decode()


def test_the_file_holds_what_the_page_shows(sign_in: SignIn, administrator: User, leaver: User) -> None:
    departure = record(sign_in, administrator, leaver)
    answer = sign_in(administrator).get(reverse("export_departure", args=[departure.public_id]))
    lines = answer.getvalue().decode().splitlines()
    assert lines[0].lstrip("\ufeff").startswith("client,person,tie,fees_24_months,heir")
    assert any(line.startswith("Novagen Therapeutics,Ana Ruiz,77") for line in lines[1:])


def test_taking_effect_and_taking_back(sign_in: SignIn, administrator: User, leaver: User) -> None:
    departure = record(sign_in, administrator, leaver)
    browser = sign_in(administrator)
    browser.post(reverse("complete_departure", args=[departure.public_id]))
    leaver.refresh_from_db()
    assert not leaver.is_active
    page = browser.post(reverse("undo_departure", args=[departure.public_id]), follow=True).content.decode()
    assert "Dag Holm has back what was theirs." in page
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.left_on) == (True, None)
