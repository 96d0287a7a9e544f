"""One touchpoint over plain HTTP: looked at, changed, taken back, and what its history tells."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client as Browser

from accounts.models import User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, TouchPerson
from tests.cast import SignIn
from tests.factories import EngagementFactory, InteractionFactory, PersonFactory, PositionFactory
from tests.interactions.conftest import names

NOON = dt.datetime(2026, 11, 20, 12, 0, 30, tzinfo=dt.UTC)


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


@pytest.fixture
def touch(account_manager: User, novagen: Client, ana: Person) -> Interaction:
    made: Interaction = InteractionFactory(
        occurred_at=NOON,
        summary="Renewal",
        duration_minutes=20,
        clients=[novagen],
        people=[ana],
        colleagues=[account_manager],
        created_by=account_manager,
    )
    return made


def at(touch: Interaction, verb: str = "") -> str:
    return f"/touchpoints/{touch.public_id}/{verb}"


def form_of(browser: Browser, touch: Interaction) -> dict[str, str]:
    """What the edit form would send if nothing were changed."""
    page = browser.get(at(touch, "edit/")).content.decode().split('<form class="form"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    for tag in re.findall(r"<input[^>]*>", page):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if found.get("type") in {"text", "date", "time", "number"}:
            fields[found["name"]] = found.get("value", "")
    for name in ("kind", "direction", "sentiment", "process"):
        block = page[page.index(f'name="{name}"') :].split("</select>")[0]
        picked = re.search(r'value="([^"]*)" selected', block)
        fields[name] = picked[1] if picked else ""
    fields["summary"] = page.split('name="summary"')[1].split(">", 1)[1].split("</textarea>")[0].strip()
    return fields


def test_the_page_says_what_happened(maya: Browser, touch: Interaction) -> None:
    page = maya.get(at(touch)).content.decode()
    for told in ("Maya called Ana Ruiz", "Fri 20 Nov", "20 min", "Renewal", "Novagen Therapeutics", at(touch, "edit/")):
        assert told in page


def test_an_unchanged_form_changes_nothing(maya: Browser, touch: Interaction) -> None:
    fields = form_of(maya, touch)
    assert maya.post(at(touch, "edit/"), fields).status_code == 303
    touch.refresh_from_db()
    assert (touch.version, touch.occurred_at) == (1, NOON)
    assert names(touch)["people"] == {"Ana Ruiz"}


def test_every_field_can_be_changed(maya: Browser, touch: Interaction, novagen: Client, partner: User) -> None:
    work = EngagementFactory(client=novagen, name="Phase 3 contracts")
    changed = {"kind": "meeting", "direction": "theirs", "on": "2026-11-18", "at": "09:30", "minutes": "75"}
    changed |= {"people": "", "colleagues": "Henrik; Maya", "summary": "Fees", "sentiment": "-2", "process": "finance"}
    changed |= {"work": "phase 3", "confidential": "on"}
    answer = maya.post(at(touch, "edit/"), {**form_of(maya, touch), **changed})
    assert (answer.status_code, answer["Location"]) == (303, at(touch))
    touch.refresh_from_db()
    assert (touch.kind, touch.direction, touch.duration_minutes, touch.summary) == ("meeting", "theirs", 75, "Fees")
    assert (touch.sentiment, touch.process, touch.engagement, touch.confidential) == (-2, "finance", work, True)
    assert touch.occurred_at == dt.datetime(2026, 11, 18, 9, 30, tzinfo=dt.UTC)
    assert names(touch) == {
        "clients": {"Novagen Therapeutics"},
        "people": set(),
        "colleagues": {"Henrik Lindqvist", "Maya Okafor"},
    }


def test_two_of_one_name_both_stay_through_an_edit(maya: Browser, touch: Interaction, novagen: Client) -> None:
    twin = PositionFactory(person=PersonFactory(name="Ana Ruiz"), client=novagen).person
    TouchPerson.objects.create(interaction=touch, person=twin, occurred_at=touch.occurred_at)
    assert maya.post(at(touch, "edit/"), {**form_of(maya, touch), "minutes": "5"}).status_code == 303
    assert TouchPerson.objects.filter(interaction=touch).count() == 2


def test_somebody_elses_save_in_between_shows_both_versions(maya: Browser, touch: Interaction, felix: Person) -> None:
    mine = form_of(maya, touch)
    theirs = {**mine, "summary": "Theirs", "people": "Félix Brandt"}
    maya.post(at(touch, "edit/"), theirs)
    answer = maya.post(at(touch, "edit/"), {**mine, "summary": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 409
    for told in ("Theirs", "Mine", "Ana Ruiz", "Félix Brandt", "Maya Okafor saved", 'name="version" value="2"'):
        assert told in page
    touch.refresh_from_db()
    assert touch.summary == "Theirs"


def test_what_was_typed_survives_a_refusal(maya: Browser, touch: Interaction) -> None:
    refused = {**form_of(maya, touch), "on": "2999-01-01", "summary": "Do not lose <this>"}
    answer = maya.post(at(touch, "edit/"), refused)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter a day between 1900 and 2100." in page
    assert "Do not lose &lt;this&gt;" in page
    tomorrow = {**refused, "on": (dt.datetime.now(dt.UTC) + dt.timedelta(days=2)).date().isoformat()}
    assert "Enter a date in the past." in maya.post(at(touch, "edit/"), tomorrow).content.decode()


def test_undo_offers_to_bring_it_back_and_returns_to_the_page_of_the_button(maya: Browser, touch: Interaction) -> None:
    answer = maya.post(at(touch, "undo/"), headers={"Referer": "http://testserver/clients/?q=nov"})
    assert (answer.status_code, answer["Location"]) == (303, "/clients/?q=nov")
    touch.refresh_from_db()
    assert touch.archived_at is not None
    page = maya.get(at(touch)).content.decode()
    assert "Undone: call with Ana Ruiz" in page
    assert at(touch, "restore/") in page
    elsewhere = maya.post(at(touch, "restore/"), headers={"Referer": "https://evil.example/clients/"})
    assert elsewhere["Location"] == at(touch)
    touch.refresh_from_db()
    assert touch.archived_at is None


@pytest.mark.django_db(transaction=True)
def test_the_history_names_who_changed_what(
    maya: Browser, touch: Interaction, felix: Person, partner: User, sign_in: SignIn
) -> None:
    maya.post(at(touch, "edit/"), {**form_of(maya, touch), "people": "Félix Brandt", "minutes": "45", "at": "13:15"})
    sign_in(partner).post(at(touch, "undo/"))
    page = maya.get(at(touch, "history/")).content.decode()
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split('class="timeline history">')[1].split("</ol>")[0]))
    rows = [
        row.strip()
        for row in re.split(r"(?=Henrik Lindqvist |Maya Okafor |Somebody not recorded )", told)
        if row.strip()
    ]
    assert len(rows) == 3
    assert rows[0].startswith("Henrik Lindqvist changed this touchpoint")
    assert "Undone no → yes" in rows[0]
    for change in (
        "Maya Okafor changed this touchpoint",
        "When Fri 20 Nov 2026, 12:00 → Fri 20 Nov 2026, 13:15",
        "Minutes 20 → 45",
        "With Félix Brandt",
        "With Ana Ruiz → (empty)",
    ):
        assert change in rows[1]
    assert rows[2].startswith("Somebody not recorded logged this touchpoint")


@pytest.mark.django_db(transaction=True)
def test_the_history_names_nobody_behind_a_wall(
    maya: Browser, touch: Interaction, mole: Person, outsider: User, sign_in: SignIn
) -> None:
    maya.post(at(touch, "edit/"), {**form_of(maya, touch), "people": "Ana Ruiz; Mina Holub"})
    maya.post(at(touch, "edit/"), {**form_of(maya, touch), "people": "Ana Ruiz"})
    assert maya.get(at(touch, "history/")).content.decode().count("Mina Holub") == 2
    tomas = sign_in(outsider).get(at(touch, "history/"))
    assert (tomas.status_code, "Holub" in tomas.content.decode()) == (200, False)


def test_a_hidden_touch_is_not_there_and_anothers_may_only_be_read(
    sign_in: SignIn, outsider: User, auditor: User, touch: Interaction, walled_client: Client
) -> None:
    hidden = InteractionFactory(clients=[walled_client])
    tomas, siobhan = sign_in(outsider), sign_in(auditor)
    for verb in ("", "history/", "edit/"):
        assert tomas.get(at(hidden, verb)).status_code == 404
    for verb in ("undo/", "restore/", "edit/"):
        assert tomas.post(at(hidden, verb)).status_code == 404
        assert (tomas.post(at(touch, verb)).status_code, siobhan.post(at(touch, verb)).status_code) == (403, 403)
    assert "Maya Okafor" in tomas.post(at(touch, "undo/")).content.decode()
    page = tomas.get(at(touch)).content.decode()
    assert (at(touch, "edit/") in page, "Renewal" in page) == (False, True)
