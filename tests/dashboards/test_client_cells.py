"""Each column of the client list is drawn, and what people wrote stays text."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.safestring import SafeString

from relationships.dashboards.client_cells import CELLS, client_line
from relationships.dashboards.client_columns import COLUMNS
from relationships.dashboards.client_rows import ClientRow, ListedClient
from relationships.dashboards.rhythm import Rhythm
from relationships.scoring.queries import HealthBrief

SLY = '<b onclick="x">&'
ROW = ClientRow(
    client=ListedClient(
        id=1,
        public_id="abcdefghijkl",
        name=SLY,
        industry=SLY,
        website='https://x.example/"><script>',
        tier="A",
        created_at=datetime(2026, 1, 2, tzinfo=ZoneInfo("UTC")),
        expected_interval_days=None,
        source="",
        owner=SLY,
        office=SLY,
    ),
    health=HealthBrief(79, "B", 0.9),
    years=3,
    fees=Decimal("1250.00"),
    last_fees=None,
    rhythm=Rhythm([], 30.0, 30.0, measured=True),
    late=True,
    ago=SafeString("never"),
    partners=SLY,
)


def test_every_column_has_its_cell() -> None:
    assert set(CELLS) == {column.key for column in COLUMNS}


@pytest.mark.parametrize("key", CELLS)
def test_what_was_written_stays_text(key: str) -> None:
    line = client_line(ROW, [key], "EUR")
    assert "<b " not in line
    assert "<script" not in line
    assert 'href="/clients/abcdefghijkl/"' in line
    assert line.count("<td") == line.count("</td>") == 4


def test_without_columns_the_name_says_industry_and_years() -> None:
    assert "&amp; · 3 years running" in client_line(ROW, [], "EUR")
    assert "years running" not in client_line(ROW, ["years"], "EUR")
