"""`manage.py backup DIRECTORY`: the whole database and all uploads, safe to run while people work."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm.backups.making import DUMP, make_backup
from crm.environment import var_dir
from crm.services.errors import ServiceError


class Command(BaseCommand):
    help = "Write a backup. The signing key (SECRET_KEY) is not in it: keep that elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=var_dir() / "backups", help="%(default)s")
        parser.add_argument("--keep", type=_count, metavar="N", help="then remove all but the newest N backups there")
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            made = make_backup(options["directory"].absolute(), keep=options["keep"])
        except ServiceError as problem:
            raise CommandError(str(problem)) from problem
        size, seconds = (made / DUMP).stat().st_size, round(time.monotonic() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps({"backup": str(made), "bytes": size, "seconds": seconds}))
        else:
            self.stdout.write(f"{made} ({size / 1_000_000:,.1f} MB, {seconds} s)")


def _count(typed: str) -> int:
    if not typed.isdigit() or int(typed) < 1:
        raise ArgumentTypeError("Keep at least 1.")
    return int(typed)
