"""`manage.py make_demo`: the invented firm Calder Voss, to try things on."""

from __future__ import annotations

import time
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from relationships.imports.demo import DemoRefused, make_demo, sign_ins


class Command(BaseCommand):
    help = "Make the demo firm in an empty database. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        say = self.stderr.write if options["verbosity"] > 1 else lambda line: None
        try:
            made = make_demo(say=say)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        if made:
            # So that the first page shows scores; a worker would do the same within a minute.
            call_command("recompute", stale=True, json=False, stdout=StringIO())
            self.stdout.write(f"The demo firm is made ({time.monotonic() - started:.0f} s).")
        else:
            self.stdout.write("The demo firm is there already.")
        if options["verbosity"] > 1:
            for role, email, password in sign_ins():
                self.stdout.write(f"{role:16} {email}  {password}")
