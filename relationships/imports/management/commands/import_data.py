"""`manage.py import_data KIND FILE.csv`: bring a register in."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from relationships.imports.actions import DEFAULT_SOURCE, import_file
from relationships.imports.problems import ImportRefused
from relationships.imports.registry import DESCRIPTIONS
from relationships.imports.report import ImportReport
from relationships.imports.wall_list_actions import WALLS, import_wall_file

_SHOWN_ERRORS = 20


class Command(BaseCommand):
    """Exit status: 0 ran, 1 refused under --strict, 2 the file can't be imported at all, 3 the database failed."""

    help = (
        "Import a CSV file: colleagues, clients, people, alumni, engagements, the ledger, interactions, or walls."
        " See docs/import-format.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=", ".join([*DESCRIPTIONS, WALLS]))
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--source", default=DEFAULT_SOURCE, help="the system the file comes from (%(default)s)")
        parser.add_argument("--dry-run", action="store_true", help="count what would happen, write nothing")
        parser.add_argument("--strict", action="store_true", help="write nothing when a single row is bad")
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["kind"] == WALLS:
            self._bring_walls(options)
            return
        try:
            report = import_file(
                kind=options["kind"],
                path=options["file"],
                source=options["source"],
                dry_run=options["dry_run"],
                strict=options["strict"],
            )
        except ImportRefused as refusal:
            if options["json"]:
                self._print_refusal(options["kind"], options["source"], str(refusal))
            raise CommandError(str(refusal), returncode=2) from None
        except DatabaseError as problem:
            message = f"The database failed: {problem}".strip()
            raise CommandError(
                f"{message}\nNothing is half-written. Run the same command again.", returncode=3
            ) from None
        if options["json"]:
            for piece in report.as_json():
                self.stdout.write(piece, ending="")
        else:
            self._print(report)
        self._warn(report)
        if report.refused:
            raise CommandError(
                f"Nothing was written: {report.rejected:,} of {report.read:,} rows are bad, and --strict was given.",
                returncode=1,
            )

    def _bring_walls(self, options: dict[str, Any]) -> None:
        """A list of walls goes in as a whole or not at all, so it is always strict."""
        try:
            brought = import_wall_file(options["file"], dry_run=options["dry_run"])
        except ImportRefused as refusal:
            if options["json"]:
                self._print_refusal(WALLS, options["source"], str(refusal))
            raise CommandError(str(refusal), returncode=2) from None
        rejected = len({each.line for each in brought.errors})
        counts = {"read": brought.read, "created": brought.created, "updated": brought.updated}
        counts |= {"unchanged": brought.unchanged, "rejected": rejected, "rounded": 0}
        errors = [each._asdict() for each in brought.errors]
        if options["json"]:
            head = {"kind": WALLS, "source": options["source"], **counts, "errors": errors}
            self.stdout.write(json.dumps(head))
        else:
            said = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number or name == "read")
            self.stdout.write(f"walls: {said}{'' if brought.applied else ' (nothing was written)'}")
            for each in brought.errors[:_SHOWN_ERRORS]:
                self.stdout.write(f"Line {each.line}, {each.column} {each.value!r}: {each.reason}")
        if brought.errors:
            raise CommandError(f"Nothing was written: {rejected:,} of {brought.read:,} rows are bad.", returncode=1)

    def _print(self, report: ImportReport) -> None:
        said = ", ".join(
            f"{getattr(report, name):,} {name}" for name in _COUNTED if getattr(report, name) or name == "read"
        )
        would = "" if report.applied else " (nothing was written)"
        self.stdout.write(f"{report.kind} from {report.source}: {said}{would}")
        for number, error in enumerate(report.errors):
            if number == _SHOWN_ERRORS:
                self.stdout.write(f"… and {len(report.errors) - number:,} more. --json lists all of them.")
                break
            cell = f", {error.column} {error.value!r}" if error.column else f", {error.value!r}"
            self.stdout.write(f"Line {error.line}{cell}: {error.reason}")

    def _warn(self, report: ImportReport) -> None:
        if report.ignored_columns:
            self.stderr.write(f"Columns that are not known and were ignored: {', '.join(report.ignored_columns)}")
        for warning in report.warnings:
            self.stderr.write(warning)

    def _print_refusal(self, kind: str, source: str, reason: str) -> None:
        counts = dict.fromkeys(_COUNTED, 0)
        errors = [{"line": 1, "column": "", "value": "", "reason": reason}]
        self.stdout.write(json.dumps({"kind": kind, "source": source, **counts, "errors": errors}))


_COUNTED = ("read", "created", "updated", "unchanged", "rejected", "rounded")
