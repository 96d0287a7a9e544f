"""Whatever leaves the repeat-business pages says by which version of the rule it was read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import URLPattern, reverse
from openpyxl import load_workbook

from accounts.models import Practice, User
from relationships.clients.models import Client
from relationships.dashboards.repeat_urls import urlpatterns
from relationships.foundation.firm_day import firm_day
from relationships.scoring.models import RepeatPolicy
from tests.cast import SignIn
from tests.scoring.ledger import load
from tests.scoring.test_repeat_definitions import definitions_ledger

pytestmark = pytest.mark.django_db
OLD, NEW = "House rule, version 1", "Board rule, version 2"
TABLES = ("summary", "bridge", "by", "clients", "entries")


@pytest.fixture(autouse=True)
def _two_versions(partner: User) -> None:
    load(definitions_ledger())
    RepeatPolicy.objects.create(version=1)
    RepeatPolicy.objects.create(
        version=2,
        name="Board rule",
        lookback_months=12,
        goal=Decimal("0.8"),
        valid_from=firm_day().on - timedelta(days=5),
        reason="The board asked",
        created_by=partner,
    )


@pytest.fixture
def visit(sign_in: SignIn, partner: User):
    return sign_in(partner)


def addresses() -> Iterator[str]:
    """Every address that answers a GET, with each of the tables that one can take away."""
    records = {
        "bar": "current",
        "segment": "practice",
        "reading": "unlimited",
        "key": Practice.objects.values_list("public_id", flat=True).first() or "none",
        "public_id": Client.objects.unscoped(reason="test").order_by("pk").values_list("public_id", flat=True).first(),
    }
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name in POSTED:
            continue
        kwargs = {name: records[name] for name in pattern.pattern.converters}
        here = reverse(pattern.name, kwargs=kwargs)
        tables = [f"&table={table}" for table in TABLES] if pattern.name == "repeat_export" else [""]
        yield from (f"{here}?period=2024{table}" for table in tables)


POSTED = {
    "subscribe_weekly_mail",
    "unsubscribe_weekly_mail",
    "mark_one_off",
    "unmark_one_off",
    "say_usual",
    "forget_usual",
}
# The mail goes out by the rule of its day.
BY_THE_RULE_IN_FORCE = {"/repeat/weekly/"}


def versions_in(answer) -> set[str]:
    """The versions that a file names on its lines."""
    body = b"".join(answer.streaming_content)
    if body[:2] == b"PK":
        head, *rows = load_workbook(io.BytesIO(body), read_only=True).active.iter_rows(values_only=True)
        lines = [dict(zip(head, row, strict=True)) for row in rows]
    else:
        lines = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    return {f"{line['policy']}, version {line['policy_version']}" for line in lines}


def test_every_page_and_every_table_says_its_version(visit) -> None:
    seen = 0
    for address in addresses():
        asked_for = (
            [("", NEW)] if address.partition("?")[0] in BY_THE_RULE_IN_FORCE else [("", NEW), ("&policy=1", OLD)]
        )
        for asked, said in asked_for:
            answer = visit.get(address + asked)
            assert answer.status_code == 200, address
            if answer.streaming:
                assert versions_in(answer) <= {said}, address
                assert versions_in(visit.get(f"{address}{asked}&format=xlsx")) <= {said}, address
            else:
                assert said in answer.text, address
                # A page read by another rule says so, and which one is in force.
                assert ("In force is Board rule, version 2" in answer.text) == bool(asked), address
            seen += 1
    assert seen >= 2 * 17


def test_an_old_figure_stays_readable_by_the_rule_of_its_time(visit) -> None:
    now = visit.get("/repeat/?period=2024")
    assert now.context["page"].now.share == Decimal("0.3631713555")
    assert "When this period ended, House rule, version 1 was in force" in now.text
    then = visit.get("/repeat/?period=2024&policy=1")
    assert then.context["page"].now.share == Decimal("0.4092071611")
    assert "When this period ended" not in then.text
    # Every way on keeps the rule.
    assert "/repeat/bridge/lost/?period=2024&amp;policy=1" in then.text
    assert "When this period ended" not in visit.get("/repeat/").text


def test_every_version_is_listed_with_its_days_author_and_reason(visit, partner: User) -> None:
    page = visit.get("/repeat/rule/?policy=1").text
    for said in (OLD, NEW, "from the beginning", f"by {partner.name}", "The board asked", "The rule, version 1"):
        assert said in page
    assert visit.get("/repeat/rule/?policy=3").status_code == 404
    assert visit.get("/repeat/?policy=-1").status_code == 404
