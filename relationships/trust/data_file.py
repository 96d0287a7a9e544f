"""Everything about somebody as one file: readable pages, tables for a spreadsheet, and JSON for a program."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string

from relationships.foundation.csv_export import csv_lines
from relationships.trust.their_data import Section

EARLIER = ("When", "What happened")


def data_file(name: str, sections: Sequence[Section], *, made_at: datetime, firm: str) -> bytes:
    """A zip: `index.html`, `data.json`, and a CSV for each kind of record."""
    page = render_to_string(
        "trust/data_file.html", {"name": name, "sections": sections, "made_at": made_at, "firm": firm}
    )
    document = {
        "about": name,
        "held_by": firm,
        "made_at": made_at.isoformat(timespec="seconds"),
        "records": {
            section.name: {
                "now": [dict(zip(section.columns, row, strict=True)) for row in section.rows],
                "earlier": [dict(zip([*EARLIER, *section.columns], row, strict=True)) for row in section.earlier],
            }
            for section in sections
        },
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=1))
        for section in sections:
            plain = section.name.lower().replace(" ", "-")
            archive.writestr(f"{plain}.csv", "".join(csv_lines(section.columns, section.rows)))
            if section.earlier:
                archive.writestr(
                    f"{plain}-earlier.csv", "".join(csv_lines([*EARLIER, *section.columns], section.earlier))
                )
    return file.getvalue()
