"""Saved views: a state of a list under a name, one's own until shared, and silent about what is walled."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from relationships.clients.models import Client
from relationships.dashboards.models import DefaultView, Pin, SavedView
from tests.cast import SignIn
from tests.factories import AliasFactory, ClientFactory, PersonFactory, PositionFactory, SavedViewFactory, WallFactory

LIST = "/clients/"


def save(browser: Browser, name: str = "Key ones", query: str = "tier=A&sort=-fees", **more: str) -> Any:
    return browser.post("/views/new/", {"list": "clients", "name": name, "query": query, **more})


def chips(browser: Browser, address: str = f"{LIST}?view=all") -> list[str]:
    return [chip.name for chip in browser.get(address).context["bar"].chips]


def test_a_saved_view_opens_the_list_as_it_was(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser = sign_in(partner)
    ClientFactory(name="Alderane", tier="C")
    answer = save(browser, query="tier=A&sort=-fees&column=owner&column=industry")
    view = SavedView.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/clients/?tier=A&sort=-fees&column=owner&column=industry&view={view.public_id}",
    )
    page = browser.get(answer["Location"])
    assert [row.client.name for row in page.context["page"].rows] == ["Novagen Therapeutics"]
    assert list(page.context["page"].shows) == ["owner", "industry"]
    assert [chip.name for chip in page.context["bar"].chips if chip.current] == ["Key ones"]
    assert not page.context["bar"].changed


@pytest.mark.parametrize("query", ["tier=A&nonsense=1&page=7&view=abc", "?tier=A", "sort=name&tier=A"])
def test_a_view_keeps_what_the_list_understands(sign_in: SignIn, partner: User, query: str) -> None:
    save(sign_in(partner), query=query.lstrip("?"))
    assert SavedView.objects.get().query == "tier=A"


def test_the_name_of_a_view_alone_leads_to_its_state(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser = sign_in(partner)
    save(browser)
    view = SavedView.objects.get()
    answer = browser.get(f"{LIST}?view={view.public_id}")
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?{view.query}&view={view.public_id}")
    assert browser.get(f"{LIST}?view=NeverThere00").status_code == 200


def test_a_changed_view_says_so_and_can_be_saved_anew(sign_in: SignIn, partner: User, novagen: Client) -> None:
    browser = sign_in(partner)
    save(browser)
    view = SavedView.objects.get()
    here = f"{LIST}?tier=A&owner=me&sort=-fees&view={view.public_id}"
    page = browser.get(here)
    assert page.context["bar"].changed
    assert "changed since saved" in page.content.decode()
    browser.post(f"/views/{view.public_id}/save/", {"query": page.context["bar"].query})
    assert not browser.get(here).context["bar"].changed
    assert (
        "changed since saved"
        in browser.get(here.replace("&owner=me", ""), headers={"HX-Request": "true"}).content.decode()
    )


def test_views_are_ones_own_until_they_are_shared(
    sign_in: SignIn, partner: User, account_manager: User, auditor: User
) -> None:
    save(sign_in(partner), name="Private")
    save(sign_in(partner), name="For all", is_shared="on")
    assert chips(sign_in(partner)) == ["All clients", "Mine", "For all", "Private"]
    for other in (account_manager, auditor):
        assert chips(sign_in(other)) == ["All clients", "Mine", "For all"]
    assert "shared by Henrik Lindqvist" in sign_in(auditor).get(f"{LIST}?view=all").content.decode()


def test_only_the_owner_changes_a_view(sign_in: SignIn, partner: User, account_manager: User) -> None:
    save(sign_in(partner), is_shared="on")
    view, other = SavedView.objects.get(), sign_in(account_manager)
    for act in ("", "save/", "archive/", "restore/"):
        sent = {"name": "Mine now", "version": "1", "query": ""}
        assert other.post(f"/views/{view.public_id}/{act}", sent).status_code == 404
    view.refresh_from_db()
    assert (view.name, view.query, view.version) == ("Key ones", "tier=A&sort=-fees", 1)


def test_renaming_sharing_and_taking_back(sign_in: SignIn, partner: User, account_manager: User) -> None:
    browser, other = sign_in(partner), sign_in(account_manager)
    save(browser)
    view = SavedView.objects.get()
    edit = f"/views/{view.public_id}/"
    assert browser.post(edit, {"name": "Ours", "is_shared": "on", "version": "1"}).status_code == 303
    assert "Ours" in chips(other)
    other.post(f"/views/{view.public_id}/default/")
    assert browser.post(edit, {"name": "Ours", "version": "1"}).status_code == 409
    assert browser.post(edit, {"name": "Ours", "version": "2"}).status_code == 303
    assert "Ours" not in chips(other)
    assert other.get(LIST).status_code == 200, "a default that is gone leads nowhere"


def test_names_are_there_once_and_in_order(sign_in: SignIn, partner: User, account_manager: User) -> None:
    browser = sign_in(partner)
    save(browser, name="Key")
    answer = save(browser, name="Key")
    assert answer.status_code == 422
    assert "You have another view of this name." in answer.content.decode()
    assert save(sign_in(account_manager), name="Key").status_code == 303
    assert save(browser, name="").status_code == 422
    assert browser.post("/views/new/", {"list": "passwords", "name": "x"}).status_code == 422


def test_a_deleted_view_comes_back_with_its_pin_and_as_default(sign_in: SignIn, partner: User) -> None:
    browser = sign_in(partner)
    save(browser, is_default="on")
    view = SavedView.objects.get()
    browser.post("/pins/add/", {"view": view.public_id})
    gone = browser.post(f"/views/{view.public_id}/archive/", follow=True)
    assert "Deleted the view Key ones" in gone.content.decode()
    assert "Key ones" not in chips(browser)
    assert browser.get(LIST).status_code == 200
    browser.post(f"/views/{view.public_id}/restore/")
    assert "Key ones" in chips(browser)
    assert browser.get(LIST)["Location"] == f"{LIST}?{view.query}&view={view.public_id}"
    assert [pin.name for pin in browser.get("/pins/").context["pins"]] == ["Key ones"]


def test_a_view_saved_in_another_tab_is_not_deleted_by_an_old_one(sign_in: SignIn, partner: User) -> None:
    browser = sign_in(partner)
    save(browser)
    view = SavedView.objects.get()
    delete = f"/views/{view.public_id}/archive/"
    shown = browser.get(f"{LIST}?{view.query}&view={view.public_id}").content.decode()
    assert re.search(rf'action="{delete}".*?name="version" value="1"', shown), "the button says no version"
    browser.post(f"/views/{view.public_id}/", {"name": "Renamed", "version": "1"})
    assert browser.post(delete, {"version": "1"}).status_code == 409
    assert "Renamed" in chips(browser)
    assert [browser.post(delete, {"version": "2"}).status_code for _ in range(2)] == [303, 303]


def test_a_view_that_cannot_come_back_says_why(sign_in: SignIn, partner: User) -> None:
    browser = sign_in(partner)
    save(browser)
    first = SavedView.objects.get()
    browser.post(f"/views/{first.public_id}/archive/")
    save(browser)
    page = browser.post(f"/views/{first.public_id}/restore/", follow=True)
    assert "You have another view called Key ones by now." in page.content.decode()


def test_the_default_is_where_the_list_opens(sign_in: SignIn, partner: User, account_manager: User) -> None:
    save(sign_in(partner), is_shared="on")
    view, browser = SavedView.objects.get(), sign_in(account_manager)
    browser.post(f"/views/{view.public_id}/default/", {"on": "yes"})
    assert browser.get(LIST)["Location"] == f"{LIST}?{view.query}&view={view.public_id}"
    assert browser.get(f"{LIST}?view=all").status_code == 200, "everybody is one click away"
    assert browser.get(f"{LIST}?q=nova").status_code == 200
    assert sign_in(partner).get(LIST).status_code == 200, "nobody else's default"
    browser.post(f"/views/{view.public_id}/default/", {"on": "no"})
    assert not DefaultView.objects.exists()


def test_a_shared_view_whose_words_name_what_is_walled_is_not_there(
    sign_in: SignIn, partner: User, outsider: User, walled_client: Client, novagen: Client
) -> None:
    """ "Diagnostics" names a visible client too, so it tells nothing."""
    AliasFactory(client=walled_client, name="Pike Labs")
    PositionFactory(person=PersonFactory(name="Ana Hushed"), client=walled_client)
    ClientFactory(name="Sunny Diagnostics")
    inside = sign_in(partner)
    for name, query in (
        ("Marrow renewals", ""),
        ("Renewals", "q=marrow"),
        ("Labs", "q=labs"),
        ("Hushed talks", ""),
        ("Diagnostics", "q=diagnostics"),
        ("Novagen", "q=novagen"),
    ):
        save(inside, name=name, query=query, is_shared="on")
    assert len(chips(inside)) == 8
    assert chips(sign_in(outsider)) == ["All clients", "Mine", "Diagnostics", "Novagen"]
    hidden = SavedView.objects.get(name="Renewals")
    assert sign_in(outsider).post(f"/views/{hidden.public_id}/default/").status_code == 404
    assert sign_in(outsider).post("/pins/add/", {"view": hidden.public_id}).status_code == 404


def test_a_wall_that_comes_later_closes_views_pins_and_defaults(
    sign_in: SignIn, partner: User, outsider: User, novagen: Client
) -> None:
    view = SavedViewFactory(owner=partner, name="All of Novagen", told="All of Novagen", is_shared=True)
    Pin.objects.create(user=outsider, view=view)
    Pin.objects.create(user=outsider, client=novagen)
    DefaultView.objects.create(user=outsider, list_key="clients", view=view)
    browser = sign_in(outsider)
    assert len(browser.get("/pins/").context["pins"]) == 2
    WallFactory(client=novagen, insiders=[partner])
    assert browser.get("/pins/").context["pins"] == []
    page = browser.get(LIST).content.decode()
    assert "Novagen Therapeutics" not in page
    assert "All of Novagen" not in page


def test_a_view_with_fees_shows_none_to_whoever_may_not_see_them(
    sign_in: SignIn, partner: User, assistant: User, novagen: Client
) -> None:
    save(sign_in(partner), query="sort=-fees&column=fees&column=owner", is_shared="on")
    page = sign_in(assistant).get(
        f"{LIST}?sort=-fees&column=fees&column=owner&view={SavedView.objects.get().public_id}"
    )
    assert list(page.context["page"].shows) == ["owner"]
    assert "€" not in page.content.decode()


def test_views_of_people_are_of_people(sign_in: SignIn, partner: User) -> None:
    browser = sign_in(partner)
    browser.post("/views/new/", {"list": "people", "name": "Unknown", "query": "known=nobody&sort=-added"})
    assert chips(browser) == ["All clients", "Mine"]
    assert chips(browser, "/people/?view=all") == ["Everybody", "At my clients", "Unknown"]


@pytest.mark.parametrize("name", ["<b>bold</b>", "شركة النور", "x" * 80, "a & b"])
def test_names_of_views_are_text(sign_in: SignIn, partner: User, name: str) -> None:
    browser = sign_in(partner)
    assert save(browser, name=name).status_code == 303
    assert "<b>bold" not in browser.get(f"{LIST}?view=all").content.decode()
    assert save(browser, name="y" * 81).status_code == 422


def test_thirty_views_and_pins_cost_one_statement(sign_in: SignIn, partner: User, account_manager: User) -> None:
    browser, counts = sign_in(partner), []
    for more in (1, 29):
        for _ in range(more):
            Pin.objects.create(user=partner, view=SavedViewFactory(owner=account_manager, is_shared=True))
            Pin.objects.create(user=partner, client=ClientFactory())
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"{LIST}?view=all")
        counts.append(sum("dashboards_" in query["sql"] for query in asked.captured_queries))
    assert counts == [1, 1]
    assert len(page.context["bar"].chips) == 8
    assert len(page.context["bar"].more) == 30
