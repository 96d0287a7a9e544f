"""Comparing, merging and undoing in pages; the queue; what an account manager may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from relationships.clients.look_alike_actions import find_look_alikes
from relationships.clients.models import Client, LookAlike
from relationships.contacts.models import Position
from relationships.merging.clients_reached_alike import find_clients_reached_alike
from relationships.merging.models import Merge, PersonLookAlike
from relationships.merging.people_alike import find_people_alike
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def pair(partner) -> tuple[Client, Client]:
    """Billed before under one name, this year under the other."""
    one, other = make.ClientFactory(name="Acme Inc"), make.ClientFactory(name="ACME, Incorporated", industry="Steel")
    other_firm = make.ClientFactory(name="Zebra")
    make.LedgerEntryFactory(client=one, booked_on=date(TODAY.year - 1, 5, 1))
    for each in (other, other_firm):
        make.LedgerEntryFactory(client=each, booked_on=date(TODAY.year, 1, 1), amount=Decimal(300))
    find_look_alikes(seconds=30)
    return one, other


def test_of_a_ledger_that_ended_the_effect_is_that_of_its_last_year(sign_in, partner) -> None:
    one, other = make.ClientFactory(name="Acme Inc"), make.ClientFactory(name="ACME, Incorporated")
    make.LedgerEntryFactory(client=one, booked_on=date(2011, 5, 1), amount=Decimal(300))
    make.LedgerEntryFactory(client=other, booked_on=date(2012, 5, 1), amount=Decimal(300))
    page = sign_in(partner).get(f"/clients/{one.public_id}/merge/?with={other.public_id}").context["page"]
    assert (page.effect.period, page.effect.now, page.effect.then) == ("2012", 0, 1)


def test_from_the_queue_to_the_merge_and_back(sign_in, partner, pair) -> None:
    visit, (one, other) = sign_in(partner), pair
    queue = visit.get("/duplicates/")
    assert [(line.one, line.other) for line in queue.context["page"].lines] == [(one, other)]
    address = f"/clients/{one.public_id}/merge/?with={other.public_id}"
    assert address in queue.content.decode()
    page = visit.get(address)
    effect = page.context["page"].effect
    assert (effect.now, effect.then) == (0, Decimal("0.5"))
    assert "50.00" in page.content.decode()
    form = {
        "with": other.public_id,
        f"version-{one.public_id}": one.version,
        f"version-{other.public_id}": other.version,
        "pick-name": other.public_id,
    }
    done = visit.post(f"/clients/{one.public_id}/merge/", form)
    assert (done.status_code, done.headers["Location"]) == (303, f"/clients/{one.public_id}/")
    one.refresh_from_db()
    assert (one.name, one.industry) == ("ACME, Incorporated", "Steel")
    assert visit.get(f"/clients/{other.public_id}/").headers["Location"] == f"/clients/{one.public_id}/"
    assert visit.post(f"/clients/{one.public_id}/merge/", form).status_code == 303, "a second click"
    merge = Merge.objects.visible_to(partner).get()
    assert f"/merges/{merge.public_id}/undo/" in visit.get("/merges/").content.decode()
    visit.post(f"/clients/{other.public_id}/restore/")
    other.refresh_from_db()
    assert other.merged_into == one, "it comes back by undoing the merge"
    assert visit.post(f"/merges/{merge.public_id}/undo/").status_code == 303
    said = visit.get(f"/merges/{merge.public_id}/").content.decode()
    assert "everything went back" in said
    other.refresh_from_db()
    assert (other.merged_into, other.archived_at) == (None, None)


def test_what_changed_meanwhile_is_shown_again(sign_in, partner, pair) -> None:
    one, other = pair
    form = {"with": other.public_id, f"version-{one.public_id}": 1, f"version-{other.public_id}": 1}
    other.save_changes(expected_version=1, changes={"industry": "Iron"})
    answer = sign_in(partner).post(f"/clients/{one.public_id}/merge/", form)
    assert answer.status_code == 409
    assert "Compare again" in answer.content.decode()
    assert f'name="version-{other.public_id}" value="2"' in answer.content.decode()


def test_a_refusal_says_why(sign_in, partner, pair) -> None:
    one, other = pair
    make.WallFactory(client=other, insiders=[partner])
    form = {"with": other.public_id, f"version-{one.public_id}": 1, f"version-{other.public_id}": 1}
    answer = sign_in(partner).post(f"/clients/{one.public_id}/merge/", form)
    assert answer.status_code == 422
    assert "A wall stands" in answer.content.decode()


def test_an_account_manager_compares_and_proposes(sign_in, account_manager, partner, pair) -> None:
    one, other = pair
    visit = sign_in(account_manager)
    page = visit.get(f"/clients/{one.public_id}/merge/?with={other.public_id}").content.decode()
    assert "Merge records" not in page
    assert visit.post(f"/clients/{one.public_id}/merge/", {"with": other.public_id}).status_code == 403
    visit.post(f"/clients/{other.public_id}/same/{one.public_id}/")
    said = sign_in(partner).get("/duplicates/").context["page"]
    assert [(line.one, line.other) for line in said.said] == [(one, other)]
    assert said.lines == []


def test_whom_to_merge_with_is_searched_for(sign_in, partner, pair) -> None:
    one, _other = pair
    visit = sign_in(partner)
    assert "ACME, Incorporated" in visit.get(f"/clients/{one.public_id}/merge/").content.decode()
    assert "Zebra" in visit.get(f"/clients/{one.public_id}/merge/?q=zeb").content.decode()
    assert visit.get(f"/clients/{one.public_id}/merge/?with=nothing").status_code == 404


@pytest.mark.parametrize(
    ("names", "shared", "reason"),
    [
        (("Ana Ruiz", "A. Ruiz"), {"kind": "email", "value": "ana@acme.example"}, "email"),
        (("Ana Ruiz", "Anna Ruiz"), {"kind": "phone", "value": "+34 600 1"}, "phone"),
        (("Ana Ruiz", "Bo Li"), {"kind": "phone", "value": "+34 600 1"}, None),
        (("Ana Ruiz", "Ana Ruiz"), None, "employer"),
        (("Johannes Kowalski", "Johanes Kowalski"), None, "spelling"),
        (("Ana Ruiz", "Bo Li"), None, None),
    ],
)
def test_people_alike(names, shared, reason) -> None:
    client = make.ClientFactory()
    for name in names:
        person = make.PersonFactory(name=name)
        make.PositionFactory(person=person, client=client)
        if shared:
            make.ContactPointFactory(person=person, **shared)
    find_people_alike()
    assert list(PersonLookAlike.objects.values_list("reason", flat=True)) == ([reason] if reason else [])
    find_people_alike()
    assert PersonLookAlike.objects.count() == bool(reason)


@pytest.mark.parametrize("first", ["kept back", "found"])
def test_an_address_that_an_alumnus_keeps_back_pairs_nobody(sign_in, partner, first) -> None:
    ana, bo = make.PersonFactory(name="Ana Ruiz"), make.PersonFactory(name="Bo Li")
    for each in (ana, bo):
        make.PositionFactory(person=each)
        make.ContactPointFactory(person=each, kind="email", value="ana@home.example")
    alumnus = make.AlumnusFactory(person=ana, email_for="hidden" if first == "kept back" else "everyone")
    find_people_alike()
    find_clients_reached_alike()
    if first == "found":
        assert PersonLookAlike.objects.count() == 1
        type(alumnus).objects.filter(pk=alumnus.pk).update(email_for="hidden", updated_at=Now())
    assert sign_in(partner).get("/duplicates/people/").context["page"].lines == []
    find_people_alike()
    find_clients_reached_alike()
    assert PersonLookAlike.objects.count() == LookAlike.objects.count() == 0


def test_two_people_are_remembered_as_two(sign_in, alumni_admin) -> None:
    ana, anna = make.PersonFactory(name="Ana Ruiz"), make.PersonFactory(name="Ana Ruiz")
    for each in (ana, anna):
        make.ContactPointFactory(person=each, value="ana@acme.example")
    find_people_alike()
    visit = sign_in(alumni_admin)
    address = f"/people/{ana.public_id}/merge/?with={anna.public_id}"
    assert address in visit.get("/duplicates/people/").content.decode()
    visit.post(f"/people/{ana.public_id}/not-the-same/{anna.public_id}/")
    assert visit.get("/duplicates/people/").context["page"].lines == []
    visit.post(f"/people/{anna.public_id}/not-the-same/{ana.public_id}/undo/")
    form = {"with": anna.public_id, f"version-{ana.public_id}": 1, f"version-{anna.public_id}": 1}
    assert visit.post(f"/people/{ana.public_id}/merge/", form).status_code == 303
    assert visit.get(f"/people/{anna.public_id}/").headers["Location"] == f"/people/{ana.public_id}/"
    assert visit.get("/duplicates/people/").context["page"].lines == []


def test_nothing_behind_a_wall_is_told(sign_in, partner, outsider, pair) -> None:
    one, other = pair
    hidden = make.ClientFactory(name="ACME")
    find_look_alikes(seconds=30)
    make.WallFactory(client=hidden, insiders=[partner])
    make.InteractionFactory(clients=[other, hidden])
    Merge.objects.create(kind="clients", client=hidden)
    visit = sign_in(outsider)
    lines = visit.get("/duplicates/").context["page"]
    assert ([(line.one, line.other) for line in lines.lines], lines.count) == ([(one, other)], 1)
    page = visit.get(f"/clients/{one.public_id}/merge/?with={other.public_id}")
    assert "touchpoint" not in page.context["page"].moves
    assert visit.get(f"/clients/{one.public_id}/merge/?with={hidden.public_id}").status_code == 404
    assert hidden.name not in visit.get(f"/clients/{one.public_id}/merge/").content.decode().replace(other.name, "")
    assert visit.get("/merges/").context["page"].lines == []


def clients_by_people() -> set[tuple[str, str, str]]:
    return set(LookAlike.objects.values_list("one__name", "other__name", "reason"))


def test_clients_are_found_by_where_their_people_write_from_and_answer(partner, sign_in) -> None:
    nova, nvl, zebra, yak = (make.ClientFactory(name=name) for name in ("Nova Labs", "NVL", "Zebra", "Yak"))

    def works(client: Client, **reached: str) -> Position:
        person = make.PersonFactory()
        make.ContactPointFactory(person=person, **reached)
        return make.PositionFactory(person=person, client=client)

    for client in (nova, nvl):
        works(client, kind="email", value=f"{client.pk}@nova.example")
        works(client, kind="email", value=f"{client.pk}@gmail.com")
    for client in (zebra, yak):
        works(client, kind="phone", value="+41 61 555 01 23")
        works(client, kind="email", value=f"{client.pk}@{partner.email.partition('@')[2]}")
    both = works(zebra, kind="email", value="ana@ana.example")
    make.PositionFactory(person=both.person, client=nova)
    find_look_alikes(seconds=30)
    find_clients_reached_alike()
    assert clients_by_people() == {("Nova Labs", "NVL", "domain"), ("Zebra", "Yak", "phone")}
    page = sign_in(partner).get("/duplicates/").content.decode()
    assert "Their people write from one mail domain" in page
    nvl.save_changes(expected_version=1, changes={"name": "Something else"})
    find_look_alikes(seconds=30)
    assert ("Nova Labs", "Something else", "domain") in clients_by_people(), (
        "a new name changes nothing about the people"
    )
    make.GroupEdgeFactory(client=nvl, parent=nova)

    gone = Position.objects.unscoped(reason="test").filter(client=yak)
    gone.update(ended_on=date(2026, 1, 1), updated_at=Now())
    find_clients_reached_alike()
    assert clients_by_people() == set()
