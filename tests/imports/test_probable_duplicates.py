"""Rows that would be new but look like somebody who is here: asked about, and heeded alike by the check and the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client as Browser

from accounts.policy import Role
from relationships.clients.models import Alias, Client
from relationships.contacts.models import ContactPoint, Person
from relationships.engagements.models import LedgerEntry
from relationships.imports import file_store
from tests import factories as make
from tests.cast import colleague
from tests.imports.wizard import Wizard, bring, counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def gerds(settings: LazySettings, tmp_path: Path) -> Browser:
    settings.IMPORTS_ROOT = tmp_path / "imports"
    browser = Browser()
    browser.force_login(colleague("Gerd Achleitner", Role.ADMINISTRATOR))
    return browser


def asked(wizard: Wizard) -> dict[str, list[tuple[str, str, bool]]]:
    return {
        each.said: [(known.name, known.why, known.may_update) for known in each.known]
        for each in file_store.questions_of(wizard.item)
    }


def answer(wizard: Wizard, said: dict[str, str], **more: str) -> dict[str, Any]:
    """Answer by what the file says; a name in place of an answer is whoever is offered under it."""
    sent = {"choose": "1", **{name.replace("_", "-"): value for name, value in more.items()}}
    for each in file_store.questions_of(wizard.item):
        if each.said in said:
            ids = {known.name: known.public_id for known in each.known}
            sent[f"choice-{each.key}"] = ids.get(said[each.said], said[each.said])
    assert wizard.browser.post(wizard.at("check"), sent).status_code == 303
    checked = wizard.now().checked
    assert checked is not None, wizard.item.problem
    assert sum(checked[name] for name in ("created", "updated", "unchanged", "skipped", "rejected")) == checked["read"]
    return checked


def everything() -> list[list[Any]]:
    """What undoing must bring back, whatever it is."""
    clients = Client.objects.unscoped(reason="test").values_list("name", "industry", "external_id", "source")
    people = Person.objects.unscoped(reason="test").values_list("name", "external_id")
    points = ContactPoint.objects.values_list("person__name", "value")
    return [
        sorted(map(str, rows)) for rows in (clients, people, points, Alias.objects.values_list("client__name", "name"))
    ]


CLIENTS = "Account ID,Account Name,Industry\n1,Acme Inc,Pharma\n2,Harbrok Consulting,Energy\n3,Nova Labs GmbH,Energy\n4,Zebra,\n"


def test_clients_may_be_updated_left_out_or_new(gerds: Browser) -> None:
    for name in ("ACME Incorporated", "Harbrook Consulting Ltd", "Nova Labs"):
        make.ClientFactory(name=name, industry="Chemistry")
    before = everything()
    wizard = bring(gerds, CLIENTS)
    assert counts(wizard.check()) == {"read": 4, "created": 4}
    assert asked(wizard) == {
        "Acme Inc": [("ACME Incorporated", "The same name, written differently", True)],
        "Harbrok Consulting": [("Harbrook Consulting Ltd", "Nearly the same name", True)],
        "Nova Labs GmbH": [("Nova Labs", "The same name, written differently", True)],
    }
    page = gerds.get(wizard.at("check")).content.decode()
    assert "Probably here already" in page
    checked = answer(wizard, {"Acme Inc": "ACME Incorporated", "Harbrok Consulting": "skip", "Nova Labs GmbH": "new"})
    assert counts(checked) == {"read": 4, "created": 2, "updated": 1, "skipped": 1}
    assert "Chemistry" in str(checked["changed"])
    assert set(asked(wizard)) == {"Acme Inc", "Harbrok Consulting", "Nova Labs GmbH"}, "answers stay on the page"
    assert counts(wizard.run()) == counts(checked)
    acme = Client.objects.unscoped(reason="test").get(name="Acme Inc")
    assert (acme.industry, acme.external_id, acme.source) == ("Pharma", "1", "crm"), "who gives the id gives the name"
    assert list(Alias.objects.values_list("client__name", "name")) == [("Acme Inc", "ACME Incorporated")]
    again = bring(gerds, CLIENTS)
    assert counts(again.check()) == {"read": 4, "created": 1, "unchanged": 3}, "only what was left out would be new"
    assert wizard.undo()["kept_count"] == 0
    assert everything() == before


def test_an_answer_can_be_changed_and_given_for_all(gerds: Browser) -> None:
    make.ClientFactory(name="ACME Incorporated")
    make.ClientFactory(name="Nova Labs")
    wizard = bring(gerds, CLIENTS)
    wizard.check()
    assert counts(answer(wizard, {}, for_all="likest")) == {"read": 4, "created": 2, "updated": 2}
    assert counts(answer(wizard, {"Acme Inc": "new"}, for_all="skip")) == {"read": 4, "created": 3, "skipped": 1}
    assert counts(answer(wizard, {"Acme Inc": "no such id"})) == {"read": 4, "created": 3, "skipped": 1}
    assert counts(wizard.run()) == {"read": 4, "created": 3, "skipped": 1}


def test_who_is_not_there_any_more_is_no_answer(gerds: Browser) -> None:
    acme = make.ClientFactory(name="ACME Incorporated")
    wizard = bring(gerds, "name\nAcme Inc\n", kind="clients")
    wizard.check()
    answer(wizard, {"Acme Inc": "ACME Incorporated"})
    acme.save_changes(expected_version=acme.version, changes={"archived_at": acme.created_at})
    assert counts(wizard.run()) == {"read": 1, "rejected": 1}
    assert "not there any more" in gerds.get(f"/imports/{wizard.item.code}/problems.csv").getvalue().decode()


def test_nobody_is_offered_who_is_out_of_sight(gerds: Browser) -> None:
    for _ in range(25):
        make.WallFactory(client=make.ClientFactory(name="ACME Incorporated"))
    wizard = bring(gerds, "name\nAcme Inc\n", kind="clients")
    wizard.check()
    assert asked(wizard) == {}
    make.ClientFactory(name="ACME, Inc.")
    seen = bring(gerds, "name\nAcme Inc\n", kind="clients")
    seen.check()
    assert [name for name, _, _ in asked(seen)["Acme Inc"]] == ["ACME, Inc."]


LEDGER = "client,date,amount\nAcme Inc,2024-01-01,5\nAcme Inc,2024-02-01,6\nNova Labs GmbH,2024-01-01,7\n"


def test_a_name_in_a_register_is_taken_for_a_client(gerds: Browser) -> None:
    acme = make.ClientFactory(name="ACME Incorporated")
    make.ClientFactory(name="Nova Labs")
    before = everything()
    wizard = bring(gerds, LEDGER, kind="ledger")
    assert "2 clients" in wizard.check()["beside"]
    checked = answer(wizard, {"Acme Inc": "ACME Incorporated", "Nova Labs GmbH": "skip"})
    assert (counts(checked), checked["beside"]) == ({"read": 3, "created": 2, "skipped": 1}, [])
    assert counts(wizard.run()) == counts(checked)
    entries = LedgerEntry.objects.unscoped(reason="test")
    assert [each.client for each in entries] == [acme, acme]
    again = bring(gerds, LEDGER, kind="ledger")
    assert counts(again.check()) == {"read": 3, "created": 1, "unchanged": 2}
    assert wizard.undo()["kept_count"] == 0
    assert (everything(), entries.all().count()) == (before, 0)


PEOPLE = (
    "Name,E-mail,Phone,Company,Start date\nAna Ruiz,ana@home.example,+41 61 555 01 23,Novagen,2020-01-01\n"
    "Ana Ruiz,ana@home.example,,Brightwell,2022-01-01\nBen Leee,,,Novagen,\nCleo Park,cleo@x.example,,Brightwell,\n"
)


def people_here() -> None:
    novagen = make.ClientFactory(name="Novagen")
    ana, ben = make.PersonFactory(name="Ana Ruiz-Ortega"), make.PersonFactory(name="Ben Lee")
    make.PositionFactory(person=ben, client=novagen)
    make.ContactPointFactory(person=ana, kind="phone", value="061 555 01 23", number="+41615550123")


def test_people_may_be_updated_left_out_or_new(gerds: Browser) -> None:
    people_here()
    before = everything()
    wizard = bring(gerds, PEOPLE, kind="people")
    assert counts(wizard.check()) == {"read": 4, "created": 4}
    assert asked(wizard) == {
        "Ana Ruiz": [("Ana Ruiz-Ortega", "The same phone number, and a like name", True)],
        "Ben Leee": [("Ben Lee", "A like name at the same employer", True)],
    }
    checked = answer(wizard, {"Ana Ruiz": "Ana Ruiz-Ortega", "Ben Leee": "skip"})
    assert counts(checked) == {"read": 4, "created": 1, "updated": 2, "skipped": 1}, "both rows of hers"
    assert counts(wizard.run()) == counts(checked)
    assert Person.objects.unscoped(reason="test").count() == 3
    assert counts(bring(gerds, PEOPLE, kind="people").check()) == {"read": 4, "created": 1, "unchanged": 3}
    assert wizard.undo()["kept_count"] == 0
    assert everything() == before


@pytest.mark.parametrize(
    ("kind", "key", "text", "expected"),
    [
        ("clients", "", "id,name\n9,Novagen\n8,Brightwell\n", {"updated": 1, "created": 1}),
        ("clients", "external_id", "id,name\n9,Novagen\n8,Yak\n,Brightwell\n", {"created": 2, "rejected": 1}),
        ("clients", "name", "id,name\n9,Novagen\n8,Brightwell\n", {"unchanged": 1, "created": 1}),
        ("people", "", "name,email,client\nA. Ruiz,ana@x.example,\nAna Ruiz,new@x.example,Novagen\n", {"updated": 1, "created": 1}),
        ("people", "email", "name,email,client\nA. Ruiz,ana@x.example,\nAna Ruiz,new@x.example,Novagen\nB,,\n", {"updated": 1, "created": 1, "rejected": 1}),
        ("people", "name", "name,email,client\nA. Ruiz,ana@x.example,\nAna Ruiz,new@x.example,Novagen\n", {"created": 1, "updated": 1}),
        ("alumni", "email", "name,email\nSomebody,ana@x.example\nB,\n", {"created": 1, "rejected": 1}),
        ("alumni", "name", "name,email\nSomebody,ana@x.example\n", {"created": 1}),
        ("colleagues", "email", "name,email\nGerd Achleitner,other@x.example\n", {"created": 1}),
        ("engagements", "external_id", "id,client,name\n1,Novagen,Study\n2,Novagen,Other\n", {"created": 1, "rejected": 1}),
        ("ledger", "external_id", "id,client,date,amount\n1,Novagen,2024-01-01,5\n,Novagen,2024-01-01,5\n", {"created": 1, "rejected": 1}),
        ("ledger", "content", "id,client,date,amount\n1,Novagen,2024-01-01,5\n1,Novagen,2024-01-02,5\n", {"created": 2}),
    ],
)  # fmt: skip
def test_records_are_known_by_what_was_chosen(
    kind: str, key: str, text: str, expected: dict[str, int], gerds: Browser
) -> None:
    novagen = make.ClientFactory(name="Novagen", source="crm", external_id=None)
    make.EngagementFactory(client=novagen, name="Study", external_id=None)
    ana = make.PersonFactory(name="Ana Ruiz")
    make.PositionFactory(person=ana, client=novagen)
    make.ContactPointFactory(person=ana, value="ana@x.example")
    before = everything()
    wizard = bring(gerds, text, kind=kind)
    page = gerds.get(wizard.at("map")).content.decode()
    assert 'name="key"' in page
    assert "(usual)" in page
    checked = wizard.check(key=key)
    assert {name: count for name, count in counts(checked).items() if name != "read"} == expected
    assert counts(wizard.run()) == counts(checked)
    again = bring(gerds, text, kind=kind)
    assert not {"created", "updated"} & counts(again.check(key=key)).keys(), "the same file again changes nothing"
    assert wizard.undo()["kept_count"] == 0
    assert everything() == before


def test_the_key_needs_its_column_and_is_remembered(gerds: Browser) -> None:
    wizard = bring(gerds, "name\nNovagen\n", kind="clients")
    refused = gerds.post(wizard.at("map"), {"to-0": "name", "key": "external_id"})
    assert refused.status_code == 422
    assert "Id in its system" in refused.content.decode()
    with_ids = bring(gerds, "id,name\n1,Novagen\n", kind="clients")
    with_ids.check(key="external_id", remember="ERP")
    next_one = bring(gerds, "id,name\n2,Brightwell\n", kind="clients")
    page = gerds.get(f"{next_one.at('map')}?as=ERP").content.decode()
    assert '<option value="external_id" selected>' in page


def test_what_an_alumnus_keeps_back_is_not_confirmed(gerds: Browser) -> None:
    """Whoever guesses an address or a number in a file does not learn from a question whose it is."""
    ana, bo = make.PersonFactory(name="Ana Ruiz"), make.PersonFactory(name="Bo Lindqvist")
    for person, mail, number in ((ana, "ana@home.example", "+41615550123"), (bo, "bo@home.example", "+41615550199")):
        make.ContactPointFactory(person=person, kind="email", value=mail)
        make.ContactPointFactory(person=person, kind="phone", value=number)
    make.AlumnusFactory(person=ana, email_for="hidden", phone_for="hidden")

    def asks(name: str, mail: str, number: str = "") -> dict[str, list[tuple[str, str, bool]]]:
        wizard = bring(gerds, f"name,email,phone\n{name},{mail},{number}\n", kind="people")
        wizard.check(key="name")
        return asked(wizard)

    assert asks("Anna Ruis", "ana@home.example", "+41 61 555 01 23") == {}
    known = [("Bo Lindqvist", "The same e-mail address", True)]
    assert asks("B. Lindquist", "bo@home.example") == {"B. Lindquist": known}
