"""What `make run` says when everything is up: as whom to sign in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    help = "Print one sign-in per role of the demo firm."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sign_ins():
            self.stdout.write(f"  {line}")
        self.stdout.write("\nCtrl-C stops everything; the data stays.")


def sign_ins() -> list[str]:
    try:
        found = import_string("relationships.imports.demo.sign_ins")()
    except ImportError:
        return []
    return [str(each) for each in found]
