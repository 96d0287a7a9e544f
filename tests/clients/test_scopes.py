"""Colleagues limited to their office or practice: they see its clients and their own, and can't tell that there are others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.firm_actions import lock_firm
from accounts.models import Firm, Office, Practice, User
from accounts.scopes import scope_of
from relationships.clients.models import Client, TeamMember
from relationships.clients.visible_groups import hidden_from
from relationships.clients.wall_glass_actions import NoSuchWall, break_glass
from relationships.contacts.models import Person
from relationships.interactions.models import Interaction
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db


@dataclass
class Places:
    """Maya in Basel, tax; her colleagues in Basel and Madrid, and a client of each."""

    maya: User
    basel: Office
    madrid: Office
    tax: Practice
    law: Practice
    clients: dict[str, Client]


@pytest.fixture
def places(account_manager: User) -> Places:
    basel, madrid = make.OfficeFactory(name="Basel"), make.OfficeFactory(name="Madrid")
    tax, law = make.PracticeFactory(name="Tax"), make.PracticeFactory(name="Law")
    User.objects.filter(pk=account_manager.pk).update(office=basel, practice=tax)
    account_manager.refresh_from_db()
    owners = {
        "own": account_manager,
        "basel tax": make.UserFactory(office=basel, practice=tax),
        "basel law": make.UserFactory(office=basel, practice=law),
        "madrid tax": make.UserFactory(office=madrid, practice=tax),
        "nowhere": make.UserFactory(),
        "nobody": None,
    }
    clients = {name: make.ClientFactory(name=f"Client {name}", owner=owner) for name, owner in owners.items()}
    return Places(account_manager, basel, madrid, tax, law, clients)


def limited(user: User, to: str) -> User:
    User.objects.filter(pk=user.pk).update(clients_seen=to)
    user.refresh_from_db()
    return user


def seen(places: Places) -> set[str]:
    return {
        name
        for name, client in places.clients.items()
        if Client.objects.visible_to(places.maya).filter(pk=client.pk).exists()
    }


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("", {"own", "basel tax", "basel law", "madrid tax", "nowhere", "nobody"}),
        ("all", {"own", "basel tax", "basel law", "madrid tax", "nowhere", "nobody"}),
        ("office", {"own", "basel tax", "basel law"}),
        ("practice", {"own", "basel tax", "madrid tax"}),
        ("both", {"own", "basel tax"}),
    ],
)
def test_a_colleague_is_limited_to_their_places(to: str, expected: set[str], places: Places) -> None:
    limited(places.maya, to)
    assert seen(places) == expected


def test_a_role_is_limited_by_the_firm_and_a_colleague_may_be_let_off(places: Places) -> None:
    Firm.objects.filter(pk=lock_firm().pk).update(office_roles=["account_manager"])
    assert seen(places) == {"own", "basel tax", "basel law"}
    limited(places.maya, "all")
    assert seen(places) == set(places.clients)
    limited(places.maya, "practice")
    assert seen(places) == {"own", "basel tax", "madrid tax"}


def test_the_team_counts_as_the_owner_does_until_it_is_left(places: Places) -> None:
    limited(places.maya, "office")
    there = make.TeamMemberFactory(client=places.clients["madrid tax"], colleague=places.maya, role="member")
    make.TeamMemberFactory(client=places.clients["nobody"], colleague=places.clients["basel law"].owner, role="member")
    assert seen(places) == {"own", "basel tax", "basel law", "madrid tax", "nobody"}
    TeamMember.objects.filter(pk=there.pk).update(archived_at=there.created_at)
    assert "madrid tax" not in seen(places)


def test_without_a_place_ones_own_are_all(places: Places) -> None:
    limited(places.maya, "both")
    User.objects.filter(pk=places.maya.pk).update(office=None)
    assert seen(places) == {"own"}


def test_an_assistant_sees_what_they_log_for(places: Places, assistant: User) -> None:
    limited(assistant, "practice")
    found = Client.objects.visible_to(assistant)
    assert set(found) == {places.clients["own"]}


def test_an_administrator_is_not_limited(places: Places, administrator: User) -> None:
    limited(administrator, "office")
    assert Client.objects.visible_to(administrator).count() == len(places.clients)
    assert not scope_of(administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Firm.objects.filter(pk=lock_firm().pk).update(office_roles=["administrator"])


def test_what_hangs_on_a_client_goes_with_it(places: Places) -> None:
    limited(places.maya, "office")
    far, near = places.clients["madrid tax"], places.clients["basel law"]
    alone, both, free = make.PersonFactory(), make.PersonFactory(), make.PersonFactory()
    for person, client in ((alone, far), (both, far), (both, near)):
        make.PositionFactory(person=person, client=client)
    apart = make.InteractionFactory(clients=[far], people=[alone])
    shared = make.InteractionFactory(clients=[far, near])
    close = make.InteractionFactory(clients=[near], people=[both])
    assert set(Person.objects.visible_to(places.maya)) == {both, free}
    assert set(Interaction.objects.visible_to(places.maya)) == {close}
    assert {apart, shared, close} == set(Interaction.objects.visible_to(limited(places.maya, "all")))


def test_a_wall_inside_the_scope_still_stands(places: Places) -> None:
    limited(places.maya, "office")
    make.WallFactory(client=places.clients["own"], insiders=[places.clients["basel tax"].owner])
    assert seen(places) == {"basel tax", "basel law"}


def test_broken_glass_leads_through_walls_only(places: Places, partner: User) -> None:
    """What is out of scope answers like what was never there, with a wall round it and without."""
    limited(partner, "office")
    far = places.clients["madrid tax"]
    make.WallFactory(client=places.clients["nowhere"], insiders=[places.maya])
    for client in (far, places.clients["nowhere"]):
        with pytest.raises(NoSuchWall):
            break_glass(name=client.name, reason="It burns", by=partner)


@pytest.fixture
def maya_limited(places: Places, sign_in: SignIn) -> Browser:
    return sign_in(limited(places.maya, "office"))


def test_pages_totals_files_and_completion_keep_to_it(maya_limited: Browser, places: Places) -> None:
    for n, client in enumerate(places.clients.values()):
        make.LedgerEntryFactory(client=client, amount=Decimal(1000 * 10**n), booked_on=date.today())
    page = maya_limited.get(reverse("client_list")).text
    assert "You see the clients of your office." in page
    assert "Client basel law" in page
    far = places.clients["madrid tax"]
    for address in (
        reverse("client_list"),
        reverse("client_options") + "?q=madrid",
        reverse("find") + "?q=madrid",
        reverse("repeat_business"),
    ):
        assert "madrid tax" not in maya_limited.get(address).text
    file = maya_limited.get(reverse("export_clients")).getvalue().decode()
    assert "Client basel law" in file
    assert "madrid tax" not in file
    assert maya_limited.get(reverse("client_detail", args=[far.public_id])).status_code == 404
    assert far.pk in hidden_from(places.maya)


def test_what_one_adds_or_hands_over_is_told(maya_limited: Browser, places: Places) -> None:
    """Added without an owner it is theirs; handed over to another office it is out of their sight, and they are told."""
    form = {"name": "Brand new", "tier": "", "industry": "", "website": "", "owner": ""}
    answer = maya_limited.post(reverse("add_client"), form)
    made = Client._base_manager.get(name="Brand new")
    assert (answer.status_code, made.owner) == (303, places.maya)
    far = places.clients["madrid tax"].owner
    assert far is not None
    moved = {**form, "owner": far.public_id, "version": "1"}
    answer = maya_limited.post(reverse("edit_client", args=[made.public_id]), moved)
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("client_list"))
    assert "out of your sight" in maya_limited.get(reverse("client_list")).text


def test_the_firm_decides_and_it_is_noted(sign_in: SignIn, administrator: User, places: Places) -> None:
    gerd = sign_in(administrator)
    page = gerd.get(reverse("scope_rules"))
    assert "Limited now" in page.text
    sent = {"office_roles": ["account_manager"], "version": str(lock_firm().version)}
    assert gerd.post(reverse("scope_rules"), sent).status_code == 303
    assert seen(places) == {"own", "basel tax", "basel law"}
    assert gerd.post(reverse("scope_rules"), {**sent, "office_roles": ["administrator"]}).status_code == 422
    assert "Office roles" in _last_change(gerd)


def test_one_colleague_is_limited_on_their_page(sign_in: SignIn, administrator: User, places: Places) -> None:
    gerd = sign_in(administrator)
    address = reverse("edit_colleague", args=[places.maya.public_id])
    form = gerd.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    assert gerd.post(address, {**given, "clients_seen": "office", "firm_totals": ""}).status_code == 303
    assert seen(places) == {"own", "basel tax", "basel law"}
    assert "sees those of their office" in gerd.get(reverse("colleague_detail", args=[places.maya.public_id])).text
    refused = gerd.post(address, {**given, "version": "9", "clients_seen": "office", "role": "administrator"})
    assert "is not limited" in refused.text
    own = reverse("edit_colleague", args=[administrator.public_id])
    form = gerd.get(own).context["form"]
    mine = {name: form[name].value() or "" for name in form.fields}
    assert gerd.post(own, {**mine, "clients_seen": "all", "firm_totals": ""}).status_code == 422


def _last_change(browser: Browser) -> str:
    from relationships.trust.models import AuditEntry

    context = AuditEntry.objects.filter(act="scope_rules").latest("pk").context
    return str(browser.get(reverse("audit_change", args=[context])).text)
