"""`manage.py restore BACKUP`: bring a backup back beside the present database, check it, and say how to go on."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.backups.restoring import drop, restore, take_its_place
from crm.services.errors import ServiceError


class Command(BaseCommand):
    help = "Restore a backup into a database of its own and compare every table. The present database is not touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="a directory that `backup` made")
        then = parser.add_mutually_exclusive_group()
        then.add_argument("--check", action="store_true", help="drop the copy again: a drill")
        then.add_argument(
            "--replace",
            action="store_true",
            help="put the copy in the present database's place, which is kept under another name",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            answer = self._restore(options["backup"].absolute(), check=options["check"], replace=options["replace"])
        except ServiceError as problem:
            raise CommandError(str(problem)) from problem
        answer["seconds"] = round(time.monotonic() - started, 1)
        self.stdout.write(json.dumps(answer) if options["json"] else self._words(answer))

    def _restore(self, backup: Path, *, check: bool, replace: bool) -> dict[str, Any]:
        copy = restore(backup)
        if check:
            drop(copy)
            return {"restored": True, "database": None, "aside": None}
        aside = take_its_place(copy, backup) if replace else None
        return {"restored": True, "database": None if replace else copy, "aside": aside}

    def _words(self, answer: dict[str, Any]) -> str:
        said = f"Restored and compared, table by table ({answer['seconds']} s)."
        if answer["aside"]:
            return f"{said} It is the database now; the former one is kept as {answer['aside']}."
        return (
            f"{said} It is in the database {answer['database']}."
            if answer["database"]
            else f"{said} The copy is gone again."
        )
