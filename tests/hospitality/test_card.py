"""The mutual card: a secret address shows a person what is marked for them, and what they say is proposed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context as PghContext

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person
from relationships.hospitality.card_actions import make_card_link
from relationships.hospitality.models import CardLink, CardProposal, GuestFact
from tests.cast import SignIn
from tests.factories import ContactPointFactory, GuestFactFactory, PersonFactory, PositionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(novagen: Client) -> Person:
    cache.clear()
    person = PersonFactory(name="Ana Ruiz")
    PositionFactory(person=person, client=novagen)
    ContactPointFactory(person=person, value="ana@novagen.example")
    return person


@pytest.fixture
def address(ana: Person, account_manager: User) -> str:
    return reverse("own_card", args=[make_card_link(by=account_manager, person=ana, now=timezone.now())[1]])


def proposals() -> list[tuple[str, str, str]]:
    rows = CardProposal.objects.unscoped(reason="test").order_by("id")
    return list(rows.values_list("act", "said", "state"))


def test_its_address_is_made_by_a_host_shown_once_and_kept_only_as_a_digest(
    ana: Person, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    browser, page = sign_in(account_manager), reverse("mutual_card", args=[ana.public_id])
    browser.post(reverse("make_card_link", args=[ana.public_id]))
    shown = re.search(r"http://testserver(/card/[\w-]+/)", browser.get(page).content.decode())
    assert shown
    token = shown[1].split("/")[2]
    assert token not in browser.get(page).content.decode()
    assert token not in str(CardLink.objects.unscoped(reason="test").values().get())
    assert Browser().get(shown[1]).status_code == 200
    sign_in(outsider).post(reverse("make_card_link", args=[ana.public_id]))
    assert CardLink.objects.unscoped(reason="test").count() == 1, "only hosts give it out"
    assert "There is none" not in sign_in(outsider).get(page).content.decode()
    browser.post(reverse("make_card_link", args=[ana.public_id]))
    assert Browser().get(shown[1]).status_code == 404, "a new address ends the one before"


def test_revoked_run_out_and_never_made_look_the_same(
    ana: Person, address: str, sign_in: SignIn, partner: User
) -> None:
    never = Browser().get(reverse("own_card", args=["never-made"]))
    link = CardLink.objects.unscoped(reason="test").get()
    sign_in(partner).post(reverse("revoke_card_link", args=[ana.public_id, link.public_id]))
    revoked = Browser().get(address)
    CardLink._base_manager.update(archived_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    run_out = Browser().get(address)
    CardLink._base_manager.update(expires_at=timezone.now() + timedelta(days=1))
    assert Browser().get(address).status_code == 200
    Person._base_manager.update(archived_at=timezone.now())
    assert {never.status_code, revoked.status_code, run_out.status_code, Browser().get(address).status_code} == {404}
    assert never.content == revoked.content == run_out.content


def test_it_shows_what_is_marked_for_it_and_nothing_of_walled_clients(
    ana: Person, address: str, walled_client: Client, partner: User, outsider: User, sign_in: SignIn
) -> None:
    PositionFactory(person=ana, client=walled_client, title="Board member")
    GuestFactFactory(person=ana, text="By the window", shared=True)
    GuestFactFactory(person=ana, text="Not marked")
    GuestFactFactory(person=ana, text="Behind the wall", shared=True, client=walled_client)
    GuestFactFactory(person=ana, text="Long ago", shared=True, heard_on=timezone.localdate() - timedelta(days=900))
    answer = Browser().get(address)
    page = answer.content.decode()
    for there in ("Ana Ruiz", "By the window", "ana@novagen.example", "Novagen", "Maya Okafor", "Relationship partner"):
        assert there in page, there
    for hidden in ("Not marked", "Behind the wall", "Long ago", "Marrow", "Board member", "<script"):
        assert hidden not in page, hidden
    preview = reverse("mutual_card", args=[ana.public_id])
    assert "By the window" in sign_in(partner).get(preview).content.decode()
    assert "By the window" not in sign_in(outsider).get(preview).content.decode(), "for hosts, as the guest book is"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies


def test_what_they_say_waits_until_a_host_accepts_it(
    ana: Person, address: str, account_manager: User, outsider: User, sign_in: SignIn
) -> None:
    right = GuestFactFactory(person=ana, text="Tea", shared=True)
    wrong = GuestFactFactory(person=ana, text="Cigars", shared=True)
    mail = ContactPoint.objects.get()
    said = {
        f"fact-{right.public_id}": "Coffee",
        f"fact-{wrong.public_id}": "Cigars",
        f"forget-fact-{wrong.public_id}": "on",
        f"reach-{mail.public_id}": "ana.ruiz@novagen.example",
        "topic": "table",
        "new": "No mushrooms",
    }
    for _ in range(2):
        assert Browser().post(address, said).status_code == 303
    contexts = str(list(PghContext.objects.values_list("metadata", flat=True)))
    assert address.split("/")[2] not in contexts, "the history keeps no secret either"
    waiting = [("correct", "Coffee"), ("forget", ""), ("correct", "ana.ruiz@novagen.example"), ("add", "No mushrooms")]
    assert sorted(proposals()) == sorted((act, words, "waiting") for act, words in waiting)
    assert set(GuestFact.objects.unscoped(reason="test").values_list("text", flat=True)) == {"Tea", "Cigars"}
    host, other = sign_in(account_manager), sign_in(outsider)
    assert "No mushrooms" in host.get(reverse("proposal_list")).content.decode()
    assert "No mushrooms" not in other.get(reverse("proposal_list")).content.decode()
    ids = list(CardProposal.objects.unscoped(reason="test").order_by("id").values_list("public_id", flat=True))
    assert other.post(reverse("accept_proposal", args=[ids[0]])).status_code == 404
    for each in ids:
        host.post(reverse("accept_proposal", args=[each]))
    facts = GuestFact.objects.unscoped(reason="test").current().order_by("id")
    assert [(fact.text, fact.heard_where) for fact in facts] == [
        ("Coffee", "on their own card"),
        ("No mushrooms", "on their own card"),
    ]
    assert ContactPoint.objects.get().value == "ana.ruiz@novagen.example"
    assert {state for *_, state in proposals()} == {"accepted"}


def test_what_was_not_touched_is_no_proposal(ana: Person, address: str) -> None:
    lines = GuestFactFactory(person=ana, text="By the window.\nTwo chairs.", shared=True)
    mail = ContactPoint.objects.get()
    as_browsers_send_it = {
        f"fact-{lines.public_id}": "By the window.\r\nTwo chairs.",
        f"reach-{mail.public_id}": mail.value,
    }
    assert Browser().post(address, {**as_browsers_send_it, "topic": "table", "new": ""}).status_code == 303
    assert proposals() == []


def test_whoever_decides_is_warned_of_what_is_not_written_down(
    ana: Person, address: str, account_manager: User, sign_in: SignIn
) -> None:
    Browser().post(address, {"topic": "table", "new": "I am diabetic"})
    host = sign_in(account_manager)
    for page in (reverse("proposal_list"), reverse("mutual_card", args=[ana.public_id])):
        assert "“diabetic” speaks of health" in host.get(page).content.decode()


def test_a_declined_proposal_changes_nothing_and_may_wait_again(
    ana: Person, address: str, account_manager: User, sign_in: SignIn
) -> None:
    mail, host = ContactPoint.objects.get(), sign_in(account_manager)
    Browser().post(address, {f"reach-{mail.public_id}": "no address"})
    one = CardProposal.objects.unscoped(reason="test").get()
    refused = host.post(reverse("accept_proposal", args=[one.public_id]), follow=True).content.decode()
    assert "This can’t be stored." in refused
    assert proposals() == [("correct", "no address", "waiting")]
    host.post(reverse("decline_proposal", args=[one.public_id]))
    assert proposals() == [("correct", "no address", "declined")]
    host.post(reverse("undecide_proposal", args=[one.public_id]))
    assert proposals() == [("correct", "no address", "waiting")]
    assert ContactPoint.objects.get().value == "ana@novagen.example"


def test_odd_words_are_kept_or_refused_and_never_markup(ana: Person, address: str) -> None:
    GuestFactFactory(person=ana, text="Tea", shared=True)
    for text in ("\x00", "a" * 501, "<script>alert(1)</script>", "\u202ereversed", "{{7*7}}"):
        answer = Browser().post(address, {"topic": "table", "new": text}, follow=True)
        assert answer.status_code in (200, 422)
        assert "<script" not in answer.content.decode()
    assert ("add", "<script>alert(1)</script>", "waiting") in proposals()
    assert Browser().post(address, {"topic": "avoid", "new": "x"}).status_code == 422


def test_too_many_tries_are_turned_away(ana: Person, address: str) -> None:
    browser = Browser()
    answers = [browser.get(reverse("own_card", args=[f"guess-{n}"])).status_code for n in range(61)]
    assert (answers[:60], answers[60]) == ([404] * 60, 429)
    assert browser.get(address).status_code == 429
    cache.clear()
    said = [browser.post(address, {"topic": "table", "new": f"Word {n}"}).status_code for n in range(21)]
    assert (said[:20], said[20]) == ([303] * 20, 429)
