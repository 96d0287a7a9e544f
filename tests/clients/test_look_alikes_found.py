"""One client under two names: which pairs are found, and what is remembered about them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from relationships.clients.look_alike_actions import (
    find_look_alikes,
    forget_not_the_same,
    mark_not_the_same,
    mark_the_same,
    take_apart,
)
from relationships.clients.models import Client, LookAlike, NameKey
from relationships.clients.name_core import core, host, only_spelt_differently, skeleton
from tests.factories import AliasFactory, ClientFactory, GroupEdgeFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Intl. Mfg., Inc.", "ACME International Manufacturing"),
        ("A.B.C. Landscape Co.", "ABC Landscaping Company, LLC"),
        ("The Müller & Söhne GmbH", "Muller and Sohne"),
        ("Natl. Assn. of Social Workers", "National Association of Social Workers"),
        ("K W Trees", "K.W. Trees, Inc"),
        ("Joe's Crab Shack", "JOES CRAB SHACK LLC"),
        ("Smith Holdings d/b/a Joe's", "Smith Holdings, L.L.C."),
    ],
)
def test_names_that_differ_in_form_only_have_the_same_core(one, other):
    assert core(one) == core(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Inc", "LLC"),
        ("North Bank", "South Bank"),
        ("Fund II LP", "Fund III LP"),
        ("銀行", "会社"),
        ("Acme A", "Acme B"),
    ],
)
def test_what_tells_two_apart_stays(one, other):
    assert core(one) != core(other)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("harbrook consulting", "harbrok consulting", True),
        ("north harbrook", "south harbrook", False),
        ("fund ii harbrook", "fund iii harbrook", False),
        ("district 12 school", "district 13 school", False),
    ],
)
def test_numbers_and_compass_points_are_no_spelling(one, other, alike):
    assert only_spelt_differently(one, other) is alike


def test_typing_errors_leave_the_skeleton():
    assert skeleton("harbrook consulting") == skeleton("harbrok consulting") == skeleton("harbrook con sulting")
    assert skeleton("acme") == ""
    assert skeleton("district 11 school") != skeleton("district 1 school")


def test_a_host_that_many_share_says_nothing():
    assert host("https://www.acme.com/about") == "acme.com"
    assert host("https://facebook.com/acme") == ""
    assert host("") == ""


def pairs() -> set[tuple[str, str, str]]:
    return {(each.one.name, each.other.name, each.reason) for each in LookAlike.objects.select_related("one", "other")}


def test_pairs_are_found_by_name_spelling_website_and_alias():
    for name in ("Acme Inc", "ACME, Incorporated", "Harbrook Consulting", "Harbrok Consulting Ltd", "Quite Another"):
        ClientFactory(name=name)
    ClientFactory(name="Nova Labs", website="https://www.nova.example")
    ClientFactory(name="NVL Research", website="http://nova.example/en")
    AliasFactory(client=Client.objects.get(name="Quite Another"), name="Old Name Partners")
    ClientFactory(name="Old Name Partners LLP")
    assert find_look_alikes(seconds=30) is False
    assert pairs() == {
        ("Acme Inc", "ACME, Incorporated", "name"),
        ("Harbrook Consulting", "Harbrok Consulting Ltd", "spelling"),
        ("Nova Labs", "NVL Research", "website"),
        ("Quite Another", "Old Name Partners LLP", "name"),
    }


def test_only_what_changed_is_looked_at_again():
    one, two = ClientFactory(name="Acme Inc"), ClientFactory(name="Zebra")
    find_look_alikes(seconds=30)
    with CaptureQueriesContext(connection) as asked:
        find_look_alikes(seconds=30)
    assert not [each["sql"] for each in asked if each["sql"].startswith(("INSERT", "UPDATE"))]
    two.save_changes(expected_version=1, changes={"name": "ACME"})
    find_look_alikes(seconds=30)
    assert pairs() == {("Acme Inc", "ACME", "name")}
    one.save_changes(expected_version=1, changes={"name": "Yak"})
    find_look_alikes(seconds=30)
    assert pairs() == set()
    assert NameKey.objects.filter(compared=True).count() == 2


def test_the_same_can_be_taken_back_and_leaves_its_history(partner):
    one, two = ClientFactory(name="Acme Inc"), ClientFactory(name="ACME")
    edge = mark_the_same(client=two, same_as=one, by=partner)
    assert (edge.same, edge.starts_on, edge.ends_on) == (True, None, None)
    apart = take_apart(edge=edge)
    assert apart.archived_at is not None
    assert take_apart(edge=apart) == apart
    with connection.cursor() as cursor:
        cursor.execute("SELECT pgh_label FROM clients_groupedgeevent WHERE pgh_obj_id = %s ORDER BY pgh_id", [edge.pk])
        assert [row[0] for row in cursor.fetchall()] == ["insert", "update"]


def test_not_the_same_is_remembered_once_and_can_be_forgotten(partner):
    one, two = ClientFactory(), ClientFactory()
    said = mark_not_the_same(client=two, other=one, by=partner)
    assert (said.one, said.other) == (one, two)
    assert mark_not_the_same(client=one, other=two, by=partner) == said
    assert forget_not_the_same(said=said).archived_at is not None
    assert mark_not_the_same(client=one, other=two, by=partner).archived_at is None


def test_the_buttons_say_it_and_undo_it(sign_in, partner):
    one, two = ClientFactory(name="Acme Inc"), ClientFactory(name="ACME")
    GroupEdgeFactory(client=two)  # ACME belongs to somebody: so Acme Inc counts as ACME
    visit = sign_in(partner)
    pair = f"/clients/{two.public_id}/same/{one.public_id}/"
    assert visit.post(pair, {"next": "/repeat/look-alikes/"}).status_code == 303
    assert visit.post(pair, {"next": "/repeat/look-alikes/"}).status_code == 303
    assert "Both belong" not in visit.get("/clients/").content.decode(), "a double click is no second wish"
    assert visit.post(pair).status_code == 303
    back = f"/clients/{one.public_id}/same/{two.public_id}/undo/"
    assert back in visit.get("/planned/").content.decode()
    assert visit.post(back).status_code == 303
    GroupEdgeFactory(client=one)
    visit.post(pair)
    assert "Both belong to other clients" in visit.get("/planned/").content.decode()
    apart = f"/clients/{two.public_id}/not-the-same/{one.public_id}/"
    assert visit.post(apart).status_code == 303
    assert visit.post(f"{apart}undo/").status_code == 303
    assert visit.post(f"/clients/{one.public_id}/same/{one.public_id}/").status_code == 403
