"""A list of engagements: one per client and name."""

from __future__ import annotations

import pytest

from relationships.clients.models import Client
from relationships.engagements.models import Engagement
from tests.factories import ClientFactory, EngagementFactory
from tests.imports.bringing import bring, counts, reasons, shuffled

pytestmark = pytest.mark.django_db

FULL = (
    "external_id,client,name,practice,partner,opened_on,closed_on,source,one_off\n"
    "E1,Acme,Audit,Tax,Maya Lin,2024-01-01,2024-06-30,referral,no\n"
    "E2,Birch,Audit,,,,,,\n"
    ",Acme,Merger,,,2024-01-01,,Tender,yes\n"
)


def engagement(client: str, name: str) -> Engagement:
    found = Engagement.objects.unscoped(reason="test").select_related("practice", "partner", "client")
    return found.get(client__name=client, name=name)


def test_a_list_comes_in_and_again_changes_nothing_in_any_order() -> None:
    assert counts(bring("engagements", FULL)) == {"read": 3, "created": 3}
    audit, merger = engagement("Acme", "Audit"), engagement("Acme", "Merger")
    assert (audit.practice.name, audit.partner.name, str(audit.opened_on), str(audit.closed_on)) == (
        "Tax",
        "Maya Lin",
        "2024-01-01",
        "2024-06-30",
    )
    assert (audit.origin, audit.one_off, audit.external_id) == ("referral", False, "E1")
    assert (merger.origin, merger.one_off, merger.external_id) == ("tender", True, None)
    for seed in range(3):
        assert counts(bring("engagements", shuffled(FULL, seed))) == {"read": 3, "unchanged": 3}


def test_an_engagement_of_the_ledger_is_found_by_client_and_name() -> None:
    bring("ledger", "booked_on,client,amount,engagement\n2024-01-01,Acme,5,Audit\n")
    assert counts(bring("engagements", FULL)) == {"read": 3, "created": 2, "updated": 1}
    assert engagement("Acme", "Audit").external_id == "E1"


def test_the_id_renames_and_moves_and_a_blank_cell_leaves_what_is_there() -> None:
    bring("engagements", FULL)
    assert counts(bring("engagements", "external_id,client,name\nE1,Cedar,Audit 2024\n")) == {"read": 1, "updated": 1}
    moved = engagement("Cedar", "Audit 2024")
    assert (moved.practice.name, moved.version) == ("Tax", 2)


def test_a_client_has_one_engagement_of_a_name() -> None:
    bring("engagements", FULL)
    text = "external_id,client,name\nE2,Acme,Merger\nE9,Acme,Audit\nE7,Acme,New\nE8,Acme,New\n"
    report = bring("engagements", text)
    assert counts(report) == {"read": 4, "created": 1, "rejected": 3}
    assert [(error.line, error.reason) for error in report.errors] == [
        (2, "This client has an engagement of this name already. Give one of both another name."),
        (3, "This client has an engagement of this name already (external_id E1). Give one of both another name."),
        (5, "Line 4 is about this engagement too, and says otherwise. Keep one of both."),
    ]


def test_a_name_that_a_row_with_an_id_gives_up_is_free_for_a_row_without() -> None:
    bring("engagements", "external_id,client,name\nE1,Acme,Audit\n")
    text = "external_id,client,name\n,Acme,Audit\nE1,Acme,Audit 2024\n"
    assert counts(bring("engagements", text)) == {"read": 2, "created": 1, "updated": 1}
    assert engagement("Acme", "Audit 2024").external_id == "E1"
    assert counts(bring("engagements", text)) == {"read": 2, "unchanged": 2}


def test_names_may_pass_from_one_engagement_to_another_in_a_chain_or_a_circle() -> None:
    bring("engagements", "external_id,client,name\nE1,Acme,One\nE2,Acme,Two\nE3,Acme,Three\n")
    text = "external_id,client,name\nE1,Acme,Two\nE2,Acme,One\nE3,Acme,Four\nE4,Acme,Three\n"
    assert counts(bring("engagements", text)) == {"read": 4, "created": 1, "updated": 3}
    found = Engagement.objects.unscoped(reason="test").order_by("external_id").values_list("external_id", "name")
    assert list(found) == [("E1", "Two"), ("E2", "One"), ("E3", "Four"), ("E4", "Three")]


def test_a_name_is_not_free_when_the_row_that_would_give_it_up_is_refused() -> None:
    bring("engagements", "external_id,client,name\nE1,Acme,One\nE2,Acme,Two\nE3,Acme,Three\n")
    report = bring("engagements", "external_id,client,name\nE1,Acme,Two\nE2,Acme,Three\n")
    assert counts(report) == {"read": 2, "rejected": 2}
    assert reasons(report) == [(2, "name", "Two"), (3, "name", "Three")]


def test_days_out_of_order_are_refused_and_make_no_client() -> None:
    EngagementFactory(client=ClientFactory(name="Acme"), name="Audit", opened_on="2024-02-01")
    bring("engagements", "external_id,client,name,opened_on\nE1,Birch,Move,2024-02-01\n")
    text = (
        "external_id,client,name,opened_on,closed_on\n"
        ",Acme,Audit,,2024-01-31\n,Dune,Audit,2024-02-02,2024-02-01\nE1,Fir,Move,,2024-01-01\n"
    )
    report = bring("engagements", text)
    assert counts(report) == {"read": 3, "rejected": 3}
    assert reasons(report) == [
        (2, "closed_on", "2024-01-31"),
        (3, "closed_on", "2024-02-01"),
        (4, "closed_on", "2024-01-01"),
    ]
    assert not Client.objects.unscoped(reason="test").filter(name__in=("Dune", "Fir")).exists()
