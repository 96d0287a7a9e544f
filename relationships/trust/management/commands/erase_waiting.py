"""`manage.py erase_waiting`: carry out now the erasures that were asked for; a job does so every minute."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from relationships.trust.erasure_actions import erase_again, erase_waiting


class Command(BaseCommand):
    help = "Erase whoever asked to be, and whoever a restored backup brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        done = erase_waiting() + erase_again()
        self.stdout.write(json.dumps({"erased": done}) if options["json"] else f"{done} erased.")
