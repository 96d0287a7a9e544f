"""A register renames a third of its clients from one year to the next: the share falls, the warning says so, merging brings it back."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from decimal import Decimal
from zlib import crc32

import pytest
from django.db.models import Q

from relationships.clients.look_alike_actions import find_look_alikes
from relationships.clients.models import Client, GroupEdge, LookAlike
from relationships.foundation.periods import fiscal_year
from relationships.merging.actions import merge_clients
from relationships.merging.models import Merge
from relationships.merging.refusals import CannotMerge
from relationships.merging.undo_actions import undo_merge
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_look_alikes import pairs_as_kept, share_if_same
from relationships.scoring.repeat_queries import figures_now
from relationships.scoring.repeat_question import Question
from tests.imports.bringing import bring
from tests.scoring.test_repeat_properties import TODAY
from tests.scoring.test_repeat_real import REAL, register

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not REAL.exists(), reason=f"the real registers are not at {REAL} (REAL_DATA)"),
]
SHORT = {
    "association": "Assn.",
    "company": "Co.",
    "corporation": "Corp.",
    "incorporated": "Inc.",
    "international": "Intl.",
    "national": "Natl.",
    "manufacturing": "Mfg.",
    "services": "Svcs.",
    "department": "Dept.",
    "university": "Univ.",
    "and": "&",
}
LONG = {short.lower().rstrip("."): long for long, short in SHORT.items()}
RENAMED_FROM = 2013


def as_another_register_writes(name: str) -> str:
    """Abbreviations spelled out and long words abbreviated; a name without any is in capitals, with its legal form."""
    words = [LONG.get(word.lower().rstrip(".,"), SHORT.get(word.lower(), word)) for word in name.split()]
    written = " ".join(words)
    return written if written.casefold() != name.casefold() else f"{re.sub(',', '', name).upper()}, INC."


def lines(*, renamed: bool, before: bool) -> str:
    """The register as a file, up to the year of the renaming or from it on."""
    rows = ["client,booked_on,amount,external_id"]
    for entry in register("iowa_2010_2014"):
        name = entry.client.split(" | ", 1)[1]
        if (entry.booked_on.year < RENAMED_FROM) != before:
            continue
        if renamed and crc32(name.encode()) % 3 == 0:
            name = as_another_register_writes(name)
        quoted = name.replace('"', '""')
        rows.append(f'"{quoted}",{entry.booked_on},{entry.amount},{entry.external_id}')
    return "\n".join(rows) + "\n"


def share() -> tuple[Decimal, Question]:
    asked = Question(Policy(), (fiscal_year(RENAMED_FROM),), TODAY + timedelta(900))
    return figures_now(asked)[0].share, asked


def test_the_share_comes_back() -> None:
    bring("ledger", lines(renamed=False, before=True), source="iowa")
    bring("ledger", lines(renamed=False, before=False), source="iowa")
    whole, _ = share()
    bring("ledger", lines(renamed=True, before=False), source="iowa")
    fallen, asked = share()
    began = time.monotonic()
    while find_look_alikes(seconds=60):
        pass
    took = time.monotonic() - began
    promised = share_if_same(figures_now(asked)[0], pairs_as_kept(asked).pairs)
    merged, refused = merge_all()
    back, _ = share()
    again = bring("ledger", lines(renamed=True, before=False), source="iowa")
    print(f"{whole=:.4f} {fallen=:.4f} {promised=:.4f} {back=:.4f} {merged=} {refused=} {took=:.1f} s")
    assert fallen < whole - Decimal("0.15")
    assert back >= whole - Decimal("0.01")
    assert again.created == again.updated == 0
    for merge in Merge.objects.unscoped(reason="test").order_by("-pk"):
        undo_merge(merge=merge, by=None)
    assert share()[0] == fallen
    assert not GroupEdge.objects.exists()


def merge_all() -> tuple[int, int]:
    """Every pair that the queue shows, as somebody would go through it."""
    merged = refused = 0
    everything = Client.objects.unscoped(reason="test")
    pairs = LookAlike.objects.filter(Q(reason="name") | Q(likeness__gte=0.8)).order_by("-likeness", "pk")
    for one, other in list(pairs.values_list("one_id", "other_id")):
        keeper, absorbed = (everything.get(pk=pk) for pk in (one, other))
        keeper = keeper.merged_into or keeper
        if absorbed.merged_into_id or keeper.pk == absorbed.pk:
            continue
        try:
            merge_clients(keeper=keeper, absorbed=[absorbed], by=None)
            merged += 1
        except CannotMerge:
            refused += 1
    return merged, refused
