"""The demo firm: made once, into an empty database, and never beside somebody's own clients."""

from __future__ import annotations

from datetime import date

import pghistory
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from relationships.clients.models import Client
from relationships.clients.signals import facts_changed
from relationships.imports.demo_firm import cast
from relationships.imports.demo_firm.build import Say, build
from relationships.imports.demo_firm.size import DEMO, FirmSize
from relationships.imports.demo_firm.walls import build_walls

SOURCE = "demo"
SEED = 1
ZONE = "Europe/Zurich"
PASSWORD = "hospitality-not-service"  # noqa: S105 - printed on the terminal, local mode only


class DemoRefused(Exception):
    """The demo firm can't be made here; the message says why."""


def sign_ins() -> list[tuple[str, str, str]]:
    """Role, e-mail address and password of one demo colleague per role; empty outside local mode."""
    if not _is_local():
        return []
    demo = set(User.objects.filter(source=SOURCE, is_active=True).values_list("email", flat=True))
    named = [(each.role, cast.address(each.name)) for each in cast.NAMED if each.signs_in]
    return [(role, email, PASSWORD) for role, email in named if email in demo]


def make_demo(*, today: date | None = None, size: FirmSize = DEMO, say: Say = lambda line: None) -> bool:
    """Make the demo firm; False when it is there already. Killed half-way, it leaves nothing.

    Raises `DemoRefused` in production mode and where clients exist that are not the demo's.
    """
    return make_firm(today=today, size=size, seed=SEED, say=say)


@transaction.atomic
def make_firm(*, size: FirmSize, seed: int, today: date | None = None, say: Say = lambda line: None) -> bool:
    """The same firm at any size and from any seed; see `make_demo`."""
    if not _is_local():
        raise DemoRefused("Invented people with known passwords belong on no production server (CRM_MODE=production).")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('perennial demo'))")
    clients = Client.objects.unscoped(reason="Looks whether any client is not the demo's.")
    if clients.exclude(source=SOURCE).exists():
        raise DemoRefused("This database holds clients of its own. The demo firm goes only into an empty one.")
    if clients.exists():
        return False
    with pghistory.context(job="make_demo"):
        client_ids = build(size=size, seed=seed, today=today or timezone.localdate(), source=SOURCE, zone=ZONE, say=say)
        build_walls()
        _let_in()
        facts_changed.send(sender=make_firm, client_ids=client_ids)
    return True


def _let_in() -> None:
    emails = [cast.address(each.name) for each in cast.NAMED if each.signs_in]
    for user in User.objects.filter(source=SOURCE, email__in=emails):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def _is_local() -> bool:
    return bool(settings.CRM_MODE == "local")
