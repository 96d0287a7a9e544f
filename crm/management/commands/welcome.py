"""What `make run` says when everything is up: as whom to sign in."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts import first_key
from crm.environment import var_dir
from crm.services.hold import needed
from crm.services.places import places
from crm.supervisor.leftovers import MARK


class Command(BaseCommand):
    help = "Print the key for the first administrator where there is none, or one sign-in per role of the demo firm."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._first_administrator()
        for role, address, password in sign_ins():
            self.stdout.write(f"  {role:<16} {address:<34} {password}")
        if MARK not in os.environ:
            return
        stays = f"the data stays in {places(var_dir()).home}" if "postgres" in needed() else "the data stays"
        self.stdout.write(f"\nCtrl-C stops everything; {stays}.")

    def _first_administrator(self) -> None:
        if not first_key.is_open():
            return
        key = first_key.new_key()
        address = f"{settings.BASE_URL}{reverse('first_administrator')}#{key}"
        self.stdout.write(
            f"Nobody administers this firm yet. Create the first administrator here, once, within {first_key.HOURS} "
            f"hours:\n\n  {address}\n\n  (key: {key})\n"
        )


def sign_ins() -> list[tuple[str, str, str]]:
    """Answer role, address and password of one colleague per role; nothing outside the demo firm."""
    try:
        found: list[tuple[str, str, str]] = import_string("relationships.imports.demo.sign_ins")()
    except ImportError:
        return []
    return found
