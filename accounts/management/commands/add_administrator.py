"""`manage.py add_administrator EMAIL --name NAME`: the first colleague of a new installation, or a way back in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts.admin_actions import add_colleague
from accounts.invitations import link_days, sign_in_link
from accounts.models import User
from accounts.policy import Role
from accounts.text import TextError, clean_text


class Command(BaseCommand):
    help = (
        "Add an administrator, and print the link with which they choose a password. For one who is there: a new link."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", help="as colleagues will read it; needed for somebody new")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=self._address(options["email"])).first()
        if user is None:
            user = self._added(options["email"], options["name"])
        elif user.role != Role.ADMINISTRATOR.value or not user.is_active:
            raise CommandError(
                f"{user.name} is there, but is no administrator with an open account. Use another address."
            )
        self.stdout.write(
            f"{user.name} chooses a password here, once, within {link_days()} days:\n{sign_in_link(user)}"
        )

    def _address(self, typed: str) -> str:
        try:
            validate_email(typed)
        except ValidationError as problem:
            raise CommandError(f"{typed} is no e-mail address.") from problem
        return typed.strip().lower()

    def _added(self, email: str, name: str | None) -> User:
        try:
            cleaned = clean_text(name or "", max_length=200)
        except TextError as problem:
            raise CommandError(f"--name: {problem}") from problem
        if not cleaned:
            raise CommandError("Say who it is: --name 'Gerd Achleitner'.")
        return add_colleague(email=self._address(email), name=cleaned, role=Role.ADMINISTRATOR.value)
