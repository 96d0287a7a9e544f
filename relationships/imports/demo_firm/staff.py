"""The firm itself, its offices and practices, and the colleagues: a named cast and as many more as asked for."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Firm, Office, Practice, User
from relationships.imports.demo_firm import cast, words

SAMPLE = "sample"
RUNS_THE_FIRM = ("administrator", "auditor")
# Of the colleagues without a story.
ROLE_CYCLE = ["account_manager", "account_manager", "partner", "account_manager", "account_manager", "assistant"]


def make_firm_row(*, zone: str) -> Firm:
    """The firm's row, made when nobody has set it up yet."""
    firm = Firm.objects.first()
    if firm is None:
        now = timezone.now()
        firm = Firm.objects.create(name=cast.FIRM, base_currency="EUR", time_zone=zone, set_up_at=now)
    return firm


def make_places() -> tuple[list[Office], list[Practice]]:
    """Offices and practices in the order of the cast; those that exist by name are used."""
    offices = [Office.objects.get_or_create(name=name)[0] for name in cast.OFFICES]
    practices = [Practice.objects.get_or_create(name=name)[0] for name in cast.PRACTICES]
    return offices, practices


def make_colleagues(
    *, count: int, seed: int, today: date, offices: list[Office], practices: list[Practice], source: str
) -> list[User]:
    """`count` colleagues, the named cast among them. None has a usable password yet.

    As sample data they have no address either, so that none can be let in, and run nothing.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    is_sample = source == SAMPLE
    wanted = [each for each in cast.NAMED if not is_sample or each.role not in RUNS_THE_FIRM]
    names = {each.name for each in wanted}
    while len(wanted) < count:
        name = f"{chance.choice(words.GIVEN)} {chance.choice(words.FAMILY)}"
        if name in names:
            continue
        names.add(name)
        k = len(wanted)
        wanted.append(cast.Colleague(name, ROLE_CYCLE[k % 6], chance.randrange(4), chance.randrange(7)))
    people = [_colleague(each, chance, today, offices, practices, source) for each in wanted]
    made = User.objects.bulk_create(people)
    _pair_assistants(made)
    addresses = [EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in made if each.email]
    EmailAddress.objects.bulk_create(addresses)
    return made


def _colleague(
    each: cast.Colleague,
    chance: random.Random,
    today: date,
    offices: list[Office],
    practices: list[Practice],
    source: str,
) -> User:
    joined = today - timedelta(days=chance.randrange(700, 9000))
    fields: dict[str, Any] = {"left_on": today - timedelta(days=chance.randrange(90, 600))} if each.left else {}
    user = User(
        name=each.name,
        email=None if source == SAMPLE else cast.address(each.name),
        role=each.role,
        office=offices[each.office],
        practice=None if each.practice is None else practices[each.practice],
        joined_on=joined,
        is_active=not each.left,
        firm_totals=each.name == cast.MANAGING_PARTNER and source != SAMPLE,
        source=source,
        **fields,
    )
    user.set_unusable_password()
    return user


def _pair_assistants(made: list[User]) -> None:
    # An assistant works for whoever stands before them in the list; Noor, the first, for Maya.
    for previous, user in pairwise(made):
        if user.role == "assistant" and previous.role in ("account_manager", "partner"):
            user.supports = previous
            user.save(update_fields=["supports"])
