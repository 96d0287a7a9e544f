"""What was kept long enough goes, night by night; no total moves, and what a hold protects stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from relationships.attention.models import Notice
from relationships.capture.models import Message
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.periods import fiscal_year
from relationships.hospitality.models import CardProposal, GuestFact
from relationships.interactions.attachment_models import Attachment
from relationships.interactions.attachment_store import open_stored
from relationships.interactions.models import Interaction
from relationships.scoring.repeat_policy import current_policy
from relationships.scoring.repeat_queries import repeat_periods
from relationships.trust import keeping_run_actions
from relationships.trust.audit_chain import seal, verify
from relationships.trust.erasure_actions import OnHold, ask_erasure, erase_waiting, totals
from relationships.trust.keeping_actions import AlreadyHeld, TermsMoved, TooShort, add_hold, archive_hold, save_terms
from relationships.trust.keeping_queries import due_tonight, terms_in_force
from relationships.trust.keeping_rules import RULES, TERMS
from relationships.trust.keeping_run_actions import let_go
from relationships.trust.models import AuditEntry, Erasure, KeepingPolicy, KeepingRun
from tests import factories as make
from tests.cast import SignIn

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=365 * 9)
QUIETLY = """SELECT set_config('pgtrigger.ignore',
    (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger%'), true)"""
ALOUD = "SELECT set_config('pgtrigger.ignore', '{}', true)"
SHORTEST = {rule.key: rule.least for rule in RULES}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Any, settings: Any) -> None:
    settings.ERASURE_LOG, settings.CAPTURE_MAILDIR = tmp_path / "erasures.jsonl", tmp_path / "maildir"


def decide(by: User, **months: int) -> None:
    save_terms(by=by, expected_version=terms_in_force().version, months=months, reason="The law says so")


def old_touch(client: Client, **facts: Any) -> Interaction:
    return make.InteractionFactory(clients=[client], occurred_at=LONG_AGO, summary="What was said", **facts)


def aged(record: Any, **fields: Any) -> Any:
    """The record as it would be had nobody touched it for years; history is left alone."""
    with connection.cursor() as cursor:
        cursor.execute(QUIETLY)
        type(record)._base_manager.filter(pk=record.pk).update(**fields)
        cursor.execute(ALOUD)
    return record


def test_the_text_goes_and_the_touchpoint_stays(novagen: Client, administrator: User) -> None:
    old, young = old_touch(novagen), make.InteractionFactory(clients=[novagen], summary="Of late")
    decide(administrator, touch_texts=24)
    before = totals()
    run = let_go()
    assert run is not None
    assert run.done_at
    assert run.gone["touch_texts"] == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.summary, young.summary, totals()) == ("", "Of late", before)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM interactions_interactionevent WHERE summary = 'What was said'")
        assert cursor.fetchone() == (0,)
    entry = AuditEntry.objects.get(act="let_go")
    assert entry.details["rows"] == {"touch_texts": 1}
    seal()
    assert verify().broken is None


def test_a_night_is_done_once(novagen: Client, administrator: User) -> None:
    decide(administrator, touch_texts=24)
    assert let_go() is not None
    old = old_touch(novagen)
    assert let_go() is None, "twice in one day"
    tomorrow = let_go(today=timezone.localdate() + timedelta(days=1))
    assert tomorrow is not None
    assert tomorrow.gone == {"touch_texts": 1}
    old.refresh_from_db()
    assert old.summary == ""


def test_killed_in_the_middle_it_goes_on_and_counts_nothing_twice(
    novagen: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    touches = [old_touch(novagen) for _ in range(5)]
    decide(administrator, touch_texts=24)
    take, slices = keeping_run_actions.take, []

    def dies(*args: Any) -> None:
        take(*args)
        slices.append(args)
        if len(slices) == 2:
            raise KeyboardInterrupt  # after the work, before it is written down

    monkeypatch.setattr(keeping_run_actions, "take", dies)
    with pytest.raises(KeyboardInterrupt):
        let_go(size=2)
    halfway = KeepingRun.objects.get()
    assert (halfway.gone, halfway.done_at) == ({"touch_texts": 2}, None)
    run = let_go(size=2)
    assert run is not None
    assert run.done_at
    assert run.gone == {"touch_texts": 5}
    assert set(Interaction._base_manager.filter(pk__in=[t.pk for t in touches]).values_list("summary", flat=True)) == {
        ""
    }


def test_what_fails_says_why_and_is_tried_again(
    novagen: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_touch(novagen)
    decide(administrator, touch_texts=24)

    def fails(*args: Any) -> None:
        raise DatabaseError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(keeping_run_actions, "take", fails)
        run = let_go()
    assert run is not None
    assert (run.problem, run.done_at) == ("no room", None)
    run = let_go()
    assert run is not None
    assert (run.problem, run.gone) == ("", {"touch_texts": 1})


def test_time_is_up_and_the_next_turn_goes_on(novagen: Client, administrator: User) -> None:
    for _ in range(3):
        old_touch(novagen)
    decide(administrator, touch_texts=24)
    turns = [let_go(seconds=0.0, size=1) for _ in range(4)]
    assert [turn.gone["touch_texts"] for turn in turns if turn] == [1, 2, 3, 3]


def test_a_longer_term_holds_for_a_night_under_way(novagen: Client, administrator: User) -> None:
    for _ in range(3):
        old_touch(novagen)
    decide(administrator, touch_texts=24)
    let_go(seconds=0.0, size=1)
    decide(administrator)
    run = let_go()
    assert run is not None
    assert run.done_at
    assert run.gone == {"touch_texts": 1}


def test_a_hold_keeps_texts_files_and_people(
    novagen: Client, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    below = make.ClientFactory()
    make.GroupEdgeFactory(client=below, parent=novagen)
    person = make.PersonFactory()
    make.PositionFactory(person=person, client=below, ended_on=date(2010, 1, 1))
    touches = [old_touch(novagen), old_touch(below)]
    file = make.AttachmentFactory(interaction=touches[0])
    fact = aged(make.GuestFactFactory(person=person), archived_at=LONG_AGO)
    hold = add_hold(by=administrator, client=novagen, reason="Matter 17")
    with pytest.raises(AlreadyHeld):
        add_hold(by=administrator, client=novagen, reason="Again")
    with pytest.raises(OnHold):
        ask_erasure(kind="person", subject=person, by=administrator)
    decide(administrator, **SHORTEST)
    run = let_go()
    assert run is not None
    assert run.done_at
    assert sum(run.gone.get(k, 0) for k in ("touch_texts", "touch_files")) == 0
    assert Attachment.objects.filter(pk=file.pk).exists()
    assert GuestFact._base_manager.filter(pk=fact.pk).exists()
    archive_hold(hold=hold, expected_version=hold.version)
    with django_capture_on_commit_callbacks(execute=True):
        run = let_go(today=timezone.localdate() + timedelta(days=1))
    assert run is not None
    assert (run.gone["touch_texts"], run.gone["touch_files"], run.gone["guest_facts"]) == (2, 1, 1)
    with pytest.raises(FileNotFoundError):
        open_stored(file.key)


def test_a_hold_placed_later_stops_an_erasure_that_waits(novagen: Client, administrator: User) -> None:
    person = make.PersonFactory()
    make.PositionFactory(person=person, client=novagen)
    asked = ask_erasure(kind="person", subject=person, by=administrator)
    add_hold(by=administrator, client=novagen, reason="Matter 17")
    assert erase_waiting() == 0
    assert "legal hold" in Erasure._base_manager.get(pk=asked.pk).problem


def captured(fate: str, days: int) -> Message:
    row = Message.objects.create(key=f"{fate}{days}", kind="mail", source="upload", fate=fate, reason="list")
    return aged(row, captured_at=timezone.now() - timedelta(days=days))


def test_of_itself_only_captured_mail_that_became_nothing_goes() -> None:
    for fate in ("ignored", "refused", "proposed"):
        for days in (390, 401):
            captured(fate, days)
    let_go()
    assert sorted(Message.objects.values_list("key", flat=True)) == [
        "ignored390",
        "proposed390",
        "proposed401",
        "refused390",
    ]


def test_what_hangs_on_a_line_goes_with_it_and_what_is_believed_stays(administrator: User) -> None:
    stale, fresh = aged(make.GuestFactFactory(), archived_at=LONG_AGO), make.GuestFactFactory()
    CardProposal._base_manager.create(
        link=make.CardLinkFactory(person=stale.person), act="correct", fact=stale, said="No figs", before="Figs"
    )
    done, open_one = make.NoticeFactory(), make.NoticeFactory()
    Notice.objects.filter(pk=done.pk).update(done_at=LONG_AGO, raised_at=LONG_AGO)
    Notice.objects.filter(pk=open_one.pk).update(raised_at=LONG_AGO)
    decide(administrator, guest_facts=1, notices=3)
    run = let_go()
    assert run is not None
    assert (run.gone["guest_facts"], run.gone["notices"]) == (1, 1)
    assert list(GuestFact._base_manager.values_list("pk", flat=True)) == [fresh.pk]
    assert list(Notice.objects.values_list("pk", flat=True)) == [open_one.pk]
    with connection.cursor() as cursor:
        for table, key in (("hospitality_guestfactevent", stale.pk), ("hospitality_cardproposalevent", 0)):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE pgh_obj_id = %s OR %s = 0", [key, key])
            assert cursor.fetchone() == (0,)


def test_people_go_by_the_way_of_erasing_and_only_those_nobody_knows(novagen: Client, administrator: User) -> None:
    long = {"created_at": LONG_AGO, "updated_at": LONG_AGO}
    gone = aged(make.PersonFactory(name="Gone Longago"), **long)
    works = aged(make.PersonFactory(), **long)
    make.PositionFactory(person=works, client=novagen)
    met = aged(make.PersonFactory(), **long)
    make.InteractionFactory(clients=[novagen], people=[met])
    silent, agrees = (
        make.AlumnusFactory(person=aged(make.PersonFactory(name=name), **long), left_on=LONG_AGO.date())
        for name in ("Silas Unheard", "Agnes Agreed")
    )
    make.ConsentFactory(alumnus=agrees, state="given", said_on=LONG_AGO.date())
    decide(administrator, people_without_ties=24, alumni_without_consent=12)
    run = let_go()
    assert run is not None
    assert (run.gone["people_without_ties"], run.gone["alumni_without_consent"]) == (1, 1)
    assert erase_waiting() == 2
    names = dict(Person._base_manager.values_list("pk", "name"))
    assert (names[gone.pk], names[silent.person_id]) == ("Erased person", "Erased person")
    assert names[works.pk] != "Erased person"
    assert names[met.pk] != "Erased person"
    assert names[agrees.person_id] == "Agnes Agreed"
    again = let_go(today=timezone.localdate() + timedelta(days=1))
    assert again is not None
    assert again.gone == {}, "whoever is erased is not erased again"


def test_old_versions_and_origins_go_and_proofs_do_not(novagen: Client, administrator: User) -> None:
    entry = make.LedgerEntryFactory(client=novagen)
    entry.save_changes(expected_version=1, changes={"document": "Mended"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trust_origin (address, device, first_at) VALUES ('10.9.8.7', 'old', %s)", [LONG_AGO]
        )
        cursor.execute("INSERT INTO trust_origin (address, device) VALUES ('10.9.8.8', 'new')")
        cursor.execute(QUIETLY)
        for table in ("clients_clientevent", "engagements_ledgerentryevent"):
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s", [LONG_AGO])
        cursor.execute(ALOUD)
    decide(administrator, history=24, origins=6)
    run = let_go()
    assert run is not None
    assert run.gone["history"] > 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clients_clientevent WHERE pgh_obj_id = %s", [novagen.pk])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM engagements_ledgerentryevent")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT address FROM trust_origin WHERE address LIKE '10.%' OR address = 'erased' ORDER BY id")
        assert cursor.fetchall() == [("erased",), ("10.9.8.8",)]


@pytest.mark.parametrize("table", ["engagements_ledgerentry", "clients_wall", "alumni_consent", "trust_keepingpolicy"])
def test_the_database_refuses_to_let_proofs_go(table: str) -> None:
    run = KeepingRun.objects.create(day=date(2026, 1, 1), version=0)
    with pytest.raises(DatabaseError, match="kept for good"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT trust_let_go_of_old_events(%s, %s, '{1}')", [run.pk, table])


def test_without_a_night_under_way_nothing_is_rewritten() -> None:
    with pytest.raises(DatabaseError, match="not under way"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT trust_let_go_of_events(0, 'clients_client', '{1}', NULL)")


NEVER = (
    "engagements_ledgerentry engagements_engagement engagements_exchangerate interactions_touchclient"
    " interactions_touchperson interactions_touchcolleague clients_client clients_wall alumni_consent hospitality_gift"
    " trust_auditentry scoring_health"
).split()


def rows_of(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    terms=st.fixed_dictionaries(
        {}, optional={rule.key: st.sampled_from([t for t in TERMS if t >= rule.least]) for rule in RULES}
    ),
    years=st.lists(st.integers(0, 12), min_size=1, max_size=4),
)
def test_whatever_the_terms_totals_and_shares_stay(
    novagen: Client, administrator: User, terms: dict[str, int], years: list[int]
) -> None:
    with transaction.atomic():
        for year in years:
            at = timezone.now() - timedelta(days=370 * year)
            touch = make.InteractionFactory(
                clients=[novagen], people=[make.PersonFactory()], occurred_at=at, summary="x"
            )
            make.AttachmentFactory(interaction=touch)
            make.LedgerEntryFactory(client=novagen, booked_on=at.date())
        decide(administrator, **terms)
        before = totals(), shares(), {table: rows_of(table) for table in NEVER if table != "trust_auditentry"}
        assert all(each.rows is not None for each in due_tonight(terms))
        run = let_go()
        assert run is None or run.done_at
        assert (totals(), shares(), {table: rows_of(table) for table in NEVER if table != "trust_auditentry"}) == before
        transaction.set_rollback(True)


def shares() -> list[Any]:
    periods = [fiscal_year(year) for year in range(timezone.localdate().year - 12, timezone.localdate().year + 1)]
    return repeat_periods(policy=current_policy(), periods=periods, user=None)


def test_terms_are_versions_with_a_floor(administrator: User) -> None:
    decide(administrator, touch_texts=24)
    with pytest.raises(TermsMoved):
        save_terms(by=administrator, expected_version=0, months={}, reason="Late")
    with pytest.raises(TooShort, match="at least 24 months"):
        decide(administrator, touch_texts=12)
    decide(administrator, touch_texts=24)
    assert [row.version for row in KeepingPolicy.objects.all()] == [1], "what differs in nothing is no version"


def test_the_page_shows_terms_effect_nights_and_versions(novagen: Client, administrator: User, sign_in: SignIn) -> None:
    old_touch(novagen)
    browser, address = sign_in(administrator), reverse("data_keeping")
    assert "almost everything is kept" in browser.get(address).content.decode()
    asked = {rule.key: "keep" for rule in RULES} | {"captured_fates": "13", "touch_texts": "24"}
    effect = browser.post(address, asked | {"preview": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Texts of touchpoints" in effect
    assert not KeepingPolicy.objects.exists()
    refused = browser.post(address, asked)
    assert refused.status_code == 422
    assert "Why" in refused.content.decode()
    assert browser.post(address, asked | {"touch_texts": "1", "reason": "x"}).status_code == 422
    assert browser.post(address, asked | {"reason": "Minimise"}).status_code == 303
    let_go()
    page = browser.get(address).content.decode()
    assert "Version 1 is in force" in page
    assert "for good → 2 years" in page
    assert "Minimise" in page
    assert "Texts of touchpoints: " in page
    late = browser.post(address, asked | {"touch_texts": "36", "reason": "Late"})
    assert late.status_code == 409


def test_holds_on_the_page(novagen: Client, administrator: User, sign_in: SignIn) -> None:
    browser = sign_in(administrator)
    answer = browser.post(reverse("add_hold"), {"client": novagen.name, "reason": "Matter 17"})
    assert answer.status_code == 303
    page = browser.get(reverse("data_keeping")).content.decode()
    assert novagen.name in page
    assert "Matter 17" in page
    again = browser.post(reverse("add_hold"), {"client": novagen.name, "reason": "Matter 18"})
    assert again.status_code == 422
    assert "is held already" in again.content.decode()
