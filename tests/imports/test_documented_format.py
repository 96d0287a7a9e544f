"""docs/import-format.md names the columns that are read, and the values that are allowed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relationships.imports.kinds import Circumstances, Kind
from relationships.imports.registry import DESCRIPTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "import-format.md").read_text()


def described(kind: str) -> Kind:
    return DESCRIPTIONS[kind](Circumstances("EUR", ZoneInfo("UTC"), datetime(2026, 1, 1, tzinfo=UTC)))


def table(kind: str) -> list[tuple[str, str]]:
    """The first two cells of every row of the kind's table."""
    (section,) = re.findall(rf"^### `{kind}`.*?(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
    return [row for row in rows if row[0] not in ("column", "---")]


@pytest.mark.parametrize("kind", DESCRIPTIONS)
def test_the_page_names_every_column_in_order_and_marks_the_required(kind: str) -> None:
    named = [name.strip() for first, _ in table(kind) for name in first.split(",")]
    assert tuple(name.strip("*") for name in named) == described(kind).columns
    assert {name.strip("*") for name in named if name.startswith("**")} == set(described(kind).required)


@pytest.mark.parametrize("kind", DESCRIPTIONS)
def test_words_that_the_page_allows_are_allowed(kind: str) -> None:
    fields = {field.column: field for field in described(kind).fields}
    tried = 0
    for named, text in table(kind):
        column = named.strip("*")
        if column in ("kind", "tier", "role", "source", "direction", "sentiment", "process", "consent"):
            for word in re.findall(r"`([^`]+)`", text.split("Blank")[0]):
                fields[column].parse(word)
                tried += 1
    assert tried >= {"interactions": 20, "people": 0}.get(kind, 4)


def test_the_page_says_how_amounts_are_rounded() -> None:
    amount = next(field for field in described("ledger").fields if field.staged == "amount")
    for written, rounded in re.findall(r"(\d\.\d{3}) → (\d\.\d{2})", PAGE):
        assert amount.parse(written) == rounded
