"""Work for a client: added, edited, closed, archived and brought back; nothing about walled clients."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from relationships.clients.models import Client
from relationships.engagements.models import Engagement
from relationships.scoring.models import StaleMark
from tests.cast import SignIn
from tests.factories import ClientFactory, EngagementFactory, LedgerEntryFactory, PracticeFactory


@pytest.fixture
def audit(novagen: Client, partner: User) -> Engagement:
    return EngagementFactory(client=novagen, name="Audit 2026", partner=partner, opened_on=date(2026, 1, 5))


def at(name: str, work: Engagement) -> str:
    return reverse(name, args=[work.public_id])


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Audit 2026", "opened_on": "2026-01-05", "version": 1, **changes}


def test_work_is_added_with_everything_about_it(sign_in: SignIn, partner: User, novagen: Client) -> None:
    practice = PracticeFactory(name="Tax")
    sent = typed(practice=practice.public_id, partner=partner.public_id, origin="referral", one_off="on")
    answer = sign_in(partner).post(reverse("add_engagement", args=[novagen.public_id]), sent)
    made = Engagement._base_manager.get(client=novagen)
    assert (answer.status_code, answer["Location"]) == (303, at("engagement_detail", made))
    assert (made.name, made.practice, made.partner, made.origin, made.one_off) == (
        "Audit 2026",
        practice,
        partner,
        "referral",
        True,
    )
    assert StaleMark.objects.filter(client_id=novagen.pk).exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"name": ""}, "name", "Enter the name."),
        ({"name": "Review"}, "name", "This client has work of this name already"),
        ({"closed_on": "2025-12-31"}, "closed_on", "not before the work was opened"),
        ({"opened_on": "soon"}, "opened_on", "Enter a day such as"),
        ({"partner": "NeverThere00"}, "partner", "Choose a colleague from the list."),
        ({"origin": "luck"}, "origin", "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_in_the_summary(
    sign_in: SignIn, partner: User, audit: Engagement, changes: dict[str, str], field: str, said: str
) -> None:
    EngagementFactory(client=audit.client, name="Review")
    answer = sign_in(partner).post(at("edit_engagement", audit), typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[field])
    assert 'class="error-summary"' in page
    assert "<title>Error: " in page
    audit.refresh_from_db()
    assert audit.version == 1


def test_both_versions_are_shown_when_somebody_saved_in_between(
    sign_in: SignIn, partner: User, account_manager: User, audit: Engagement
) -> None:
    address = at("edit_engagement", audit)
    assert sign_in(account_manager).post(address, typed(name="Audit, group")).status_code == 303
    answer = sign_in(partner).post(address, typed(name="Audit 2027", partner=partner.public_id))
    differing = {row.name: (row.yours, row.theirs) for row in answer.context["rows"] if row.differs}
    assert answer.status_code == 409
    assert differing == {"name": ("Audit 2027", "Audit, group"), "partner": (partner.public_id, "")}
    assert "Maya Okafor saved" in answer.content.decode()


def test_closing_is_undone_from_the_strip(sign_in: SignIn, partner: User, audit: Engagement) -> None:
    browser = sign_in(partner)
    shown = browser.post(at("close_engagement", audit), follow=True).content.decode()
    audit.refresh_from_db()
    assert audit.closed_on is not None
    assert f'action="{at("reopen_engagement", audit)}"' in shown
    browser.post(at("reopen_engagement", audit))
    audit.refresh_from_db()
    assert audit.closed_on is None


def test_work_that_opens_later_is_not_closed_today(sign_in: SignIn, partner: User, novagen: Client) -> None:
    later = EngagementFactory(client=novagen, opened_on=date(2100, 1, 1))
    assert "opens on a later day" in sign_in(partner).post(at("close_engagement", later), follow=True).content.decode()


def test_archived_work_leaves_the_lists_and_comes_back(sign_in: SignIn, partner: User, audit: Engagement) -> None:
    LedgerEntryFactory(client=audit.client, engagement=audit, amount=50)
    browser, tab = sign_in(partner), reverse("client_work", args=[audit.client.public_id])
    everything = reverse("client_engagements", args=[audit.client.public_id])
    shown = browser.post(at("archive_engagement", audit), follow=True)
    assert f'action="{at("restore_engagement", audit)}"' in shown.content.decode()
    assert [line.engagement for line in browser.get(tab).context["page"].work] == []
    assert browser.get(tab).context["page"].net == 50, "what was booked keeps counting"
    assert [line.engagement for line in browser.get(f"{everything}?state=archived").context["page"].lines] == [audit]
    browser.post(at("restore_engagement", audit))
    assert [line.engagement for line in browser.get(everything).context["page"].lines] == [audit]


def test_the_history_tells_who_changed_what(
    sign_in: SignIn, partner: User, account_manager: User, audit: Engagement
) -> None:
    sent = typed(name="Audit, group", closed_on="2026-03-01", one_off="on", partner=partner.public_id)
    sign_in(account_manager).post(at("edit_engagement", audit), sent)
    newest = sign_in(partner).get(at("engagement_detail", audit)).context["page"].changes.rows[0]
    assert (newest.who, newest.act) == ("Maya Okafor", "changed this work")
    assert [(field.label, field.before, field.after) for field in newest.fields] == [
        ("Name", "Audit 2026", "Audit, group"),
        ("Closed on", "", "Sun 1 Mar 2026"),
        ("One-off", "no", "yes"),
    ]


def test_roles_without_fees_see_the_work_and_no_amount(
    sign_in: SignIn, assistant: User, auditor: User, audit: Engagement
) -> None:
    LedgerEntryFactory(client=audit.client, engagement=audit, amount="123.45", document="INV-77")
    shown = sign_in(assistant).get(at("engagement_detail", audit)).content.decode()
    assert "Audit 2026" in shown
    assert "123.45" not in shown
    assert "INV-77" not in shown
    read_only = sign_in(auditor).get(at("engagement_detail", audit)).content.decode()
    assert "123.45" in read_only
    assert at("edit_engagement", audit) not in read_only
    assert "entries/new/" not in read_only


def test_an_account_manager_changes_only_the_work_of_their_clients(
    sign_in: SignIn, outsider: User, audit: Engagement
) -> None:
    browser = sign_in(outsider)
    answer = browser.post(at("archive_engagement", audit))
    assert (answer.status_code, "Maya Okafor looks after this client" in answer.content.decode()) == (403, True)
    assert browser.get(at("engagement_detail", audit)).status_code == 200


def test_the_totals_are_those_of_the_entries(sign_in: SignIn, partner: User, audit: Engagement) -> None:
    for kind, amount in (("fee", "100.10"), ("credit", "-20.05"), ("tax", "19"), ("disbursement", "5")):
        LedgerEntryFactory(client=audit.client, engagement=audit, kind=kind, amount=amount, booked_on=date(2026, 3, 1))
    LedgerEntryFactory(client=audit.client, engagement=audit, amount="40", booked_on=date(2024, 3, 1))
    archived = LedgerEntryFactory(client=audit.client, engagement=audit, amount="999")
    sign_in(partner).post(reverse("archive_ledger_entry", args=[archived.public_id]))
    page = sign_in(partner).get(at("engagement_detail", audit)).context["page"]
    assert f"{page.totals.net} {page.totals.entries}" == "120.05 5"
    assert {year: str(net) for year, net in page.totals.by_year.items()} == {2024: "40.00", 2026: "80.05"}
    assert [(label, str(amount)) for label, amount in page.other_kinds] == [("Disbursement", "5.00"), ("Tax", "19.00")]


def test_five_thousand_entries_and_a_thousand_engagements_make_no_longer_page(
    sign_in: SignIn, partner: User, audit: Engagement
) -> None:
    client = audit.client
    EngagementFactory.create_batch(1)
    make = """
    INSERT INTO engagements_engagement (client_id, name) SELECT %(client)s, 'Work ' || n FROM generate_series(1, 1000) n;
    INSERT INTO engagements_ledgerentry (client_id, engagement_id, booked_on, kind, amount, base_amount, currency, external_id)
    SELECT %(client)s, %(work)s, date '2020-01-01' + n / 3, 'fee', n, n, 'EUR', 'many-' || n
    FROM generate_series(1, 5000) n;
    """
    with connection.cursor() as cursor:
        cursor.execute(make, {"client": client.pk, "work": audit.pk})
    browser = sign_in(partner)
    tabs = [reverse(name, args=[client.public_id]) for name in ("client_work", "client_engagements")]
    for address in (at("engagement_detail", audit), f"{at('engagement_detail', audit)}?page=100", *tabs):
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(address)
        assert (answer.status_code, len(asked) <= 15, len(answer.content) < 120_000) == (200, True, True), address
    last = browser.get(f"{at('engagement_detail', audit)}?page=100").context["page"]
    assert (last.entries.number, last.entries.last, last.totals.entries) == (100, 100, 5000)
    assert browser.get(tabs[0]).context["page"].count == 1001


def test_work_of_another_client_is_not_offered(
    sign_in: SignIn, outsider: User, audit: Engagement, walled_client: Client
) -> None:
    EngagementFactory(client=walled_client, name="Audit of a secret")
    EngagementFactory(client=ClientFactory(), name="Audit elsewhere")
    address = reverse("engagement_options", args=[audit.client.public_id])
    offered = sign_in(outsider).get(address, {"engagement": "audit"}).content.decode()
    assert 'value="Audit 2026"' in offered
    assert "secret" not in offered
    assert "elsewhere" not in offered
