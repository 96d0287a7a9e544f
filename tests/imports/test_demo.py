"""The demo firm: the size asked for, the same every time, and never beside somebody's own clients."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.contrib.auth import authenticate
from django.db import connection, transaction
from django.db.models import Max

from accounts.models import Firm, User
from relationships.capture.models import CaptureRun, Message, Proposal
from relationships.clients.models import Client, Wall
from relationships.contacts.models import Person
from relationships.engagements.models import LedgerEntry
from relationships.imports.demo import DemoRefused, make_demo, sign_ins
from relationships.imports.demo_firm.size import FirmSize
from relationships.interactions.models import Interaction, Promise
from relationships.interactions.queries.coming import coming_on
from relationships.network.models import Introduction
from relationships.network.referrers import referrers

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
SMALL = FirmSize(clients=150, people=420, interactions=2_500, ledger=1_200, colleagues=30)


def digest() -> str:
    """Everything of the firm that does not depend on sequences."""
    found = sha256()
    queries = [
        "SELECT public_id, name, tier, industry, expected_interval_days FROM clients_client ORDER BY public_id",
        "SELECT public_id, name FROM contacts_person ORDER BY public_id",
        "SELECT public_id, booked_on, kind, amount, base_amount FROM engagements_ledgerentry ORDER BY public_id",
        "SELECT public_id, occurred_at, kind, direction, summary FROM interactions_interaction ORDER BY public_id",
        "SELECT public_id, what, side, due_on, outcome, settled_on FROM interactions_promise ORDER BY public_id",
        "SELECT public_id, kind, happened_on, share, thanked_on FROM network_contribution ORDER BY public_id",
        "SELECT public_id, state, asked_on, outcome FROM network_introduction ORDER BY public_id",
    ]
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def test_it_has_exactly_the_size_asked_for() -> None:
    assert make_demo(today=TODAY, size=SMALL) is True
    assert Client._base_manager.count() == 150
    assert Person._base_manager.count() == 420
    assert Interaction._base_manager.count() == 2_500
    assert 1_080 <= LedgerEntry._base_manager.count() <= 1_320
    assert User.objects.count() == 30
    promises = Promise.objects.unscoped(reason="test")
    assert promises.filter(what="The 2027 fee proposal", due_on=TODAY, outcome="").count() == 1
    assert {each.outcome for each in promises} == {"", "kept", "broken", "withdrawn"}
    henrik = User.objects.get(email="henrik.lindqvist@caldervoss.example")
    trees = referrers(henrik)
    assert any((tree[0].fees or 0) > 0 for tree in trees)
    assert len({each.state for each in Introduction.objects.visible_to(henrik)}) >= 5


def test_making_it_again_changes_nothing() -> None:
    make_demo(today=TODAY, size=SMALL)
    before = digest()
    assert make_demo(today=date(2027, 1, 1), size=SMALL) is False
    assert digest() == before


def test_the_same_day_gives_the_same_firm() -> None:
    found = []
    for _ in range(2):
        with transaction.atomic():
            make_demo(today=TODAY, size=SMALL)
            found.append(digest())
            transaction.set_rollback(True)
    assert found[0] == found[1]


def test_it_goes_nowhere_near_clients_that_are_not_its_own() -> None:
    Client._base_manager.create(name="Somebody's own client")
    with pytest.raises(DemoRefused):
        make_demo(today=TODAY, size=SMALL)
    assert Client._base_manager.count() == 1
    assert not User.objects.exists()


def test_it_is_refused_in_production(settings: object) -> None:
    settings.CRM_MODE = "production"  # type: ignore[attr-defined]
    with pytest.raises(DemoRefused):
        make_demo(today=TODAY, size=SMALL)
    assert sign_ins() == []


def test_a_firm_that_was_set_up_keeps_its_name() -> None:
    Firm.objects.create(name="Ours")
    make_demo(today=TODAY, size=SMALL)
    assert Firm.objects.get().name == "Ours"


def test_one_person_per_role_can_sign_in() -> None:
    make_demo(today=TODAY, size=SMALL)
    assert sorted(role for role, _, _ in sign_ins()) == sorted(
        ["account_manager", "administrator", "alumni_admin", "assistant", "auditor", "partner"]
    )
    for role, email, password in sign_ins():
        user = authenticate(request=None, email=email, password=password)
        assert user is not None, email
        assert user.role == role  # type: ignore[attr-defined]


def test_everybody_else_can_not_sign_in() -> None:
    make_demo(today=TODAY, size=SMALL)
    let_in = {email for _, email, _ in sign_ins()}
    others = User.objects.exclude(email__in=let_in)
    assert others.count() == 24
    assert not any(user.has_usable_password() for user in others)


def test_nothing_lies_in_the_future() -> None:
    make_demo(today=TODAY, size=SMALL)
    assert LedgerEntry._base_manager.aggregate(last=Max("booked_on"))["last"] <= TODAY
    assert Interaction._base_manager.aggregate(last=Max("occurred_at"))["last"].date() < TODAY


def test_mail_and_calendars_of_the_cast_were_captured() -> None:
    """Every fate is to be seen in Maya's list, every mail that counts leads to its touchpoint, and her day has meetings."""
    make_demo(today=TODAY, size=SMALL)
    maya = User.objects.get(name="Maya Okafor")
    found = list(Message.objects.filter(user=maya).select_related("interaction"))
    assert {each.fate for each in found} == {"touched", "ignored", "proposed", "refused"}
    touched = [each for each in found if each.fate == "touched"]
    assert len(touched) >= 5
    assert all(each.interaction is not None and each.interaction.occurred_at == each.occurred_at for each in touched)
    assert Proposal.objects.filter(user=maya, person=None).count() == 3
    assert sum(run.read for run in CaptureRun.objects.filter(user=maya)) == len(found)
    meetings = coming_on(maya, TODAY, of=maya)
    assert [each.title for each in meetings] == ["Basel tender: where we stand", "First talk with the new COO"]
    assert meetings[0].people[0].client.name == "Novagen Therapeutics"


def test_two_walls_stand_with_people_inside_and_outside() -> None:
    make_demo(today=TODAY, size=SMALL)
    partner, manager = (User.objects.get(name=name) for name in ("Henrik Lindqvist", "Iker Salas"))
    assert Wall._base_manager.count() == 2
    hidden = {
        user.name: Client._base_manager.exclude(pk__in=Client.objects.visible_to(user)).values_list("name", flat=True)
        for user in (partner, manager)
    }
    assert set(hidden["Henrik Lindqvist"]) == {"Kestrel Foundry", "Kestrel Foundry Polska"}
    assert set(hidden["Iker Salas"]) == {"Marrow & Pike Diagnostics"}


def schema() -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
            " SELECT conrelid::regclass::text, conname::text || pg_get_constraintdef(oid) || convalidated::text"
            " FROM pg_constraint"
            " UNION ALL SELECT tgrelid::regclass::text, tgname::text || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
            " ORDER BY 1, 2"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("history_up_to", [0, 1_000_000])
def test_indexes_keys_and_triggers_are_back_afterwards(history_up_to: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("relationships.imports.demo_firm.build.HISTORY_UP_TO", history_up_to)
    before = schema()
    make_demo(today=TODAY, size=SMALL)
    assert schema() == before
