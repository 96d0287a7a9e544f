"""Registers that name work behind a wall of its own: written, told to nobody outside, and taken back again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client as Browser

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement, LedgerEntry
from tests import factories as make
from tests.cast import SignIn
from tests.imports.bringing import bring, counts
from tests.imports.wizard import bring as bring_by_page
from tests.imports.wizard import counts as counts_by_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    settings.IMPORTS_ROOT = tmp_path / "imports"


@pytest.fixture
def secret(partner: User) -> Engagement:
    """Work of a client in sight, which `partner` alone knows of."""
    client = make.ClientFactory(name="Larkhill")
    work = make.EngagementFactory(client=client, name="Project Falcon", source="default", external_id="F-1")
    make.EngagementFactory(client=client, name="Audit")
    make.wall_around(work, partner)
    return work


LEDGER = "client,booked_on,amount,external_id,engagement,kind\nLarkhill,2024-03-01,500,N-1,{},fee\n"


def test_an_invoice_for_it_is_booked_on_it_and_adds_nothing_for_an_outsider(
    secret: Engagement, partner: User, outsider: User
) -> None:
    """What names hidden work goes to other work of that name, as if the hidden one were not there."""
    report = bring("ledger", LEDGER.format("Audit") + "Larkhill,2024-04-01,70,N-2,Project Falcon,fee\n")
    assert counts(report) == {"read": 2, "created": 2}
    total = sum(LedgerEntry.objects.visible_to(outsider).values_list("amount", flat=True), Decimal(0))
    inside = sum(LedgerEntry.objects.visible_to(partner).values_list("amount", flat=True), Decimal(0))
    assert (total, inside) == (Decimal(500), Decimal(570))
    assert LedgerEntry._base_manager.get(external_id="N-2").engagement == secret


def test_a_register_of_work_meets_it_by_its_number(secret: Engagement, outsider: User) -> None:
    text = "client,name,external_id\nLarkhill,Project Falcon,F-1\n"
    assert bring("engagements", text).rejected == 0
    assert Engagement._base_manager.filter(client=secret.client, external_id="F-1").get() == secret
    assert not Engagement.objects.visible_to(outsider).filter(name__contains="Falcon").exists()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("ledger", "client,date,amount,engagement\nLarkhill,2024-01-01,5,{}\n"),
        ("engagements", "client,name,practice\nLarkhill,{},Tax\n"),
        (
            "interactions",
            "client,occurred_at,kind,colleagues,summary\nLarkhill,2024-01-01 10:00,call,Maya Okafor,About {}\n",
        ),
    ],
)
def test_on_the_pages_it_counts_like_work_that_never_was(
    kind: str, text: str, secret: Engagement, administrator: User, account_manager: User, sign_in: SignIn
) -> None:
    browser: Browser = sign_in(administrator)
    make.PracticeFactory(name="Tax")
    told = []
    for name in ("Project Falcon", "Project Nobody"):
        wizard = bring_by_page(browser, text.format(name), kind=kind)
        checked = wizard.check()
        assert secret.public_id not in browser.get(wizard.at("check")).content.decode()
        told.append((counts_by_page(checked), checked["beside"], checked["changed"]))
    assert told[0] == told[1]


def test_an_import_and_its_undo_leave_it_as_it_was(
    secret: Engagement, administrator: User, partner: User, outsider: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    wizard = bring_by_page(
        browser, "client,date,amount,engagement\nLarkhill,2024-01-01,5,Project Falcon\n", kind="ledger"
    )
    wizard.check()
    wizard.run()
    assert LedgerEntry.objects.visible_to(partner).count() == 1
    assert LedgerEntry.objects.visible_to(outsider).count() == 0
    report = browser.get(wizard.at("report")).content.decode()
    assert secret.public_id not in report
    wizard.undo()
    assert not LedgerEntry._base_manager.exists()
    assert Client.objects.visible_to(outsider).filter(name="Larkhill").exists()
    assert Engagement.objects.visible_to(outsider).count() == 1
