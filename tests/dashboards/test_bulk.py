"""Acting on many rows: the effect is named before, what may not be changed is left with the reason, all can be undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client, TeamMember
from relationships.contacts.models import Person
from relationships.dashboards.models import BulkChange, Pin
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import AlumnusFactory, ClientFactory, PersonFactory, TeamMemberFactory, UserFactory, WallFactory

SEVERAL = "/clients/several/"


@pytest.fixture
def four(partner: User, account_manager: User, outsider: User) -> list[Client]:
    """Two of Maya's, one nobody's, one of Tomás."""
    owners = [account_manager, account_manager, None, outsider]
    return [ClientFactory(name=f"Client {n}", owner=owner, tier="A") for n, owner in enumerate(owners)]


def act(browser: Browser, name: str, clients: list[Client], **more: Any) -> Any:
    return browser.post(SEVERAL, {"act": name, "pick": [each.public_id for each in clients], **more})


def undo(browser: Browser) -> Any:
    return browser.post(f"/changes/{BulkChange.objects.get().public_id}/undo/", follow=True)


def owners(clients: list[Client]) -> list[User | None]:
    return [Client.objects.get(pk=each.pk).owner for each in clients]


def test_the_sheet_names_the_effect_before_it_happens(
    sign_in: SignIn, account_manager: User, four: list[Client]
) -> None:
    browser = sign_in(account_manager)
    answer = browser.get(SEVERAL, {"act": "archive", "pick": [each.public_id for each in four]})
    page = answer.content.decode()
    assert "Archive 4 clients?" in page
    assert ">Archive 3 clients</button>" in page
    assert "<b>1 client</b> will stay as it is." in page
    assert "Tomás Ibarra looks after it." in page
    assert not Client.objects.exclude(archived_at=None).exists()


def test_assigning_changes_what_may_be_changed_and_lists_the_rest(
    sign_in: SignIn, account_manager: User, partner: User, outsider: User, four: list[Client]
) -> None:
    browser = sign_in(account_manager)
    StaleMark.objects.all().delete()
    answer = act(browser, "owner", four, colleague=partner.public_id)
    assert owners(four) == [partner, partner, partner, outsider]
    assert set(StaleMark.objects.values_list("client_id", flat=True)) == {each.pk for each in four[:3]}
    page = browser.get(answer["Location"]).content.decode()
    assert "Assigned 3 clients to Henrik Lindqvist" in page
    assert "3 clients changed, 1 client stayed as it was" in page
    assert "Client 3" in page
    undone = undo(browser).content.decode()
    assert "Taken back for 3 clients." in undone
    assert owners(four) == [account_manager, account_manager, None, outsider]


def test_undo_leaves_what_somebody_has_saved_since(
    sign_in: SignIn, account_manager: User, partner: User, four: list[Client]
) -> None:
    browser = sign_in(partner)
    act(browser, "owner", four[:2], colleague=partner.public_id)
    first = Client.objects.get(pk=four[0].pk)
    first.save_changes(expected_version=first.version, changes={"industry": "Banking"})
    page = undo(browser).content.decode()
    assert "Taken back for 1 client." in page
    assert "1 client stayed as they are" in page
    assert owners(four[:2]) == [partner, account_manager]
    assert "This was taken back before." in undo(browser).content.decode()


def test_undo_asks_what_they_may_and_may_know_by_now(
    sign_in: SignIn, partner: User, account_manager: User, outsider: User, administrator: User, four: list[Client]
) -> None:
    browser = sign_in(partner)
    act(browser, "owner", four, colleague=administrator.public_id)
    User.objects.filter(pk=partner.pk).update(role="auditor")
    assert undo(browser).status_code == 403
    assert owners(four) == [administrator] * 4
    User.objects.filter(pk=partner.pk).update(role="partner")
    WallFactory(client=four[0], insiders=[administrator])
    assert "Taken back for 3 clients." in undo(browser).content.decode()
    assert owners(four) == [administrator, account_manager, None, outsider]


def test_select_all_means_what_the_list_holds(sign_in: SignIn, partner: User, four: list[Client]) -> None:
    ClientFactory(name="Other", tier="C")
    browser = sign_in(partner)
    sheet = browser.get(SEVERAL, {"act": "archive", "all": "yes", "list": "tier=A"})
    assert sheet.context["chosen"].count == 4
    answer = browser.post(SEVERAL, {"act": "archive", "all": "yes", "list": "tier=A", "expected": "4"})
    assert answer["Location"] == "/clients/?tier=A"
    assert list(Client.objects.current().values_list("name", flat=True)) == ["Other"]
    undo(browser)
    assert Client.objects.current().count() == 5


def test_a_list_that_has_changed_is_looked_at_again(sign_in: SignIn, partner: User, four: list[Client]) -> None:
    sent = {"act": "archive", "all": "yes", "list": "tier=A", "expected": "3"}
    answer = sign_in(partner).post(SEVERAL, sent)
    assert answer.status_code == 422
    assert "The list has changed: it is 4 clients now." in answer.content.decode()
    assert not Client.objects.exclude(archived_at=None).exists()


def test_the_team_grows_and_shrinks_again(
    sign_in: SignIn, partner: User, account_manager: User, four: list[Client]
) -> None:
    there = TeamMemberFactory(client=four[0], colleague=partner, role="deputy")
    browser = sign_in(partner)
    act(browser, "team", four, colleague=partner.public_id, role="deputy")
    team = TeamMember.objects.filter(colleague=partner, role="deputy", archived_at=None)
    assert team.count() == 4
    assert BulkChange.objects.get().left == [[four[0].pk, "Henrik Lindqvist has this role already."]]
    undo(browser)
    assert list(team.all()) == [there]
    again = act(browser, "team", four, colleague=partner.public_id, role="deputy")
    assert (again.status_code, BulkChange.objects.count()) == (303, 2), again.content.decode()
    assert team.count() == 4, "a membership that was taken back comes back"


def test_archived_ones_are_brought_back(sign_in: SignIn, partner: User, four: list[Client]) -> None:
    browser = sign_in(partner)
    act(browser, "archive", four)
    act(browser, "restore", four[:3])
    assert Client.objects.current().count() == 3


def test_people_are_archived_and_come_back(sign_in: SignIn, partner: User) -> None:
    people = PersonFactory.create_batch(3)
    browser = sign_in(partner)
    browser.post("/people/several/", {"act": "archive", "pick": [each.public_id for each in people]})
    assert Person.objects.current().count() == 0
    undo(browser)
    assert Person.objects.current().count() == 3


def test_alumni_get_a_keeper_are_pinned_archived_and_come_back(
    sign_in: SignIn, alumni_admin: User, partner: User
) -> None:
    alumni = AlumnusFactory.create_batch(3)
    gone = AlumnusFactory(opted_out_on="2026-01-01")
    browser = sign_in(alumni_admin)

    def on_alumni(name: str, **more: str) -> None:
        picks = [each.public_id for each in (*alumni, gone)]
        assert browser.post("/alumni/several/", {"act": name, "pick": picks, **more}).status_code == 303

    def undo_last() -> None:
        browser.post(f"/changes/{BulkChange.objects.order_by('-pk')[0].public_id}/undo/")

    on_alumni("owner", colleague=partner.public_id)
    kept = Alumnus.objects.unscoped(reason="test").filter(keeper=partner)
    assert set(kept.all()) == set(alumni), "whoever asked to be left out is"
    undo_last()
    assert kept.count() == 0
    on_alumni("pin")
    pinned = Pin.objects.filter(user=alumni_admin).values_list("person_id", flat=True)
    assert set(pinned) == {each.person_id for each in alumni}
    on_alumni("archive")
    assert Alumnus.objects.unscoped(reason="test").listed().count() == 0
    undo_last()
    assert Alumnus.objects.unscoped(reason="test").listed().count() == 3
    file = browser.get(f"/alumni/export.csv?pick={alumni[0].public_id}").getvalue().decode()
    assert file.count("\r\n") == 2


def test_pinning_many_and_too_many(sign_in: SignIn, auditor: User, four: list[Client]) -> None:
    browser = sign_in(auditor)
    act(browser, "pin", four)
    assert Pin.objects.filter(user=auditor).count() == 4
    undo(browser)
    assert not Pin.objects.exists()
    many = Client.objects.bulk_create(Client(name=f"More {n}") for n in range(101))
    answer = act(browser, "pin", many)
    assert answer.status_code == 422
    assert "At most 100 pins fit." in answer.content.decode()


@pytest.mark.parametrize("name", ["owner", "team", "archive", "restore"])
def test_readers_change_nothing(sign_in: SignIn, auditor: User, assistant: User, four: list[Client], name: str) -> None:
    for user in (auditor, assistant):
        assert act(sign_in(user), name, four, colleague=auditor.public_id, role="deputy").status_code == 403
    assert f'name="act" value="{name}"' not in sign_in(auditor).get("/clients/?view=all").content.decode()


def test_what_is_walled_is_not_among_all_and_cannot_be_picked(
    sign_in: SignIn, administrator: User, walled_client: Client, four: list[Client]
) -> None:
    browser = sign_in(administrator)
    assert browser.get(SEVERAL, {"act": "archive", "all": "yes", "list": ""}).context["chosen"].count == 4
    answer = act(browser, "archive", [walled_client])
    assert answer.status_code == 422
    assert "Nothing is selected." in answer.content.decode()
    act(browser, "archive", [walled_client, four[0]])
    walled_client.refresh_from_db()
    assert walled_client.archived_at is None
    assert BulkChange.objects.get().left == []


def test_a_change_is_seen_and_undone_by_who_did_it(
    sign_in: SignIn, partner: User, administrator: User, four: list[Client]
) -> None:
    act(sign_in(partner), "archive", four)
    where = f"/changes/{BulkChange.objects.get().public_id}/"
    assert sign_in(partner).get(where).status_code == 200
    assert sign_in(administrator).get(where).status_code == 404
    assert sign_in(administrator).post(f"{where}undo/").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"act": "archive"},
        {"act": "drop"},
        {"act": "archive", "all": "yes", "list": "q=%00"},
        {"act": "archive", "pick": "NeverThere00"},
        {"pick": "x" * 300},
    ],
)
def test_nothing_selected_says_what_to_do(sign_in: SignIn, partner: User, data: dict[str, str]) -> None:
    browser = sign_in(partner)
    assert browser.get(SEVERAL, data).status_code == 200
    answer = browser.post(SEVERAL, data)
    assert answer.status_code == 422
    assert "Nothing is selected." in answer.content.decode()


def test_a_colleague_is_chosen_from_those_here(sign_in: SignIn, partner: User, four: list[Client]) -> None:
    gone = UserFactory(is_active=False)
    for colleague in ("", "nobody", gone.public_id):
        answer = act(sign_in(partner), "owner", four, colleague=colleague)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()


def test_htmx_gets_the_sheet_alone_and_goes_on(sign_in: SignIn, partner: User, four: list[Client]) -> None:
    browser, fragment = sign_in(partner), {"HX-Request": "true"}
    sheet = browser.get(SEVERAL, {"act": "archive", "pick": four[0].public_id}, headers=fragment).content.decode()
    assert "<html" not in sheet
    assert 'id="dialog-title"' in sheet
    done = browser.post(SEVERAL, {"act": "archive", "pick": four[0].public_id}, headers=fragment)
    assert (done.status_code, done["HX-Redirect"]) == (204, "/clients/?view=all")


def test_a_thousand_cost_as_many_statements_as_one(sign_in: SignIn, partner: User, account_manager: User) -> None:
    browser, counts = sign_in(partner), []
    for size in (1, 1000):
        clients = Client.objects.bulk_create(Client(name=f"Of {size}, {n}", tier="B") for n in range(size))
        with CaptureQueriesContext(connection) as asked:
            answer = browser.post(
                SEVERAL, {"act": "owner", "all": "yes", "list": f"q=of {size}", "colleague": account_manager.public_id}
            )
        assert answer.status_code == 303
        assert Client.objects.filter(owner=account_manager).count() >= len(clients)
        counts.append(len(asked))
    assert counts[0] == counts[1]
