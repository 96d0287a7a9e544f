"""docs/import-format.md names the columns that are read, and the values that are allowed."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from relationships.contacts.reach import phone_number
from relationships.imports.cells import CellError
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


LIMITED = [
    (kind, column.strip().strip("*"), int(most.replace(",", "")))
    for kind in DESCRIPTIONS
    for named, text in table(kind)
    for column in named.split(",")
    if (found := re.search(r"at most ([\d,]+)(?! digits)", text)) and (most := found[1])
]


@pytest.mark.parametrize(("kind", "column", "most"), LIMITED)
def test_a_text_as_long_as_the_page_allows_is_taken_and_a_longer_one_is_refused(
    kind: str, column: str, most: int
) -> None:
    field = next(field for field in described(kind).fields if field.column == column)
    sign = "1" if column == "phone" else "x"
    assert field.parse(sign * most) == sign * most
    with pytest.raises(CellError):
        field.parse(sign * (most + 1))


def test_every_kind_names_its_limits() -> None:
    named = {kind: [column for each, column, _ in LIMITED if each == kind] for kind in DESCRIPTIONS}
    assert named["people"] == ["external_id", "name", "phone", "title", "seniority"]
    assert all(named.values())


DAYS = [
    (kind, column.strip().strip("*"))
    for kind in DESCRIPTIONS
    for named, text in table(kind)
    for column in named.split(",")
    if re.match(r"days?\b|the day", text)
]


@pytest.mark.parametrize(("kind", "column"), DAYS)
def test_days_are_written_as_the_page_says(kind: str, column: str) -> None:
    field = next(field for field in described(kind).fields if field.column == column)
    assert field.parse("2024-03-31") == "2024-03-31"
    for wrong in ("31.03.2024", "2024-02-30", "03/31/2024", "1899-12-31", "2101-01-01", "yesterday"):
        with pytest.raises(CellError):
            field.parse(wrong)


@pytest.mark.django_db
def test_people_are_reached_as_the_page_says() -> None:
    # Of a phone, what is written is read before its one spelling.
    fields = {field.column: field for field in reversed(described("people").fields)}
    text = dict(table("people"))
    assert fields["email"].parse("Ana@Novagen.Example") == "ana@novagen.example", text["email"]
    for wrong in ("ana", "ana@", "@novagen.example", "ana ruiz@novagen.example"):
        with pytest.raises(CellError):
            fields["email"].parse(wrong)
    spellings = re.findall(r"`([+\d][^`]+)`", text["phone"])
    assert len(spellings) == 4
    assert {phone_number(each, "CH") for each in spellings} == {"+41615550123"}
    with pytest.raises(CellError):
        fields["phone"].parse("ring me")
