"""Three and more records in one act: proposed together, compared field by field, merged once, undone once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from relationships.clients.look_alike_actions import find_look_alikes
from relationships.clients.models import Alias, Client
from relationships.contacts.models import ContactPoint, Person
from relationships.engagements.models import LedgerEntry
from relationships.foundation.periods import fiscal_year
from relationships.merging.models import Merge
from relationships.merging.people_alike import find_people_alike
from relationships.scoring.repeat_policy import Policy
from relationships.scoring.repeat_queries import repeat_business
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST, THIS = date(TODAY.year - 1, 5, 1), date(TODAY.year, 1, 1)


@pytest.fixture
def three(partner) -> list[Client]:
    """One client under three names: last year under the first, this year under the two others; and somebody else."""
    names = ("Acme Inc", "ACME, Incorporated", "acme inc.")
    told = [make.ClientFactory(name=name, **more) for name, more in zip(names, _MORE, strict=True)]
    for client, day, amount in zip(told, (LAST, THIS, THIS), (300, 200, 100), strict=True):
        make.LedgerEntryFactory(client=client, booked_on=day, amount=Decimal(amount))
    make.LedgerEntryFactory(client=make.ClientFactory(name="Zebra"), booked_on=THIS, amount=Decimal(300))
    find_look_alikes(seconds=30)
    return told


_MORE: list[dict[str, str]] = [{}, {"industry": "Steel"}, {"industry": "Iron", "website": "https://acme.example"}]


def form_of(records: list, **picks: object) -> dict[str, object]:
    versions = {f"version-{each.public_id}": each.version for each in records}
    return {
        "with": [each.public_id for each in records[1:]],
        **versions,
        **{f"pick-{field}": each.public_id for field, each in picks.items()},
    }


def test_the_queue_proposes_all_that_hang_together(sign_in, partner, three) -> None:
    queue = sign_in(partner).get("/duplicates/")
    assert len(queue.context["page"].lines) > 1
    for line in queue.context["page"].lines:
        assert {line.one.pk, line.other.pk, *(each.pk for each in line.more)} == {each.pk for each in three}
        others = "".join(f"&amp;with={each.public_id}" for each in line.more)
        address = f"/clients/{line.one.public_id}/merge/?with={line.other.public_id}{others}"
        assert address in queue.content.decode()
    assert "Compare all 3" in queue.content.decode()


def test_three_clients_become_one_and_three_again(sign_in, partner, three) -> None:
    visit, (one, steel, iron) = sign_in(partner), three
    here = f"/clients/{one.public_id}/merge/"
    page = visit.get(f"{here}?with={steel.public_id}&with={iron.public_id}")
    effect = page.context["page"].effect
    assert (effect.now, effect.then) == (0, Decimal("0.5"))
    assert "Their other names stay" in page.content.decode()
    done = visit.post(here, form_of(three, name=steel, industry=iron))
    assert (done.status_code, done.headers["Location"]) == (303, f"/clients/{one.public_id}/")
    one.refresh_from_db()
    assert (one.name, one.industry, one.website) == ("ACME, Incorporated", "Iron", "https://acme.example")
    assert set(Alias.objects.filter(client=one).values_list("name", flat=True)) == {"Acme Inc", "acme inc."}
    assert LedgerEntry._base_manager.filter(client=one).count() == 3
    assert share() == effect.then
    merge = Merge.objects.visible_to(partner).get()
    assert merge.absorbed.count() == 2
    assert "ACME, Incorporated, acme inc." in visit.get("/merges/").content.decode().replace("<bdi>", "").replace(
        "</bdi>", ""
    )
    visit.post(f"/merges/{merge.public_id}/undo/")
    for each, before in zip(three, _MORE, strict=True):
        name = each.name if each != one else "Acme Inc"
        each.refresh_from_db()
        assert (each.name, each.industry, each.website) == (
            name,
            before.get("industry", ""),
            before.get("website", ""),
        )
        assert (each.merged_into, each.archived_at) == (None, None)
        assert LedgerEntry._base_manager.filter(client=each).count() == 1
    assert share() == 0


def share() -> Decimal | None:
    return repeat_business(policy=Policy(), period=fiscal_year(TODAY.year), user=None).share


def test_of_three_one_that_was_merged_meanwhile_stops_all(sign_in, partner, three) -> None:
    one, steel, iron = three
    form = form_of(three)
    sign_in(partner).post(f"/clients/{steel.public_id}/merge/", form_of([steel, iron]))
    answer = sign_in(partner).post(f"/clients/{one.public_id}/merge/", form)
    assert answer.status_code == 409, answer.context["problem"]
    assert [each.pk for each in answer.context["page"].records] == [one.pk, steel.pk]
    assert Merge.objects.visible_to(partner).count() == 1


def test_three_people_become_one_and_three_again(sign_in, partner) -> None:
    client = make.ClientFactory()
    people = [make.PersonFactory(name=name) for name in ("Ana Ruiz", "Anna Ruiz", "Ana M. Ruiz")]
    for k, each in enumerate(people):
        make.PositionFactory(person=each, client=client)
        make.ContactPointFactory(person=each, kind="email", value=f"ana{k}@ruiz.example")
    find_people_alike()
    visit, (ana, anna, _) = sign_in(partner), people
    visit.post(f"/people/{ana.public_id}/merge/", form_of(people, name=anna))
    ana.refresh_from_db()
    assert ana.name == "Anna Ruiz"
    assert ContactPoint.objects.filter(person=ana, archived_at=None).count() == 3
    assert Person.objects.visible_to(partner).current().filter(name__contains="Ruiz").count() == 1
    merge = Merge.objects.visible_to(partner).get()
    visit.post(f"/merges/{merge.public_id}/undo/")
    names = Person.objects.visible_to(partner).current().filter(name__contains="Ruiz").values_list("name", flat=True)
    assert set(names) == {"Ana Ruiz", "Anna Ruiz", "Ana M. Ruiz"}
    assert [ContactPoint.objects.filter(person=each, archived_at=None).count() for each in people] == [1, 1, 1]


@pytest.mark.parametrize(("kind", "factory"), [("clients", make.ClientFactory), ("people", make.PersonFactory)])
def test_ticked_in_a_list_they_are_compared(sign_in, partner, kind, factory) -> None:
    visit, records = sign_in(partner), [factory() for _ in range(3)]
    assert 'value="merge"' in visit.get(f"/{kind}/").content.decode()
    picked = "&".join(f"pick={each.public_id}" for each in records)
    first, *others = records
    compared = f"/{kind}/{first.public_id}/merge/?" + "&".join(f"with={each.public_id}" for each in others)
    answer = visit.get(f"/{kind}/several/?act=merge&{picked}")
    assert (answer.status_code, answer.headers["Location"]) == (302, compared)
    assert len(visit.get(compared).context["page"].records) == 3
    for few in ("", f"pick={first.public_id}"):
        said = visit.post(f"/{kind}/several/?act=merge", {"act": "merge", "pick": [first.public_id] if few else []})
        assert said.status_code == 422
    many = [factory().public_id for _ in range(12)]
    said = visit.post(f"/{kind}/several/", {"act": "merge", "pick": many})
    assert said.status_code == 422
    assert "2 to 11" in said.content.decode()


def test_whoever_may_not_merge_people_is_not_offered_it(sign_in, auditor) -> None:
    make.ClientFactory()
    assert 'value="merge"' not in sign_in(auditor).get("/clients/").content.decode()
    assert sign_in(auditor).get("/clients/several/?act=merge&pick=a&pick=b").status_code in (200, 403)
