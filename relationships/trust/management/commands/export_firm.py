"""`manage.py export_firm DIR_OR_ZIP`: everything of the firm as files, for whoever runs the server."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from relationships.trust.audit_actions import Noted, note
from relationships.trust.firm_export import Place, export_firm
from relationships.trust.firm_export_store import Directory, archive_at


class Command(BaseCommand):
    """Exit status: 0 written, 2 nothing was written."""

    help = "Write everything of the firm, restricted clients too, as CSV files. See docs/export-format.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="DIR_OR_ZIP", type=Path, help="a new .zip file, or a new or empty directory"
        )
        parser.add_argument("--json", action="store_true", help="print the manifest on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["target"]
        try:
            with _place(target) as place:
                manifest = export_firm(place, user=None, made_at=timezone.now())
        except OSError as problem:
            raise CommandError(f"{target} can't be written: {problem.strerror or problem}", returncode=2) from None
        note(Noted("export", None, "export_firm", details={"format": target.suffix, "by": []}))
        if options["json"]:
            self.stdout.write(json.dumps(manifest))
            return
        for each in manifest["import"]:
            self.stdout.write(f"{each['rows']:>12,}  {each['file']}")
        rows = sum(each["rows"] for each in manifest["tables"])
        self.stdout.write(f"{rows:>12,}  in {len(manifest['tables'])} files of tables/")


@contextmanager
def _place(target: Path) -> Iterator[Place]:
    if target.suffix == ".zip":
        if target.exists():
            raise CommandError(f"{target} is there already. Name a new file.", returncode=2)
        with archive_at(target) as archive:
            yield archive
        return
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise CommandError(f"{target} is there already and not an empty directory. Name a new one.", returncode=2)
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    yield Directory(target)
