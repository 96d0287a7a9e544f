"""Building the invented firm: one transaction, a few dozen statements, no row at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import User
from relationships.clients.actions import rebuild_group_spans
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.imports.demo_firm import cast, staff
from relationships.imports.demo_firm.alumni_sql import ALUMNI_STEPS
from relationships.imports.demo_firm.bulk_mode import bulk_mode
from relationships.imports.demo_firm.capture_sql import CAPTURE_STEPS
from relationships.imports.demo_firm.clients_sql import CHARACTER_STEPS, CLIENT_STEPS
from relationships.imports.demo_firm.host_sql import HOST_STEPS
from relationships.imports.demo_firm.keys import reserve
from relationships.imports.demo_firm.ledger_sql import LEDGER_STEPS
from relationships.imports.demo_firm.names_sql import FUNCTIONS
from relationships.imports.demo_firm.parameters import parameters
from relationships.imports.demo_firm.people_sql import PEOPLE_STEPS
from relationships.imports.demo_firm.promises_sql import PROMISE_STEPS
from relationships.imports.demo_firm.size import FirmSize
from relationships.imports.demo_firm.touches_sql import TOUCH_STEPS
from relationships.imports.demo_firm.value_sql import VALUE_STEPS
from relationships.interactions.models import Interaction, TouchClient, TouchColleague, TouchPerson
from relationships.network.value_actions import keep_credits

Say = Callable[[str], None]
# Above this many rows, events of the generated rows' creation would only double the tables.
HISTORY_UP_TO = 1_000_000
FILLED = [Client, Person, Engagement, LedgerEntry, Interaction, TouchClient, TouchPerson, TouchColleague]

COLLEAGUES = """
CREATE TEMP TABLE gen_colleague ON COMMIT DROP AS
SELECT u.id, u.name, u.role, u.is_active AS active, array_position(%(practices)s::bigint[], u.practice_id) - 1 AS practice
FROM accounts_user u WHERE u.id = ANY(%(colleagues)s)
"""


def build(*, size: FirmSize, seed: int, today: date, source: str, zone: str, say: Say) -> list[int]:
    """Insert the whole firm and answer its client ids. Call in a transaction."""
    firm = staff.make_firm_row(zone=zone)
    offices, practices = staff.make_places()
    colleagues = staff.make_colleagues(
        count=size.colleagues, seed=seed, today=today, offices=offices, practices=practices, source=source
    )
    values = parameters(size=size, seed=seed, today=today, zone=zone, source=source, currency=firm.base_currency)
    values |= _people_of_the_firm(colleagues, offices, practices) | _keys(size)
    steps = {
        "clients": [*FUNCTIONS, COLLEAGUES, *CHARACTER_STEPS, *CLIENT_STEPS],
        "people": PEOPLE_STEPS,
        "alumni": ALUMNI_STEPS,
        "ledger": LEDGER_STEPS,
        "touchpoints": TOUCH_STEPS,
        "promises": PROMISE_STEPS,
        "guest book": HOST_STEPS,
        "value ledger": VALUE_STEPS,
        "mail and calendars": CAPTURE_STEPS,
    }
    started = time.monotonic()
    with bulk_mode(*FILLED, keep_history=size.interactions <= HISTORY_UP_TO):
        for label, statements in steps.items():
            run(statements, values)
            say(f"{label}: {time.monotonic() - started:.1f} s")
    rebuild_group_spans()
    keep_credits()
    say(f"indexes and keys: {time.monotonic() - started:.1f} s")
    return list(range(values["client_base"] + 1, values["client_base"] + size.clients + 1))


def run(statements: Iterable[str], values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
            # A new temporary table has no statistics, and joins over it would be planned blindly.
            if "CREATE TEMP TABLE" in statement:
                cursor.execute(f"ANALYZE {statement.split()[3]}")


def _people_of_the_firm(colleagues: list[User], offices: list[Any], practices: list[Any]) -> dict[str, Any]:
    active = [each for each in colleagues if each.is_active]
    # Stories say who looks after a client; the cast's administrators and assistants never do.
    managers = [each.pk for each in active if each.role == "account_manager"]
    return {
        "colleagues": [each.pk for each in colleagues],
        "managers": managers,
        "pool": [each.pk for each in active if each.role in ("account_manager", "partner")],
        "offices": [each.pk for each in offices],
        "practices": [each.pk for each in practices],
        "firm_name": cast.FIRM,
    }


def _keys(size: FirmSize) -> dict[str, int]:
    return {
        "client_base": reserve(Client, size.clients),
        "person_base": reserve(Person, max(size.people, size.clients) + size.clients),
        "engagement_base": reserve(Engagement, size.clients * 10),
        "entry_base": reserve(LedgerEntry, round(size.ledger * 1.2) + 1000),
        "touch_base": reserve(Interaction, size.interactions + 1000),
    }
