"""Real registers and real mail, read from $REAL_DATA (default ../shared/data beside the checkout)."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import islice

import pytest
from django.db.models import Sum

from relationships.clients.models import Client
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.engagements.models import LedgerEntry
from relationships.interactions.models import Interaction, TouchColleague, TouchPerson
from tests.imports.bringing import REAL_DATA, bring, counts

REAL, ENRON = REAL_DATA / "real", REAL_DATA / "enron"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not REAL.exists() or not ENRON.exists(), reason=f"the real data are not at {REAL_DATA} (REAL_DATA)"
    ),
]
CENT = Decimal("0.01")


def rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(name, "rt", newline="", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def as_csv(header: list[str], content: Iterator[list[str]] | list[list[str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *content])
    return out.getvalue().encode(encoding, "strict")


@pytest.mark.parametrize(
    "name",
    [
        "nebraska_2000_2012",
        "iowa_2010_2014",
        pytest.param("uci_invoices_to_2011q1", marks=pytest.mark.long),
        pytest.param("h2b_law_firms_fy2014_2017", marks=pytest.mark.long),
        pytest.param("h2b_law_firms_fy2000_2005", marks=pytest.mark.long),
    ],
)
def test_a_real_register_comes_in_to_the_cent_under_its_exact_names(name: str) -> None:
    found = [
        (number, row["date"], row["client"], row["amount"], row["firm"])
        for number, row in enumerate(rows(str(REAL / f"{name}.csv.gz")))
    ]
    content = as_csv(
        ["external_id", "booked_on", "client", "amount", "partner"],
        [[str(number), *(cells)] for number, *cells in found],
    )
    report = bring("ledger", content, source=name)
    amounts = [Decimal(amount).quantize(CENT, ROUND_HALF_EVEN) for _, _, _, amount, _ in found]
    assert counts(report) == {
        "read": len(found),
        "created": len(found),
        **(
            {"rounded": n}
            if (n := sum(Decimal(row[3]) != cents for row, cents in zip(found, amounts, strict=True)))
            else {}
        ),
    }
    entries = LedgerEntry.objects.unscoped(reason="test")
    assert entries.aggregate(total=Sum("base_amount"))["total"] == sum(amounts)
    names = set(Client.objects.unscoped(reason="test").values_list("name", flat=True))
    assert names == {client.strip() for _, _, client, _, _ in found}
    assert counts(bring("ledger", content, source=name))["unchanged"] == len(found)


def mail(limit: int | None) -> bytes:
    """The mails as touchpoints: the first sixty people are ours, the others work at the clients "Desk 0" to "Desk 9"."""
    people = {row["vid"]: row for row in rows(str(ENRON / "people.csv.gz"))}

    def said(vid: str) -> str:
        return f"{people[vid]['Name']} <{people[vid]['Email'].replace('..', '.')}@enron.example>"

    def touches() -> Iterator[list[str]]:
        for number, row in enumerate(rows(str(ENRON / "emails.csv.gz"))):
            ours, theirs = (row["from"], row["to"]) if int(row["from"]) < int(row["to"]) else (row["to"], row["from"])
            direction = "ours" if ours == row["from"] else "theirs"
            desk = f"Desk {int(theirs) % 10}"
            yield [str(number), row["Time"], "email", direction, desk, said(ours), said(theirs)]

    header = ["external_id", "occurred_at", "kind", "direction", "client", "colleagues", "people"]
    return as_csv(header, list(islice(touches(), limit)))


def test_a_part_of_the_real_mail_comes_in_with_its_people() -> None:
    content = mail(8_000)
    assert counts(bring("interactions", content)) == {"read": 8_000, "created": 8_000}
    people = Person.objects.unscoped(reason="test")
    assert (
        people.count() == people.filter(is_stub=True).count() == ContactPoint.objects.values("value").distinct().count()
    )
    assert Position.objects.unscoped(reason="test").values("person").distinct().count() == people.count()
    assert TouchPerson.objects.count() == TouchColleague.objects.count() == 8_000
    assert counts(bring("interactions", content)) == {"read": 8_000, "unchanged": 8_000}


@pytest.mark.long
@pytest.mark.timeout(600)
def test_all_of_the_real_mail_comes_in() -> None:
    assert counts(bring("interactions", mail(None))) == {"read": 125_409, "created": 125_409}
    assert Interaction.objects.unscoped(reason="test").count() == 125_409
