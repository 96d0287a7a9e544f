"""Bringing text in as a file, as a person would."""

from __future__ import annotations

import os
import random
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from relationships.engagements.models import LedgerEntry
from relationships.imports.actions import import_file
from relationships.imports.report import ImportReport

REAL_DATA = Path(os.environ.get("REAL_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")

HEADERS = {
    "colleagues": "name,email,role,office,practice,joined_on,left_on",
    "clients": "name,external_id,group,industry,tier,expected_interval_days,owner,website",
    "people": "name,email,client,external_id,phone,title,seniority,started_on,ended_on",
    "alumni": "name,email,employer,employer_title,consent,consent_on,joined_on,left_on,office,practice,title",
    "engagements": "client,name,external_id,practice,partner,opened_on,closed_on,source,one_off",
    "ledger": "client,booked_on,amount,external_id,document,group,engagement,practice,partner,kind,currency,one_off",
    "interactions": "client,occurred_at,kind,colleagues,people,direction,duration_minutes,summary,sentiment,process",
}


def bring(kind: str, text: str | bytes, **options: Any) -> ImportReport:
    """Import `text` as a file of `kind`; the counts always add up."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        report = import_file(kind=kind, path=file, **options)
    assert report.created + report.updated + report.unchanged + report.rejected == report.read
    return report


def counts(report: ImportReport) -> dict[str, int]:
    """The counts that are not zero."""
    names = ("read", "created", "updated", "unchanged", "rejected", "rounded")
    return {name: getattr(report, name) for name in names if getattr(report, name)}


def reasons(report: ImportReport) -> list[tuple[int, str, str]]:
    """Line, column and value of every error."""
    return [(error.line, error.column, error.value) for error in report.errors]


def shuffled(text: str, seed: int) -> str:
    """The same file with its rows in another order."""
    header, *rows = text.strip().splitlines()
    random.Random(seed).shuffle(rows)
    return "\n".join((header, *rows)) + "\n"


def entries() -> list[tuple[str, str, str, str, Decimal]]:
    """External id, client, day, kind and amount of every ledger entry."""
    found = LedgerEntry.objects.unscoped(reason="a test looks at everything").order_by("external_id")
    return [
        (each.external_id, each.client.name, each.booked_on.isoformat(), each.kind, each.amount)
        for each in found.select_related("client")
    ]
