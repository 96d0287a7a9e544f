"""Adding, changing and leaving out alumni, and what they agreed to."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from relationships.alumni.models import Alumnus, Consent
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, OutsidePost, Person, Position
from tests.cast import SignIn
from tests.factories import (
    AlumnusFactory,
    ConsentFactory,
    ContactPointFactory,
    OfficeFactory,
    PersonFactory,
    PositionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ADD = "/alumni/new/"


def page_of(alumnus: Alumnus) -> str:
    return reverse("alumnus_detail", args=[alumnus.public_id])


def test_somebody_new_is_added_with_what_they_do_now(alumni_admin: User, novagen: Client, sign_in: SignIn) -> None:
    office = OfficeFactory(name="Madrid")
    sent = {
        "name": "Daniel Reyes",
        "email": "Daniel@Home.example",
        "joined_on": "2014-03-01",
        "left_on": "2021-06-30",
        "title": "Senior Associate",
        "office": office.public_id,
        "employer": "Novagen Therapeutics",
        "employer_title": "Deputy General Counsel",
        "leaving_terms": "good",
    }
    answer = sign_in(alumni_admin).post(ADD, sent)
    alumnus = Alumnus._base_manager.get()
    assert (answer.status_code, answer.url) == (303, page_of(alumnus))
    assert (alumnus.person.name, alumnus.office, alumnus.leaving_terms) == ("Daniel Reyes", office, "good")
    assert ContactPoint.objects.get(person=alumnus.person).value == "daniel@home.example"
    held = Position._base_manager.get(person=alumnus.person)
    assert (held.client, held.title) == (novagen, "Deputy General Counsel")


def test_an_employer_that_is_no_client_is_kept_as_a_name(alumni_admin: User, sign_in: SignIn) -> None:
    sign_in(alumni_admin).post(ADD, {"name": "Ann", "employer": "Court of Appeal", "employer_title": "Judge"})
    assert OutsidePost.objects.get().employer == "Court of Appeal"
    assert not Client._base_manager.exists()


def test_a_client_behind_a_wall_is_a_name_like_any_other(
    alumni_admin: User, walled_client: Client, sign_in: SignIn
) -> None:
    sign_in(alumni_admin).post(ADD, {"name": "Ann", "employer": walled_client.name})
    assert OutsidePost.objects.get().employer == walled_client.name
    assert not Position._base_manager.exists()


def test_an_address_that_is_known_is_the_same_person(alumni_admin: User, novagen: Client, sign_in: SignIn) -> None:
    ana = PersonFactory(name="Ana Ruiz", is_stub=True)
    PositionFactory(person=ana, client=novagen)
    ContactPointFactory(person=ana, value="ana@home.example")
    answer = sign_in(alumni_admin).post(ADD, {"name": "Ana R.", "email": "ana@home.example"}, follow=True)
    assert Alumnus._base_manager.get().person == ana
    assert "it is the same person" in answer.content.decode()
    assert Person._base_manager.filter(is_stub=True).count() == 0


def test_the_address_of_somebody_hidden_makes_somebody_new(
    alumni_admin: User, walled_client: Client, sign_in: SignIn
) -> None:
    secret = PersonFactory(name="Secret")
    PositionFactory(person=secret, client=walled_client)
    ContactPointFactory(person=secret, value="s@home.example")
    sign_in(alumni_admin).post(ADD, {"name": "Sam", "email": "s@home.example"})
    assert Alumnus._base_manager.get().person != secret


def test_a_person_is_an_alumnus_once(alumni_admin: User, sign_in: SignIn) -> None:
    known = AlumnusFactory()
    answer = sign_in(alumni_admin).post(f"{ADD}?person={known.person.public_id}", {"name": "ignored"})
    assert answer.status_code == 422
    assert "is recorded as an alumnus already" in answer.content.decode()


def test_an_account_belongs_to_one_alumnus(alumni_admin: User, sign_in: SignIn) -> None:
    account = UserFactory(name="Daniel", left_on="2021-06-30")
    AlumnusFactory(colleague=account)
    other = AlumnusFactory()
    form = {"version": 1, "colleague": account.public_id}
    answer = sign_in(alumni_admin).post(reverse("edit_alumnus", args=[other.public_id]), form)
    assert answer.status_code == 422
    assert not Alumnus._base_manager.filter(pk=other.pk, colleague=account).exists()


def test_leaving_before_joining_is_refused_at_its_field(alumni_admin: User, sign_in: SignIn) -> None:
    answer = sign_in(alumni_admin).post(ADD, {"name": "Ann", "joined_on": "2021-01-01", "left_on": "2020-01-01"})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"left_on"}


def test_whoever_saves_second_sees_both_versions(alumni_admin: User, administrator: User, sign_in: SignIn) -> None:
    alumnus = AlumnusFactory(title="Associate")
    where = reverse("edit_alumnus", args=[alumnus.public_id])
    assert sign_in(administrator).post(where, {"version": 1, "title": "Counsel"}).status_code == 303
    answer = sign_in(alumni_admin).post(where, {"version": 1, "title": "Partner"})
    assert answer.status_code == 409
    assert {"Counsel", "Partner"} <= {
        word for row in answer.context["rows"] for word in (row.yours_text, row.theirs_text)
    }
    alumnus.refresh_from_db()
    assert alumnus.title == "Counsel"


def test_archived_and_brought_back(alumni_admin: User, sign_in: SignIn) -> None:
    alumnus, browser = AlumnusFactory(), sign_in(alumni_admin)
    answer = browser.post(reverse("archive_alumnus", args=[alumnus.public_id]), follow=True)
    undo = reverse("restore_alumnus", args=[alumnus.public_id])
    assert undo in answer.content.decode()
    alumnus.refresh_from_db()
    assert alumnus.archived_at is not None
    browser.post(undo)
    alumnus.refresh_from_db()
    assert alumnus.archived_at is None


def test_left_out_they_have_no_name_in_lists_or_on_their_page(alumni_admin: User, sign_in: SignIn) -> None:
    alumnus, browser = AlumnusFactory(person=PersonFactory(name="Piotr Zając")), sign_in(alumni_admin)
    browser.post(reverse("opt_out_alumnus", args=[alumnus.public_id]))
    for where in ("/alumni/", "/alumni/?archived=yes", "/alumni/export.csv", page_of(alumnus)):
        answer = browser.get(where)
        assert answer.status_code == 200
        assert "Piotr" not in answer.getvalue().decode(), where
    browser.post(reverse("opt_in_alumnus", args=[alumnus.public_id]))
    assert "Piotr" in browser.get("/alumni/").content.decode()


def test_consent_is_recorded_with_its_source_and_reviewed_after_two_years(alumni_admin: User, sign_in: SignIn) -> None:
    alumnus = AlumnusFactory()
    sent = {
        "state": "given",
        "purpose": "news",
        "channel": "email",
        "said_on": "2026-02-28",
        "heard_through": "Leaver's form",
        "text_version": "2026-01",
    }
    answer = sign_in(alumni_admin).post(reverse("record_consent", args=[alumnus.public_id]), sent, follow=True)
    consent = Consent.objects.get()
    assert (str(consent.review_on), consent.recorded_by, consent.text_version) == (
        "2028-02-28",
        alumni_admin,
        "2026-01",
    )
    page = answer.content.decode()
    assert "Leaver&#x27;s form" in page
    assert "text 2026-01" in page


def test_consent_can_not_be_said_tomorrow(alumni_admin: User, sign_in: SignIn) -> None:
    where = reverse("record_consent", args=[AlumnusFactory().public_id])
    sent = {"state": "given", "purpose": "all", "channel": "any", "said_on": "2099-01-01"}
    assert sign_in(alumni_admin).post(where, sent).status_code == 422
    assert not Consent.objects.exists()


def test_a_record_of_consent_made_by_mistake_goes_and_comes_back(alumni_admin: User, sign_in: SignIn) -> None:
    consent, browser = ConsentFactory(), sign_in(alumni_admin)
    names = [consent.alumnus.public_id, consent.public_id]
    browser.post(reverse("archive_consent", args=names))
    assert "Nobody has asked yet" in browser.get(page_of(consent.alumnus)).content.decode()
    browser.post(reverse("restore_consent", args=names))
    assert "Nobody has asked yet" not in browser.get(page_of(consent.alumnus)).content.decode()


def test_the_history_tells_of_record_consent_and_person(alumni_admin: User, sign_in: SignIn) -> None:
    alumnus, browser = AlumnusFactory(title="Associate"), sign_in(alumni_admin)
    browser.post(reverse("edit_alumnus", args=[alumnus.public_id]), {"version": 1, "title": "Counsel"})
    browser.post(
        reverse("record_consent", args=[alumnus.public_id]),
        {"state": "declined", "purpose": "all", "channel": "any", "said_on": "2026-01-05"},
    )
    page = browser.get(reverse("alumnus_history", args=[alumnus.public_id])).content.decode()
    assert "Amina Farouk" in page
    assert "<del>Associate</del>" in page
    assert "Declined" in page
