"""What must hold of every ledger: the SQL agrees with a slow reading by hand, and the definitions' invariants hold."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relationships.foundation.periods import Period, fiscal_year, quarters, year_to_date
from relationships.scoring.repeat_business import Bar, Policy, RepeatBusiness, Segment, ShareReason, Within
from relationships.scoring.repeat_queries import repeat_business, repeat_periods, segment_names
from tests.examples import examples
from tests.scoring.ledger import Edge, Entry, load
from tests.scoring.ledgers import ledgers, ownerships
from tests.scoring.repeat_reference import Read, Reference

TODAY = date(2024, 6, 30)
PERIODS = st.sampled_from(
    [fiscal_year(2024), fiscal_year(2024, 4), fiscal_year(2022), year_to_date(TODAY), quarters(2024)[2]]
)
POLICIES = st.builds(
    Policy,
    lookback=st.sampled_from(["12", "24", "36", "unlimited", "previous-year"]),
    mode=st.sampled_from(["calendar", "rolling"]),
    level=st.sampled_from(["group", "entity"]),
    ownership=st.sampled_from(["reported", "today"]),
    one_offs=st.sampled_from(["included", "apart"]),
    first_engagement=st.sampled_from(["included", "apart"]),
)
many = settings(max_examples=examples(150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


@contextmanager
def ledger(entries: list[Entry], edges: list[Edge]):
    """The ledger, for as long as the block runs."""
    with transaction.atomic():
        load(entries, edges)
        yield
        transaction.set_rollback(True)


def reference(entries: list[Entry], edges: list[Edge], policy: Policy, period: Period) -> Reference:
    last = period.before()
    read = Read(
        start=period.start,
        end=period.end,
        previous_start=last.start,
        previous_end=last.end,
        months=policy.lookback_months,
        mode=policy.mode,
        level=policy.level,
        ownership=policy.ownership,
        one_offs=policy.one_offs,
        first_engagement=policy.first_engagement,
        today=TODAY,
    )
    return Reference(entries, edges, read)


def measure(policy: Policy, period: Period, **more) -> RepeatBusiness:
    return repeat_business(policy=policy, period=period, user=None, today=TODAY, **more)


@many
@given(ledgers(), ownerships(), POLICIES, PERIODS)
def test_the_figures_are_those_of_a_reading_by_hand(entries, edges, policy, period):
    slow = reference(entries, edges, policy, period)
    with ledger(entries, edges):
        found = measure(policy, period, by=Segment.PARTNER)
    assert (found.total, found.repeat) == (slow.total(), slow.repeat())
    assert {bar.value: amount for bar, amount in found.bridge.items()} == slow.bridge()
    before, now = slow.active(slow.previous), slow.active(slow.current)
    assert (found.clients, found.sums.had) == (len(now), len(before))
    assert found.sums.stayed == len(before.keys() & now.keys())
    assert found.sums.base == sum(before.values())
    assert found.sums.kept == sum(slow.net(group, slow.current) for group in before)
    assert found.sums.gross == sum(min(net, max(slow.net(group, slow.current), 0)) for group, net in before.items())
    largest = sorted(now.values(), reverse=True)
    assert (found.sums.top1, found.sums.top10) == (sum(largest[:1]), sum(largest[:10]))
    assert found.sums.squares == sum(net * net for net in now.values())
    assert found.new_revenue == sum(slow.net(group, slow.current) for group in now if slow.bar(group) == "new")
    for row in found.by:
        assert (row.total, row.repeat) == (slow.total(row.key or ""), slow.repeat(row.key or "")), row
    assert (found.share is None) == (slow.total() <= 0 or not slow.any_earlier_fee())


@many
@given(ledgers(), ownerships(), POLICIES, PERIODS)
def test_segments_and_bridges_sum_to_the_firm(entries, edges, policy, period):
    with ledger(entries, edges):
        whole = measure(policy, period, by=Segment.PARTNER)
        parts = [measure(policy, period, within=[Within(Segment.PARTNER, row.id)]) for row in whole.by]
        names = segment_names(Segment.PARTNER, [row.id for row in whole.by])
    assert {row.key for row in whole.by if row.key} == set(names.values())
    assert sum(row.total for row in whole.by) == whole.total
    assert sum(row.repeat for row in whole.by) == whole.repeat
    for one in (whole, *parts):
        steps = sum(amount for bar, amount in one.bridge.items() if bar != Bar.CURRENT)
        assert steps == one.bridge[Bar.CURRENT] == one.total
    for row, part in zip(whole.by, parts, strict=True):
        assert (part.total, part.repeat, part.clients) == (row.total, row.repeat, row.clients)
    if all(entry.amount >= 0 for entry in entries):
        # What is left was lost by partners who booked nothing this period. One with a credit alone has less than nothing
        # to lose.
        assert whole.bridge[Bar.LOST] <= sum(part.bridge[Bar.LOST] for part in parts)


@many
@given(ledgers(signs=False), ownerships(), POLICIES, PERIODS)
def test_without_credits_the_shares_stay_in_their_bounds(entries, edges, policy, period):
    with ledger(entries, edges):
        found = measure(policy, period)
        longer = measure(replace(policy, lookback="unlimited"), period)
    if found.share is not None:
        assert 0 <= found.share <= 1
        assert found.share <= longer.share
        assert found.share_reason is None
    if found.grr is not None:
        assert 0 <= found.grr <= min(Decimal(1), found.nrr)
    if found.concentration.hhi is not None:
        assert 0 < found.concentration.top1 <= found.concentration.top10 <= 1
        assert 1 <= found.concentration.effective_clients <= found.clients


@many
@given(ledgers(), ownerships(), st.sampled_from([fiscal_year(2024), fiscal_year(2023, 4)]))
def test_previous_year_share_and_net_retention_meet(entries, edges, period):
    """RBS(previous year) · ΣR(now) = NRR · ΣR(then), where each group billed last year kept net fees then."""
    policy = Policy(lookback="previous-year")
    slow = reference(entries, edges, policy, period)
    billed = {slow.group[id(fee)] for fee in slow.fees if slow.previous(fee)}
    with ledger(entries, edges):
        found = measure(policy, period)
    if billed == slow.active(slow.previous).keys():
        assert found.repeat == found.sums.kept


@many
@given(ledgers(), ownerships(), POLICIES, PERIODS, st.randoms(use_true_random=False))
def test_the_order_of_import_changes_nothing(entries, edges, policy, period, random):
    with ledger(entries, edges):
        first = measure(policy, period)
    shuffled = entries[:]
    random.shuffle(shuffled)
    with ledger(shuffled, edges[::-1]):
        assert measure(policy, period) == first


@many
@given(ledgers(), ownerships(), POLICIES)
def test_several_periods_at_once_are_the_same_as_one_by_one(entries, edges, policy):
    periods = [fiscal_year(2022), fiscal_year(2024), *quarters(2023), year_to_date(TODAY)]
    with ledger(entries, edges):
        together = repeat_periods(policy=policy, periods=periods, by=Segment.PARTNER, user=None, today=TODAY)
        assert together == [measure(policy, period, by=Segment.PARTNER) for period in periods]


def fee(client: str, day: date, amount: int = 100, **more) -> Entry:
    return Entry(f"{client}{day}{amount}", client, day, Decimal(amount), "fee" if amount >= 0 else "credit", **more)


@pytest.mark.parametrize(
    ("entries", "share", "reason"),
    [
        ([], None, ShareReason.NO_NET_FEES),
        ([fee("Ash", date(2024, 3, 1))], None, ShareReason.NO_EARLIER_FEE),
        ([fee("Ash", date(2023, 3, 1))], None, ShareReason.NO_NET_FEES),
        ([fee("Ash", date(2023, 3, 1)), fee("Ash", date(2024, 3, 1), -1)], None, ShareReason.NO_NET_FEES),
        ([fee("Ash", date(2023, 3, 1)), fee("Birch", date(2024, 3, 1))], Decimal(0), None),
        ([fee("Ash", date(2010, 3, 1)), fee("Ash", date(2024, 3, 1))], Decimal(0), None),
        (
            [fee("Ash", date(2023, 3, 1)), fee("Ash", date(2024, 3, 1), -50), fee("Birch", date(2024, 3, 1))],
            Decimal(-1),
            ShareReason.PUSHED_BY_CREDITS,
        ),
    ],
)
def test_a_share_is_absent_only_without_fees_or_history(entries, share, reason):
    load(entries)
    found = measure(Policy(), fiscal_year(2024))
    assert (found.share, found.share_reason) == (share, reason)


@pytest.mark.parametrize(
    ("first", "lookback", "complete"),
    [
        (date(2021, 1, 1), "36", True),
        (date(2021, 1, 2), "36", False),
        (date(2021, 1, 2), "24", True),
        (date(2024, 5, 1), "unlimited", True),
        (date(2024, 5, 1), "previous-year", False),
    ],
)
def test_history_is_complete_when_the_ledger_reaches_back_as_far_as_the_policy(first, lookback, complete):
    load([fee("Ash", first), fee("Ash", date(2024, 6, 1))])
    assert measure(Policy(lookback=lookback), fiscal_year(2024)).history_complete is complete


@pytest.mark.parametrize(
    ("earlier", "later", "repeat"),
    [
        (date(2023, 3, 31), date(2024, 3, 31), 100),
        (date(2023, 3, 30), date(2024, 3, 31), 0),
        (date(2023, 2, 28), date(2024, 2, 29), 100),
        (date(2024, 3, 30), date(2024, 3, 31), 100),
    ],
)
def test_the_rolling_reading_looks_back_from_each_booking(earlier, later, repeat):
    load([fee("Ash", earlier), fee("Ash", later)])
    assert measure(Policy(mode="rolling", lookback="12"), fiscal_year(2024)).repeat == repeat


def test_the_rolling_reading_does_not_count_the_same_day():
    load([fee("Ash", date(2024, 3, 31), 1), fee("Ash", date(2024, 3, 31), 2), fee("Birch", date(2023, 1, 1))])
    assert measure(Policy(mode="rolling"), fiscal_year(2024)).repeat == 0
