"""`manage.py make_firm`: the demo firm at any size, to measure on."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from relationships.imports.demo import DemoRefused, make_firm
from relationships.imports.demo_firm.size import DEMO, FirmSize


class Command(BaseCommand):
    help = "Make an invented firm of a given size in an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--clients", type=int, default=DEMO.clients)
        parser.add_argument("--people", type=int, default=DEMO.people)
        parser.add_argument("--interactions", type=int, default=DEMO.interactions)
        parser.add_argument("--ledger", type=int, default=DEMO.ledger, help="Ledger entries, about.")
        parser.add_argument("--colleagues", type=int, default=DEMO.colleagues)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--scale", type=float, default=1.0, help="Multiplies the four numbers.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            size = FirmSize(
                clients=options["clients"],
                people=options["people"],
                interactions=options["interactions"],
                ledger=options["ledger"],
                colleagues=options["colleagues"],
            ).scaled(options["scale"])
            made = make_firm(size=size, seed=options["seed"], say=self.stderr.write)
        except (DemoRefused, ValueError) as refused:
            raise CommandError(str(refused)) from refused
        if not made:
            raise CommandError("There is an invented firm already. Start from an empty database.")
        self.stdout.write(f"{size} in {time.monotonic() - started:.0f} s.")
