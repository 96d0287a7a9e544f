"""The log line over plain HTTP: no script, nothing lost, nothing twice."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client as Browser

from accounts.models import Firm, User
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction, PlannedTouch, Promise, TouchPerson
from tests.cast import SignIn
from tests.factories import ClientFactory, InteractionFactory, PersonFactory, PositionFactory, WallFactory
from tests.interactions.conftest import names

MONDAY = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def maya(sign_in: SignIn, account_manager: User) -> Browser:
    return sign_in(account_manager)


def only_touch() -> Interaction:
    return Interaction.objects.unscoped(reason="test").get()


def none_saved() -> bool:
    return not Interaction.objects.unscoped(reason="test").exists()


def test_one_line_is_one_touch(maya: Browser, account_manager: User, ana: Person, novagen: Client) -> None:
    answer = maya.post("/log/", {"q": "c ana@nov yd 20m re renewal", "form_token": str(uuid4())})
    touch = only_touch()
    assert (answer.status_code, answer["Location"]) == (303, f"/touchpoints/{touch.public_id}/")
    assert (touch.kind, touch.direction, touch.duration_minutes, touch.summary) == ("call", "mutual", 20, "Renewal")
    assert touch.occurred_at == dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    assert names(touch) == {"clients": {"Novagen Therapeutics"}, "people": {"Ana Ruiz"}, "colleagues": {"Maya Okafor"}}
    page = maya.get(answer["Location"]).content.decode()
    assert "Logged: call with Ana Ruiz" in page


def test_whoever_chose_german_types_german(maya: Browser, ana: Person) -> None:
    maya.post("/me/keyboard/", {"version": "1", "single_keys": "on", "log_language": "de"})
    assert 'placeholder="a ana@nov gestern 20m wg Verlängerung"' in maya.get("/log/").content.decode()
    maya.post("/log/", {"q": "mit Ana telefoniert vor 2 Tagen 20 Minuten wg Verlängerung"})
    touch = only_touch()
    assert (touch.kind, touch.duration_minutes, touch.summary) == ("call", 20, "Verlängerung")
    assert (touch.occurred_at.date(), names(touch)["people"]) == (dt.date(2026, 11, 21), {"Ana Ruiz"})


def test_the_page_the_line_was_opened_on_fills_in_who_and_where(maya: Browser, ana: Person, novagen: Client) -> None:
    maya.post(
        "/log/", {"q": "c 20m re renewal", "person": ana.public_id, "client": novagen.public_id, "next": "/clients/"}
    )
    assert names(only_touch())["people"] == {"Ana Ruiz"}
    assert names(only_touch())["clients"] == {"Novagen Therapeutics"}


def test_after_saving_one_is_back_where_the_line_was_opened(maya: Browser, ana: Person) -> None:
    fields = {"q": "c ana"}
    assert maya.post("/log/", {**fields, "next": "/clients/?q=nov"})["Location"] == "/clients/?q=nov"
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert maya.post("/log/", {**fields, "next": elsewhere})["Location"].startswith("/touchpoints/")


def test_somebody_unknown_never_blocks_saving(maya: Browser, novagen: Client) -> None:
    maya.post("/log/", {"q": "coffee with nobody known @nov yesterday"})
    stub = TouchPerson.objects.get(interaction=only_touch()).person
    assert (stub.name, stub.is_stub) == ("Nobody Known", True)


def test_a_day_to_come_is_planned_after_asking_once(
    maya: Browser, account_manager: User, ana: Person, novagen: Client
) -> None:
    asked = maya.post("/log/", {"q": "m ana@nov 2026-11-27 re renewal"})
    assert asked.status_code == 422
    assert "Plan it for Fri 27 Nov" in asked.content.decode()
    assert none_saved()
    maya.post("/log/", {"q": "m ana@nov 2026-11-27 re renewal", "plan": "1"})
    planned = PlannedTouch.objects.visible_to(account_manager).get()
    assert (planned.client, planned.colleague, planned.due_on) == (novagen, account_manager, dt.date(2026, 11, 27))
    assert planned.reason == "Meeting with Ana Ruiz: Renewal"
    page = maya.get("/planned/").content.decode()
    assert "Planned for Fri 27 Nov: Meeting with Ana Ruiz: Renewal" in page
    assert none_saved()
    assert "Plan it" not in maya.post("/log/", {"q": "m nobody known 2026-11-27"}).content.decode(), "with whom?"


def test_several_of_a_name_are_a_numbered_choice_and_nothing_typed_is_lost(
    maya: Browser, ana: Person, novagen: Client
) -> None:
    other = PositionFactory(person=PersonFactory(name="Anabel Cruz"), client=novagen).person
    line = "c ana@nov yd 20m re <b>renewal</b>"
    answer = maya.post("/log/", {"q": line, "form_token": str(uuid4())})
    page = answer.content.decode()
    assert (answer.status_code, none_saved()) == (422, True)
    assert "c ana@nov yd 20m re &lt;b&gt;renewal&lt;/b&gt;</textarea>" in page
    choices = re.findall(r'name="(who-\d)" value="(ana=[^"]+)"', page)
    assert [value for _, value in choices] == [
        f"ana={ana.public_id}",
        f"ana={other.public_id}",
        "ana=new",
        "ana=none",
    ]
    name, value = choices[1]
    assert maya.post("/log/", {"q": line, name: value}).status_code == 303
    assert names(only_touch())["people"] == {"Anabel Cruz"}


def test_a_client_that_nobody_knows_is_asked_about(maya: Browser, novagen: Client) -> None:
    answer = maya.post("/log/", {"q": "c @novagne 20m"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="novagne={novagen.public_id}"' in page
    assert "No client is called novagne." in page
    maya.post("/log/", {"q": "c @novagne 20m", "which-0": f"novagne={novagen.public_id}"})
    assert names(only_touch())["clients"] == {"Novagen Therapeutics"}


def test_a_slip_in_the_clients_name_is_forgiven_where_the_person_works_there(maya: Browser, ana: Person) -> None:
    maya.post("/log/", {"q": "c ana ruiz@novagne 20m"})
    assert names(only_touch())["clients"] == {"Novagen Therapeutics"}


def test_a_day_to_come_is_refused_and_offered_to_be_planned(maya: Browser, ana: Person) -> None:
    for line in ("c ana tomorrow", "c ana 2026-12-24"):
        answer = maya.post("/log/", {"q": line})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Plan it, or enter a date in the past." in page
        assert 'name="plan" value="1"' in page
    later = maya.post("/log/", {"q": "c ana today at 23:00"})
    assert later.status_code == 422
    assert "Enter a date in the past." in later.content.decode()
    assert none_saved()


def test_a_line_without_anybody_and_an_empty_one_are_refused_with_what_to_do(maya: Browser) -> None:
    assert "Name a person or a client." in maya.post("/log/", {"q": "c 20m"}).content.decode()
    assert "Say what happened" in maya.post("/log/", {"q": ""}).content.decode()


def test_words_alone_are_a_note_on_the_page_they_were_typed_on(maya: Browser, novagen: Client) -> None:
    maya.post("/log/", {"q": "board paper late", "client": novagen.public_id})
    touch = only_touch()
    assert (touch.kind, touch.summary, TouchPerson.objects.filter(interaction=touch).count()) == (
        "other",
        "Board paper late",
        0,
    )


def test_the_next_step_becomes_a_promise_on_its_day(maya: Browser, ana: Person, novagen: Client) -> None:
    maya.post("/log/", {"q": "email to ana re patent note > 2w"})
    touch, promise = only_touch(), Promise.objects.unscoped(reason="test").get()
    assert (touch.summary, touch.direction) == ("Patent note", "ours")
    assert (promise.what, promise.due_on) == ("Get back to Ana Ruiz: patent note", dt.date(2026, 12, 7))
    assert (promise.side, promise.person, promise.client, promise.touch) == ("ours", ana, novagen, touch)


def test_a_promise_of_theirs_is_kept_with_its_words_and_goes_with_the_touch(maya: Browser, ana: Person) -> None:
    maya.post("/log/", {"q": "c ana 20m", "promise": "Send the board paper", "promise_side": "theirs"})
    promise = Promise.objects.unscoped(reason="test").get()
    assert (promise.what, promise.side) == ("Send the board paper", "theirs")
    assert (promise.due_on - promise.promised_on).days == 7
    undo = f"/touchpoints/{only_touch().public_id}/undo/"
    maya.post(undo)
    assert not Promise.objects.unscoped(reason="test").standing().exists()
    maya.post(undo.replace("undo", "restore"))
    assert Promise.objects.unscoped(reason="test").standing().get() == promise


def test_a_promise_due_before_it_was_made_is_refused_beside_its_field(maya: Browser, ana: Person) -> None:
    answer = maya.post("/log/", {"q": "c ana", "promise": "The paper", "promise_on": "2026-01-01"})
    assert answer.status_code == 422
    assert "A promise is due on the day it was made, or later." in answer.content.decode()
    assert none_saved()


def test_a_field_comes_before_what_the_line_says(maya: Browser, ana: Person, felix: Person) -> None:
    maya.post(
        "/log/",
        {"q": "c ana yd 20m re renewal +", "kind": "meeting", "minutes": "45", "on": "2026-11-02", "at": "09:15"}
        | {"summary": "Fees", "sentiment": "-1", "people": "felix", "direction": "theirs", "confidential": "on"},
    )
    touch = only_touch()
    assert (touch.kind, touch.duration_minutes, touch.summary, touch.sentiment) == ("meeting", 45, "Fees", -1)
    assert (touch.direction, touch.confidential) == ("theirs", True)
    assert touch.occurred_at == dt.datetime(2026, 11, 2, 9, 15, tzinfo=dt.UTC)
    assert names(touch)["people"] == {"Ana Ruiz", "Félix Brandt"}


def test_taps_alone_are_enough(maya: Browser, ana: Person, novagen: Client) -> None:
    maya.post("/log/", {"q": "", "with": ana.public_id, "kind": "call"})
    assert (only_touch().kind, names(only_touch())["people"]) == ("call", {"Ana Ruiz"})


def test_a_colleague_in_the_line_takes_part_on_our_side(maya: Browser, partner: User, ana: Person) -> None:
    maya.post("/log/", {"q": "lunch with ana and henrik"})
    assert names(only_touch())["people"] == {"Ana Ruiz"}
    assert names(only_touch())["colleagues"] == {"Maya Okafor", "Henrik Lindqvist"}


def test_an_assistant_logs_for_whom_she_supports(sign_in: SignIn, assistant: User, ana: Person) -> None:
    noor = sign_in(assistant)
    assert "for Maya Okafor" in noor.get("/log/").content.decode()
    noor.post("/log/", {"q": "c ana"})
    assert names(only_touch())["colleagues"] == {"Maya Okafor"}
    assert only_touch().created_by == assistant


def test_the_same_form_twice_is_one_touch_and_a_changed_one_another(maya: Browser, ana: Person) -> None:
    form = {"q": "c ana re renewal", "form_token": str(uuid4())}
    first, second = maya.post("/log/", form), maya.post("/log/", form)
    assert first["Location"] == second["Location"]
    maya.post("/log/", {**form, "q": "c ana re fees"})
    summaries = Interaction.objects.unscoped(reason="test").values_list("summary", flat=True)
    assert sorted(summaries) == ["Fees", "Renewal"]


def test_names_behind_a_wall_are_neither_found_nor_told(
    sign_in: SignIn, outsider: User, account_manager: User, mole: Person, walled_client: Client
) -> None:
    InteractionFactory(clients=[walled_client], people=[mole], colleagues=[outsider], created_by=outsider)
    tomas = sign_in(outsider)
    for line in ("c mina", "c mina holub@marrow", "met holub at marrow", "c m h", "Mina Holub", "@marrow"):
        page = tomas.get("/log/parse/", {"q": line}).content.decode()
        assert "Diagnostics" not in page
        assert "research" not in page
        assert mole.public_id not in page
    direct = {"q": "c 20m", "person": mole.public_id, "client": walled_client.public_id, "with": mole.public_id}
    picked = {"q": "c mina@marrow", "who-0": f"mina={mole.public_id}", "which-0": f"marrow={walled_client.public_id}"}
    for fields in (direct, picked):
        assert "Holub" not in tomas.get("/log/", fields).content.decode()
        tomas.post("/log/", fields)
        assert (
            not Interaction.objects.unscoped(reason="test")
            .filter(pk__in=TouchPerson.objects.filter(person=mole).values("interaction"))
            .exclude(created_by=outsider)
            .exists()
        )
    assert Interaction.objects.unscoped(reason="test").filter(touch_clients__client=walled_client).count() == 1
    assert "Mina Holub" in sign_in(account_manager).get("/log/parse/", {"q": "c mina"}).content.decode()


ZONES = [
    # Line, zone, now (UTC), the moment it means (UTC).
    ("c ana today at 9", "Europe/Zurich", "2026-11-23T10:30", "2026-11-23T08:00"),
    ("c ana yd", "Europe/Zurich", "2026-11-23T10:30", "2026-11-22T11:00"),
    # Just after midnight in Auckland it is still yesterday in London.
    ("c ana today", "Pacific/Auckland", "2026-11-22T11:30", "2026-11-22T11:30"),
    ("c ana yd", "Pacific/Auckland", "2026-11-22T11:30", "2026-11-21T23:00"),
    ("c ana yd", "America/Los_Angeles", "2026-11-23T02:00", "2026-11-21T20:00"),
    # The night the clocks go forward: 02:30 does not exist and means 03:30; the day has 23 hours.
    ("c ana today at 2:30", "Europe/Zurich", "2026-03-29T10:00", "2026-03-29T01:30"),
    # The night they go back: 02:30 is there twice, and means the first.
    ("c ana today at 2:30", "Europe/Zurich", "2026-10-25T10:00", "2026-10-25T00:30"),
    ("c ana yd", "Europe/Zurich", "2026-10-25T10:00", "2026-10-24T10:00"),
]


@pytest.mark.parametrize(("line", "zone", "now", "moment"), ZONES)
def test_days_and_times_are_those_of_whoever_types(
    maya: Browser, account_manager: User, ana: Person, line: str, zone: str, now: str, moment: str
) -> None:
    User.objects.filter(pk=account_manager.pk).update(time_zone=zone)
    with time_machine.travel(dt.datetime.fromisoformat(now + "+00:00"), tick=False):
        assert maya.post("/log/", {"q": line}).status_code == 303
    assert only_touch().occurred_at == dt.datetime.fromisoformat(moment + "+00:00")


def test_without_a_zone_of_ones_own_the_firms_counts(maya: Browser, ana: Person) -> None:
    Firm.objects.update_or_create(singleton=True, defaults={"time_zone": "Asia/Tokyo"})
    maya.post("/log/", {"q": "c ana today at 9"})
    assert only_touch().occurred_at == dt.datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Tokyo"))


HOSTILE = [
    "\x00",
    "\ud800",
    "[" * 2_000,
    "=" * 1_999,
    "'; DROP TABLE x; --",
    "{{ 7*7 }}",
    "%s %(x)s",
    "re \u202e",
    "a" * 5_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_no_text_breaks_the_line(maya: Browser, ana: Person, text: str) -> None:
    sendable = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    fields = ["q", "people", "clients", "colleagues", "summary", "work", "who-0", "which-1", "person", "with", "next"]
    for field in fields:
        assert maya.post("/log/", {"q": "c ana", field: sendable}).status_code in (303, 422)
    everything = dict.fromkeys(fields, sendable)
    assert maya.get("/log/", everything).status_code == 200
    assert maya.post("/log/parse/", everything).status_code == 200


def test_htmx_gets_the_strip_and_a_word_to_the_scores(maya: Browser, ana: Person) -> None:
    answer = maya.post("/log/", {"q": "c ana"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert '"touch-logged"' in answer["HX-Trigger"]
    assert '"dialog:close"' in answer["HX-Trigger"]
    assert f"/touchpoints/{only_touch().public_id}/undo/" in answer.content.decode()
    refused = maya.post("/log/", {"q": "c 20m"}, headers={"HX-Request": "true"})
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)


def test_every_field_takes_over_what_the_line_says(maya: Browser, ana: Person, novagen: Client) -> None:
    page = maya.post("/log/", {"q": "c ana yd 20m re renewal +", "plain": "1"}).content.decode()
    assert none_saved()
    for kept in (
        'value="Ana Ruiz"',
        'value="Novagen Therapeutics"',
        'value="2026-11-22"',
        'value="20"',
        "Renewal</textarea>",
    ):
        assert kept in page
    assert f'value="Ana Ruiz={ana.public_id}"' in page


def plain(**changes: str) -> dict[str, str]:
    return {"form": "plain", "kind": "call", "on": "2026-11-20", "at": "14:05", "colleagues": "Maya Okafor", **changes}


def test_the_form_with_every_field_saves(maya: Browser, ana: Person, felix: Person, novagen: Client) -> None:
    answer = maya.post(
        "/log/", plain(people="ana ru; felix", minutes="30", process="sales", summary="Line one\nline two")
    )
    assert answer.status_code == 303
    touch = only_touch()
    assert names(touch)["people"] == {"Ana Ruiz", "Félix Brandt"}
    assert names(touch)["clients"] == {"Novagen Therapeutics"}
    assert (touch.process, touch.summary, touch.duration_minutes) == ("sales", "Line one\nline two", 30)


def test_the_form_with_every_field_asks_before_it_adds_somebody(maya: Browser, novagen: Client) -> None:
    fields = plain(people="Nobody Known", clients="novagen")
    answer = maya.post("/log/", fields)
    assert (answer.status_code, none_saved()) == (422, True)
    assert "Nobody is called Nobody Known yet. Add them, or leave it out." in answer.content.decode()
    assert maya.post("/log/", {**fields, "who-0": "Nobody Known=new"}).status_code == 303
    assert names(only_touch())["people"] == {"Nobody Known"}


def test_the_form_with_every_field_names_each_fault_and_keeps_what_was_typed(maya: Browser, ana: Person) -> None:
    answer = maya.post("/log/", plain(people="ana", minutes="0", at="25:99", work="Nothing", colleagues="nobody"))
    page = answer.content.decode()
    assert answer.status_code == 422
    for message in (
        "Enter at least one minute, or leave it empty.",
        "Enter a time such as 14:30.",
        "These clients have no work of that name.",
        "Nobody is called nobody yet.",
    ):
        assert message in page
    assert 'value="25:99"' in page


def test_two_clients_of_one_person_are_the_persons_newest_unless_chosen(
    maya: Browser, ana: Person, novagen: Client
) -> None:
    newer = PositionFactory(
        person=ana, client=ClientFactory(name="Quillon Insurance"), started_on=dt.date(2026, 1, 1)
    ).client
    maya.post("/log/", {"q": "c ana"})
    assert names(only_touch())["clients"] == {newer.name}
    maya.post("/log/", {"q": "c ana re renewal", "which-0": f"Ana Ruiz={novagen.public_id}"})
    newest = Interaction.objects.unscoped(reason="test").latest("pk")
    assert names(newest)["clients"] == {"Novagen Therapeutics"}


def test_a_touch_belongs_to_the_post_of_its_day(maya: Browser, ana: Person, novagen: Client) -> None:
    ana.positions.update(started_on=dt.date(2026, 6, 1))
    before = PositionFactory(
        person=ana, client=ClientFactory(name="Quillon Insurance"), ended_on=dt.date(2026, 6, 1)
    ).client
    for line, client in (("c ana 2026-03-02", before), ("c ana yd", novagen)):
        maya.post("/log/", {"q": line})
        newest = Interaction.objects.unscoped(reason="test").latest("pk")
        assert names(newest)["clients"] == {client.name}


def test_a_colleagues_number_is_not_taken_for_a_persons(
    maya: Browser, partner: User, ana: Person, novagen: Client
) -> None:
    namesake = PersonFactory(pk=partner.pk, name="Somebody Else")
    PositionFactory(person=namesake, client=ClientFactory(name="Wrong"))
    maya.post("/log/", {"q": "lunch with ana and henrik"})
    assert names(only_touch())["clients"] == {"Novagen Therapeutics"}


def test_a_person_at_a_client_is_found_among_more_clients_than_anybody_can_be_asked_about(
    maya: Browser, account_manager: User
) -> None:
    """ "c oli@dall": the letters fit thirty clients and forty people, and just one person at one client."""
    for n in range(30):
        PositionFactory(person=PersonFactory(name=f"Pia Other{n}"), client=ClientFactory(name=f"Dallmere {n:02} AG"))
    for n in range(10):
        PositionFactory(person=PersonFactory(name=f"Oliver Elsewhere{n}"), client=ClientFactory(name=f"Orrin {n}"))
    there = ClientFactory(name="The Dalloway Trust")
    meant = PositionFactory(person=PersonFactory(name="Oliver Zweig"), client=there).person
    assert maya.post("/log/", {"q": "c oli@dall 20m", "form_token": str(uuid4())}).status_code == 303
    touch = only_touch()
    assert [link.person for link in TouchPerson.objects.filter(interaction=touch)] == [meant]
    assert [link.client for link in touch.touch_clients.all()] == [there]


def test_of_more_clients_than_can_be_asked_about_those_behind_walls_name_nobody(
    maya: Browser, account_manager: User
) -> None:
    for n in range(30):
        PositionFactory(person=PersonFactory(name=f"Pia Other{n}"), client=ClientFactory(name=f"Dallmere {n:02} AG"))
    walled = ClientFactory(name="The Dalloway Trust")
    PositionFactory(person=PersonFactory(name="Oliver Zweig"), client=walled)
    WallFactory(client=walled)
    asked = maya.post("/log/", {"q": "c oli@dall 20m", "form_token": str(uuid4())})
    assert asked.status_code == 422
    assert "Zweig" not in asked.content.decode()
    assert "Dalloway" not in asked.content.decode()
    assert none_saved()
