"""The fields of a record that a merge asks about, and what it takes where nobody said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relationships.clients.models import Client
from relationships.contacts.models import Person

Mergeable = Client | Person
CLIENT_FIELDS = {
    "name": "Name",
    "industry": "Industry",
    "website": "Website",
    "tier": "Tier",
    "expected_interval_days": "Days between touchpoints",
    "owner_id": "Looked after by",
}
PERSON_FIELDS = {"name": "Name", "pronouns": "Pronouns"}


@dataclass(frozen=True)
class Choice:
    """One field: the value of each record as it reads, in their order, and which of them is taken unless somebody picks."""

    name: str
    label: str
    texts: list[tuple[Mergeable, str]]
    taken: int

    @property
    def differs(self) -> bool:
        return len({text for _, text in self.texts}) > 1


def fields_of(record: Mergeable) -> dict[str, str]:
    """Columns and their labels."""
    return CLIENT_FIELDS if isinstance(record, Client) else PERSON_FIELDS


def choices(records: Sequence[Mergeable]) -> list[Choice]:
    """The fields of `records`, the one that stays first."""
    return [
        Choice(name, label, [(each, _text(each, name)) for each in records], taken(records, name))
        for name, label in fields_of(records[0]).items()
    ]


def taken(records: Sequence[Mergeable], name: str) -> int:
    """The id of the record whose value is taken: the first one that has any."""
    return next((each.pk for each in records if getattr(each, name) not in ("", None)), records[0].pk)


def picked_values(records: Sequence[Mergeable], picks: Mapping[str, int]) -> dict[str, Any]:
    """The values of the merged record. A pick that names none of `records` is as none."""
    by_id = {each.pk: each for each in records}
    return {
        name: getattr(by_id.get(picks.get(name, 0)) or by_id[taken(records, name)], name)
        for name in fields_of(records[0])
    }


def _text(record: Mergeable, name: str) -> str:
    if name == "owner_id":
        assert isinstance(record, Client)
        return record.owner.name if record.owner else ""
    if name == "tier":
        assert isinstance(record, Client)
        return record.get_tier_display() if record.tier else ""
    value = getattr(record, name)
    return "" if value is None else str(value)
