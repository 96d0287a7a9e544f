"""What people brought is credited in shares that never exceed the whole of an entry, and sums are as stated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.foundation.firm_day import firm_day
from relationships.foundation.periods import fiscal_year
from relationships.network import value_actions
from relationships.network.models import Contribution, SoftCredit
from relationships.network.value_actions import TooMuchCredit
from relationships.scoring.alumni_value import alumni_value
from relationships.scoring.repeat_business import Policy
from relationships.scoring.repeat_drill import Reading
from tests import factories as make
from tests.cast import SignIn
from tests.examples import examples

pytestmark = pytest.mark.django_db
READING = Reading(None, Policy(), fiscal_year(2025), today=date(2026, 11, 22))
Entries = list[tuple[int, str, int, bool]]


@pytest.fixture
def work(novagen) -> Engagement:
    """Two fees and a credit of 2025 for a client who came in 2023; a fee of 2026."""
    work = make.EngagementFactory(client=novagen)
    make.LedgerEntryFactory(client=novagen, booked_on=date(2023, 5, 1))
    for day, amount, kind in (
        (date(2025, 2, 1), 1000, "fee"),
        (date(2025, 3, 1), 500, "fee"),
        (date(2025, 4, 1), -100, "credit"),
        (date(2026, 1, 1), 700, "fee"),
        (date(2025, 2, 1), 90, "tax"),
    ):
        entry = {"booked_on": day, "amount": Decimal(amount), "kind": kind}
        make.LedgerEntryFactory(client=novagen, engagement=work, **entry)
    return work


def credit(by: User, work: Engagement, share: str, kind: str = "referral") -> Contribution:
    fields = {"kind": kind, "happened_on": date(2025, 1, 5), "text": "Told them of us."}
    person = make.AlumnusFactory().person
    return value_actions.add_contribution(
        by=by, person=person, engagement=work, client=work.client, share=Decimal(share), **fields
    )


def test_fees_are_credited_in_shares(work: Engagement, partner: User) -> None:
    credit(partner, work, "0.4")
    credit(partner, work, "0.25", kind="talk")
    found = alumni_value(READING)
    assert [row.credited for row in found.rows] == [Decimal(560), Decimal(350)]
    assert (found.credited, found.repeat) == (Decimal(910), Decimal(910))
    assert found.share_of_repeat == Decimal(910) / found.figures.repeat
    assert found.figures.repeat == Decimal(1400)


def test_new_business_is_credited_and_no_repeat_business(partner: User) -> None:
    entry = make.LedgerEntryFactory(booked_on=date(2025, 2, 1), engagement=make.EngagementFactory())
    Engagement.objects.unscoped(reason="test").filter(pk=entry.engagement_id).update(client=entry.client_id)
    credit(partner, Engagement.objects.unscoped(reason="test").get(pk=entry.engagement_id), "1")
    found = alumni_value(READING)
    assert (found.credited, found.repeat) == (Decimal(100), Decimal(0))


def test_nobody_is_credited_with_more_than_is_left(work: Engagement, partner: User) -> None:
    credit(partner, work, "0.7")
    with pytest.raises(TooMuchCredit) as refused:
        credit(partner, work, "0.31", kind="reference")
    assert refused.value.free == Decimal("0.3")
    credit(partner, work, "0.3")


def test_the_database_itself_refuses_more_than_the_whole(work: Engagement, partner: User) -> None:
    credit(partner, work, "0.7")
    other = make.ContributionFactory()
    entry = LedgerEntry.objects.unscoped(reason="test").filter(engagement=work, kind="fee").first()
    with pytest.raises(IntegrityError, match="More than the whole"), transaction.atomic():
        SoftCredit.objects.create(contribution=other, entry=entry, share=Decimal("0.3001"))
    SoftCredit.objects.create(contribution=other, entry=entry, share=Decimal("0.3"))


def test_what_is_booked_later_is_credited_too_and_what_counts_no_more_is_not(work: Engagement, partner: User) -> None:
    made = credit(partner, work, "0.5")
    later = make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=date(2025, 9, 1))
    value_actions.keep_credits()
    value_actions.keep_credits()
    assert alumni_value(READING).credited == Decimal(750)
    LedgerEntry.objects.unscoped(reason="test").filter(pk=later.pk).update(engagement=None)
    value_actions.keep_credits()
    assert alumni_value(READING).credited == Decimal(700)
    gone = value_actions.archive_contribution(contribution=made, expected_version=made.version)
    assert alumni_value(READING).credited == 0
    value_actions.restore_contribution(contribution=Contribution.objects.unscoped(reason="test").get(pk=gone.pk))
    assert alumni_value(READING).credited == Decimal(700)


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    amounts=st.lists(st.integers(-99_999, 999_999), min_size=1, max_size=5),
    parts=st.lists(st.integers(1, 10_000), min_size=1, max_size=4),
)
def test_credits_sum_as_stated(amounts: list[int], parts: list[int], django_db_blocker) -> None:
    """However it is shared, credits of an entry add up to its amount times the shares given, and never to more."""
    with transaction.atomic():
        by, work = make.UserFactory(), make.EngagementFactory()
        for amount in amounts:
            money = {"amount": Decimal(amount) / 100, "kind": "fee" if amount >= 0 else "credit"}
            make.LedgerEntryFactory(client=work.client, engagement=work, booked_on=date(2025, 3, 1), **money)
        given_shares = Decimal(0)
        for part in parts:
            share = Decimal(part) / 10_000
            try:
                credit(by, work, str(share))
            except TooMuchCredit:
                assert given_shares + share > 1
            else:
                given_shares += share
        found = alumni_value(READING)
        assert given_shares <= 1
        assert found.credited == sum(Decimal(amount) / 100 for amount in amounts) * given_shares
        assert sum(row.credited for row in found.rows) == found.credited
        transaction.set_rollback(True)


def test_page_file_and_command_say_the_same(work: Engagement, partner: User, sign_in: SignIn, capsys) -> None:
    credit(partner, work, "0.4")
    browser, where = sign_in(partner), {"period": "2025"}
    page = browser.get(reverse("alumni_value"), where).content.decode()
    assert "€560.00" in page
    assert "40.0" in page
    file = b"".join(browser.get(reverse("export_alumni_value"), where)).decode()
    assert ",560.00,560.00," in file
    call_command("alumni_value", "--period", "2025")
    assert '"credited": "560.00"' in capsys.readouterr().out


def test_a_form_names_the_work_and_what_is_free(work: Engagement, partner: User, sign_in: SignIn) -> None:
    felix = make.AlumnusFactory().person
    here, browser = reverse("add_contribution", args=[felix.public_id]), sign_in(partner)
    form = {
        "kind": "instruction",
        "happened_on": firm_day().on.isoformat(),
        "text": "Sent them",
        "client": work.client.name,
        "work": "No such work",
        "percent": "60",
    }
    assert "No such work there. There is:" in browser.post(here, form).content.decode()
    assert browser.post(here, {**form, "work": work.name}).status_code == 303
    page = browser.get(reverse("person_value", args=[felix.public_id])).content.decode()
    assert "60.0" in page
    refused = browser.post(here, {**form, "work": work.name, "percent": "50"})
    assert refused.status_code == 422
    assert "Others are credited with the rest: 40 are free." in refused.content.decode()


def test_fees_behind_a_wall_are_in_no_outsiders_figures(work: Engagement, partner: User, outsider: User) -> None:
    credit(partner, work, "1")
    make.WallFactory(client=work.client, insiders=[partner])
    reading = {"policy": Policy(), "period": fiscal_year(2025), "today": date(2026, 11, 22)}
    assert alumni_value(Reading(partner, **reading)).credited == Decimal(1400)
    assert alumni_value(Reading(outsider, **reading)).credited == 0


def test_repeat_business_asks_for_the_sum_after_it_stands(
    work: Engagement, partner: User, outsider: User, sign_in: SignIn
) -> None:
    """The page counts nothing of it; its panel asks for the sum, which knows the reader's walls."""
    where, panel = {"period": "2025"}, {"HX-Request": "true", "HX-Target": "alumni-coming"}
    browser = sign_in(partner)
    page = browser.get(reverse("repeat_business"), where).content.decode()
    assert f'hx-get="{reverse("alumni_value")}?period=2025" hx-trigger="load" hx-target="#alumni-coming"' in page
    assert not browser.get(reverse("alumni_value"), where, headers=panel).content.strip()
    credit(partner, work, "0.4")
    make.WallFactory(client=work.client, insiders=[partner])
    told = browser.get(reverse("alumni_value"), where, headers=panel).content.decode()
    assert "€560" in told
    assert "1 former colleague:" in told
    assert "<main" not in told
    assert not sign_in(outsider).get(reverse("alumni_value"), where, headers=panel).content.strip()
