"""Promises: made, settled and taken back, seen by whom, and told to the scores."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.interactions.models import Promise
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import InteractionFactory, PersonFactory, PositionFactory, PromiseFactory

TODAY = timezone.localdate()


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


def only() -> Promise:
    return Promise.objects.unscoped(reason="test").get()


def form(novagen: Client, **changes: str) -> dict[str, str]:
    due = (TODAY + timedelta(days=5)).isoformat()
    colleague = novagen.owner.public_id if novagen.owner else ""
    return {
        "side": "ours",
        "what": "The fee proposal",
        "due_on": due,
        "client": novagen.name,
        "colleague": colleague,
    } | changes


def test_one_by_itself_is_kept_for_its_client_and_person(maya: Browser, novagen: Client) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    answer = maya.post("/promises/new/", form(novagen, person="ana ru"))
    assert (answer.status_code, answer["Location"]) == (303, "/promises/")
    assert (only().what, only().client, only().person, only().side) == ("The fee proposal", novagen, ana, "ours")
    assert StaleMark.objects.filter(client=novagen).exists()
    page = maya.get("/promises/").content.decode()
    assert "The fee proposal" in page
    assert "Promised: The fee proposal" in page


def test_a_person_alone_brings_the_client_they_work_for(maya: Browser, novagen: Client) -> None:
    PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen)
    maya.post("/promises/new/", form(novagen, client="", person="Ana Ruiz"))
    assert only().client == novagen


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"what": ""}, "Fill in “What”."),
        ({"client": "", "person": ""}, "Name a client or a person."),
        ({"due_on": "2020-01-01"}, "A promise is due on the day it was made, or later."),
        ({"person": "Nobody Known"}, "Nobody called Nobody Known is known."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    maya: Browser, novagen: Client, changes: dict[str, str], message: str
) -> None:
    answer = maya.post("/promises/new/", form(novagen, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Promise.objects.unscoped(reason="test").exists()


def test_what_became_of_it_can_be_said_and_taken_back(maya: Browser, novagen: Client, account_manager: User) -> None:
    promise = PromiseFactory(client=novagen, colleague=account_manager)
    for act, outcome in (("keep", "kept"), ("break", "broken"), ("withdraw", "withdrawn")):
        assert maya.post(f"/promises/{promise.public_id}/{act}/").status_code == 303
        assert (only().outcome, only().settled_on) == (outcome, TODAY)
        maya.post(f"/promises/{promise.public_id}/reopen/")
        assert (only().outcome, only().settled_on) == ("", None)


def test_an_old_button_is_answered_with_both_versions(maya: Browser, novagen: Client, account_manager: User) -> None:
    promise = PromiseFactory(client=novagen, colleague=account_manager, version=3)
    assert maya.post(f"/promises/{promise.public_id}/keep/", {"version": "2"}).status_code == 409
    edit = form(novagen, what="Another", version="2")
    assert maya.post(f"/promises/{promise.public_id}/edit/", edit).status_code == 409
    assert only().outcome == ""


def test_others_may_read_but_not_settle(
    sign_in: SignIn, outsider: User, novagen: Client, account_manager: User
) -> None:
    promise = PromiseFactory(client=novagen, colleague=account_manager)
    tomas = sign_in(outsider)
    assert tomas.get(f"/promises/{promise.public_id}/").status_code == 200
    assert tomas.post(f"/promises/{promise.public_id}/keep/").status_code == 403


def test_nobody_sees_one_behind_a_wall_or_from_a_confidential_word(
    account_manager: User, outsider: User, walled_client: Client, novagen: Client
) -> None:
    secret = PromiseFactory(client=walled_client)
    quiet = InteractionFactory(clients=[novagen], colleagues=[account_manager], confidential=True)
    born = PromiseFactory(client=novagen, touch=quiet)
    assert set(Promise.objects.visible_to(account_manager)) == {secret, born}
    assert set(Promise.objects.visible_to(outsider)) == set()


def test_the_list_narrows_by_state_side_owner_and_words(maya: Browser, novagen: Client, account_manager: User) -> None:
    late = {"promised_on": TODAY - timedelta(days=20), "due_on": TODAY - timedelta(days=2)}
    PromiseFactory(client=novagen, colleague=account_manager, what="Late paper", **late)
    PromiseFactory(client=novagen, colleague=account_manager, what="Kept paper", outcome="kept", settled_on=TODAY)
    PromiseFactory(client=novagen, colleague=account_manager, what="Their paper", side="theirs")
    PromiseFactory(client=novagen, what="Of a colleague")

    def shown(query: str) -> set[str]:
        table = maya.get(f"/promises/all/table/{query}").getvalue().decode()
        return {line.split(",")[0] for line in table.splitlines()[1:]}

    assert shown("") == {"Late paper", "Their paper"}
    assert shown("?state=overdue") == {"Late paper"}
    assert shown("?state=kept") == {"Kept paper"}
    assert shown("?side=theirs&state=all") == {"Their paper"}
    assert shown("?whose=clients&q=novagen") == {"Late paper", "Their paper", "Of a colleague"}
    assert "1 of 1 promises kept within a year" in maya.get("/promises/").content.decode()


def test_a_promise_can_not_be_due_before_it_was_made_even_past_the_form(novagen: Client) -> None:
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        PromiseFactory(client=novagen, due_on=date(2020, 1, 1))


def test_what_is_open_stands_on_the_pages_of_client_and_person(
    maya: Browser, novagen: Client, account_manager: User
) -> None:
    ana = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    PromiseFactory(client=novagen, person=ana, colleague=account_manager, what="The fee proposal")
    PromiseFactory(client=novagen, colleague=account_manager, what="Done", outcome="kept", settled_on=TODAY)
    for address in (f"/clients/{novagen.public_id}/", f"/people/{ana.public_id}/"):
        assert f'hx-get="{address}promises/"' in maya.get(address).content.decode()
        panel = maya.get(f"{address}promises/").content.decode()
        assert ("The fee proposal" in panel, "Done" in panel) == (True, False)
