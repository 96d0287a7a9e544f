"""`manage.py verify_scores`: compute everything anew from the facts and compare it with what is stored."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.scoring.verification import verify

_SHOWN = 50


class Command(BaseCommand):
    """Exit status 0: equal (marked clients apart), 1: differences, which are printed."""

    help = "Compare stored ties and scores with a full recomputation. Writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = verify()
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        else:
            self.stdout.write(f"{found.checked} clients checked, {found.pending} wait to be recomputed.")
            for each in found.differences[:_SHOWN]:
                self.stdout.write(f"{each.client} {each.what}: stored {each.stored}, computed {each.computed}")
        if found.differences:
            raise CommandError(f"{len(found.differences)} differences.", returncode=1)
