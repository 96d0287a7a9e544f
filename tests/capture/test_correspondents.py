"""Saying who an unknown correspondent is turns what waited into touchpoints; taking it back turns it back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from relationships.capture.list_queries import asked, open_proposals
from relationships.capture.models import CaptureChoice, Message, Proposal
from relationships.capture.proposal_actions import add_proposed_person
from relationships.contacts.models import ContactPoint, Person
from relationships.interactions.models import Interaction, TouchClient, TouchPerson
from tests.capture.letters import SENT, letter, mailbox
from tests.capture.test_settle import capture
from tests.factories import ContactPointFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db
BO = "Bo Chen <bo@novagen.example>"


@pytest.fixture
def waiting(account_manager, ana) -> Proposal:
    """Bo wrote twice, once with Ana."""
    alone, together = letter(to=BO), letter(to=f"{BO}, ana@novagen.example", message_id="<two@x>")
    capture(account_manager, mailbox(alone, together))
    return Proposal.objects.get()


def answer(browser, proposal: Proposal, **given: str):
    return browser.post(reverse("answer_correspondent", args=[proposal.public_id]), given, follow=True)


def fates() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("fate", "reason"))


def test_one_click_adds_a_stub_where_others_of_the_domain_work(sign_in, account_manager, novagen, waiting):
    (line,) = asked(account_manager, open_proposals(account_manager))
    assert (line.name, line.client, line.perhaps, line.proposal.times) == ("Bo Chen", novagen, None, 2)
    browser = sign_in(account_manager)
    page = browser.get(reverse("correspondent_list")).content.decode()
    assert f'value="Novagen Therapeutics [{novagen.public_id}]"' in page
    answer(browser, waiting, name="Bo Chen", client=f"Novagen Therapeutics [{novagen.public_id}]")
    bo = Person._base_manager.get(name="Bo Chen")
    assert (bo.is_stub, bo.positions.get().client) == (True, novagen)
    assert fates() == [("touched", "new")] * 2
    assert TouchPerson.objects.filter(person=bo).count() == 2
    assert set(TouchClient.objects.values_list("client__name", flat=True)) == {"Novagen Therapeutics"}
    assert not open_proposals(account_manager).exists()


def test_taking_it_back_leaves_everything_as_it_was(sign_in, account_manager, waiting):
    browser = sign_in(account_manager)
    answer(browser, waiting, name="Bo Chen")
    browser.post(reverse("ask_again_correspondent", args=[waiting.public_id]))
    assert fates() == [("proposed", "unknown"), ("touched", "new")]
    assert open_proposals(account_manager).get() == waiting
    answer(browser, waiting, name="Bo C.")
    assert fates() == [("touched", "new")] * 2
    assert Interaction.objects.visible_to(account_manager).current().count() == 2


def test_taking_it_back_leaves_mail_with_others_alone(sign_in, account_manager, ana, waiting):
    browser = sign_in(account_manager)
    answer(browser, waiting, name="Bo Chen")
    capture(account_manager, letter(to=f"{BO}, ana@novagen.example", message_id="<three@x>"))
    browser.post(reverse("ask_again_correspondent", args=[waiting.public_id]))
    assert fates() == [("proposed", "unknown"), ("touched", "new"), ("touched", "new")]
    assert TouchPerson.objects.filter(person=ana, interaction__archived_at__isnull=True).count() == 2


def test_whom_a_colleague_has_entered_meanwhile_is_not_entered_twice(sign_in, account_manager, partner, waiting):
    capture(partner, letter("henrik@firm.example", BO, message_id="<h@x>"))
    theirs = Proposal.objects.get(user=partner)
    answer(sign_in(account_manager), waiting, name="Bo Chen")
    browser = sign_in(partner)
    answer(browser, theirs, name="B. Chen")
    bo = Person._base_manager.get(name__endswith="Chen")
    assert TouchPerson.objects.filter(person=bo).count() == 3
    ContactPoint.objects.filter(person=bo).update(created_at=SENT)
    browser.post(reverse("ask_again_correspondent", args=[theirs.public_id]))
    assert ContactPoint.objects.get(person=bo).value == "bo@novagen.example"
    assert TouchPerson.objects.filter(person=bo, interaction__archived_at__isnull=True).count() == 2


def test_who_was_put_away_is_asked_about_again(account_manager, waiting):
    add_proposed_person(user=account_manager, proposal=waiting, name="Bo Chen", client=None)
    Person._base_manager.filter(name="Bo Chen").update(archived_at=SENT)
    capture(account_manager, letter(to=BO, message_id="<three@x>"))
    assert fates()[-1] == ("proposed", "unknown")
    assert open_proposals(account_manager).get() == waiting


def test_all_that_was_written_without_a_subject_waits_too(account_manager):
    CaptureChoice.objects.create(user=account_manager, keeps="body")
    capture(account_manager, letter(to=BO, subject="", body="One.\n\nTwo."))
    add_proposed_person(user=account_manager, proposal=Proposal.objects.get(), name="Bo", client=None)
    assert Interaction._base_manager.get().summary == "One.\n\nTwo."


def test_somebody_known_under_that_name_gets_the_address(sign_in, account_manager, novagen, waiting):
    bo = PersonFactory(name="Bo Chen")
    PositionFactory(person=bo, client=novagen)
    (line,) = asked(account_manager, open_proposals(account_manager))
    assert line.perhaps == bo
    answer(sign_in(account_manager), waiting, known=bo.public_id)
    assert ContactPoint.objects.get(person=bo).value == "bo@novagen.example"
    assert Person._base_manager.filter(name="Bo Chen").count() == 1
    assert TouchPerson.objects.filter(person=bo).count() == 2


def test_whoever_is_left_out_is_not_asked_about_again(sign_in, account_manager, waiting):
    browser = sign_in(account_manager)
    browser.post(reverse("leave_out_correspondent", args=[waiting.public_id]))
    capture(account_manager, letter(to=BO, message_id="<three@x>"))
    assert fates()[-1] == ("ignored", "dismissed")
    assert not open_proposals(account_manager).exists()
    assert "bo@novagen.example" in browser.get(reverse("correspondent_list")).content.decode()


def test_answered_twice_is_answered_once(sign_in, account_manager, waiting):
    browser = sign_in(account_manager)
    answer(browser, waiting, name="Bo Chen")
    assert "answered already" in answer(browser, waiting, name="Somebody else").content.decode()
    assert not Person._base_manager.filter(name="Somebody else").exists()


def test_guesses_name_nobody_from_behind_a_wall(account_manager, outsider, walled_client):
    secret = PersonFactory(name="Zed Marrow")
    PositionFactory(person=secret, client=walled_client)
    ContactPointFactory(person=secret, value="zed@marrow.example")
    for user in (account_manager, outsider):
        capture(user, letter("Zed Marrow <z@marrow.example>", user.email))
    inside, outside = (asked(user, open_proposals(user))[0] for user in (account_manager, outsider))
    assert (inside.client, inside.perhaps) == (walled_client, secret)
    assert (outside.client, outside.perhaps) == (None, None)


def test_nobody_is_named_twice_and_an_empty_answer_asks_for_a_name(sign_in, account_manager, ana, waiting):
    PersonFactory(name="Ana Ruiz")
    browser = sign_in(account_manager)
    refused = answer(browser, waiting, known="Ana Ruiz")
    assert refused.status_code == 422
    assert "Several people are called Ana Ruiz" in refused.content.decode()
    assert "Enter the name." in answer(browser, waiting).content.decode()
    assert "Nobody is called Qqq" in answer(browser, waiting, known="Qqq").content.decode()
