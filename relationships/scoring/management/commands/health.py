"""`manage.py health`: relationship health of clients, explained, as of any day."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from relationships.clients.models import Client
from relationships.foundation.firm_day import firm_day
from relationships.scoring.health_policy import policy_of
from relationships.scoring.health_report import document, reports


class Command(BaseCommand):
    """Computed from the facts known by the end of the day, under that day's policy; nothing is stored."""

    help = "Relationship health of clients: score, grade, and the parts that add up to it. See docs/health.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--client", metavar="NAME", help="exact name, alias or public id")
        which.add_argument("--all", action="store_true", help="every client (the default)")
        parser.add_argument("--as-of", type=_day, metavar="DATE", help="YYYY-MM-DD (default: today)")
        parser.add_argument("--json", action="store_true", help="print one JSON document on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        day = firm_day(options["as_of"])
        policy = policy_of(day)
        clients = _clients(options["client"])
        if options["json"]:
            for piece in document(day, clients, policy):
                self.stdout.write(piece, ending="")
            return
        self.stdout.write(f"Health as of {day.on}, policy version {policy.version}")
        for each in reports(day, clients, policy):
            score = "no grade" if each["score"] is None else f"{each['score']:5.1f} {each['grade']}"
            self.stdout.write(f"{score:>8}  {each['client']}")
            if options["client"]:
                for part in each["measures"]:
                    self.stdout.write(f"          {part['points']:5.1f}  {part['key']}: {part['evidence']}")


def _clients(name: str | None) -> list[Client]:
    clients = Client.objects.unscoped(reason="The command shows the whole firm to whoever runs the server.").current()
    if name is not None:
        clients = clients.filter(Q(name=name) | Q(public_id=name) | Q(aliases__name=name)).distinct()
    found = list(clients.only("id", "name").order_by("name_search", "id"))
    if name is not None and not found:
        raise CommandError(
            f"No client is named {name!r}. Give the exact name, an alias or the public id.", returncode=2
        )
    return found


def _day(text: str) -> date:
    found = date.fromisoformat(text)
    if not 1900 <= found.year <= 2100:
        raise ValueError(text)
    return found
