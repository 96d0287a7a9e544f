"""`manage.py import_firm ARCHIVE`: what `export_firm` wrote, into an empty firm."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.trust.audit_actions import Noted, note
from relationships.trust.firm_import import FirmReport, import_firm
from relationships.trust.firm_import_files import FirmImportRefused, parcel_at


class Command(BaseCommand):
    """Exit status: 0 brought in, 2 nothing was."""

    help = "Bring everything that export_firm wrote into a new, empty installation. See docs/export-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", metavar="DIR_OR_ZIP", type=Path, help="what export_firm wrote")
        parser.add_argument("--json", action="store_true", help="print the report on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with parcel_at(options["archive"]) as parcel:
                report = import_firm(parcel)
        except FirmImportRefused as problem:
            raise CommandError(f"{problem} Nothing was written.", returncode=2) from None
        rows = sum(each.added + each.met for each in report.tables)
        note(Noted("change", None, "import_firm", details={"rows": rows}))
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report)))
        else:
            self._tell(report)

    def _tell(self, report: FirmReport) -> None:
        for each in report.tables:
            if each.rows:
                less = (
                    f", {each.left_out:,} left out: what they belong to is not in the archive" if each.left_out else ""
                )
                self.stdout.write(f"{each.added + each.met:>12,}  {each.model}{less}")
        for model, why in report.not_brought.items():
            self.stdout.write(f"{'-':>12}  {model}: {why}")
        self.stdout.write("Figures are worked out by the worker now, or at once by `recompute --stale`.")
