"""Two worlds that differ only in amounts look the same, byte by byte, to everybody whose role sees no fees.

Each client's amounts are multiplied by a number of its own, so that every sum, rank and order is another one while what
health reads of the money (how it goes up and down) stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator

import pgtrigger
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Firm, User
from relationships.engagements.models import LedgerEntry
from relationships.scoring.health_actions import recompute_due
from relationships.scoring.marks import mark_all
from tests.access.crawl import VARIANTS, Answer, Request, look, records_of, requests_for
from tests.access.matrix import PAGES
from tests.access.test_twin_worlds import differences, public_ids
from tests.access.twins import Twins, world_a

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

OTHER_AMOUNTS = """
UPDATE engagements_ledgerentry e SET amount = amount * f.factor, base_amount = base_amount * f.factor
FROM unnest(%s::bigint[], %s::numeric[]) AS f (client_id, factor) WHERE e.client_id = f.client_id
"""
LISTS = ("client_list", "engagement_list", "export_clients", "export_engagements", "client_work", "client_engagements")


@pytest.fixture(scope="module")
def twins(one_transaction: None) -> Iterator[Twins]:
    with time_machine.travel(timezone.now(), tick=False):
        yield world_a()


def asked(twins: Twins, letter: str) -> list[Request]:
    """Every page, and of lists every order, filter, column and file."""
    found = [each for each in requests_for(twins, letter) if each.address != reverse("session_list")]
    for page in PAGES:
        if page.name in LISTS:
            places = [reverse(page.name, kwargs=kwargs) for kwargs in records_of(page, twins)]
            found += [Request(place + query) for place in places for query in VARIANTS.get(page.name, ())]
    return found


def score_anew() -> None:
    mark_all()
    recompute_due(seconds=60)
    cache.clear()


def both(twins: Twins, user: User, letter: str) -> tuple[dict[Request, Answer], dict[Request, Answer]]:
    """What `user` sees, and what they would see if everybody's fees were others."""
    wanted, ids = asked(twins, letter), public_ids()
    score_anew()
    before = look(user, wanted, ids)
    with transaction.atomic():
        factors = [(10 - n) ** 4 for n in range(len(twins.clients))]
        with pgtrigger.ignore("engagements.LedgerEntry:update_update"), connection.cursor() as cursor:
            cursor.execute(OTHER_AMOUNTS, [[each.pk for each in twins.clients], factors])
        score_anew()
        after = look(user, wanted, ids)
        transaction.set_rollback(True)
    return before, after


@pytest.mark.parametrize("letter", "AL")
def test_a_role_without_fees_can_not_tell_the_amounts(letter: str, twins: Twins) -> None:
    before, after = both(twins, twins.users[letter], letter)
    assert differences(before, after) == []


def test_an_account_manager_whose_firm_withholds_fees_can_not_tell_them_either(twins: Twins) -> None:
    with transaction.atomic():
        Firm.objects.update(fees_seen_by=Firm.FeesSeenBy.PARTNERS)
        before, after = both(twins, twins.users["M"], "M")
        transaction.set_rollback(True)
    # Shares and ratios are theirs to see (SEE_REPEAT_BUSINESS), amounts are not.
    beside = {request: answer for request, answer in before.items() if not request.address.startswith("/repeat/")}
    assert differences(beside, after) == []


def test_a_partner_sees_the_difference(twins: Twins) -> None:
    """Else the test is blind."""
    assert LedgerEntry.objects.unscoped(reason="Counts.").exists()
    before, after = both(twins, twins.users["P"], "A")
    told = {request.address.split("?")[0].split("/")[1] for request in before if before[request] != after[request]}
    assert {"clients", "engagements", "repeat", "portfolio"} <= told
