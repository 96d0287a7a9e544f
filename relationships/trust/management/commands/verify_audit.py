"""`manage.py verify_audit`: whether the audit record is what was written, entry by entry."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from relationships.trust.audit_chain import seal, verify


class Command(BaseCommand):
    """Exit status 0: intact, 1: the first broken link, which is named."""

    help = "Seal what is new, then check every link of the audit record. Note the head it prints somewhere else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")
        parser.add_argument("--holds", default="", metavar="HEAD", help="a head noted earlier: it must still be a link")
        parser.add_argument("--no-seal", action="store_true", help="look only")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_seal"]:
            seal(most=10_000_000)
        found = verify(holds=options["holds"].strip().lower())
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json()))
        elif found.broken is None:
            self.stdout.write(
                f"{found.links:,} links hold, {found.unsealed:,} entries wait. Head: {found.head or 'none'}"
            )
        if found.broken is not None:
            at = found.broken
            raise CommandError(f"Link {at.link:,} (entry {at.entry:,}): {at.what}.", returncode=1)
