"""Two records become one, everything that hung on either hangs on it, and an undo leaves no trace."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from relationships.alumni.models import Alumnus
from relationships.clients.models import Alias, Client, GroupEdge, GroupSpan, JointShare, NotTheSame, TeamMember
from relationships.contacts.models import ContactPoint, Person, Position
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.interactions.models import PlannedTouch, TouchClient
from relationships.merging.actions import merge_clients, merge_people
from relationships.merging.latecomers import gather_latecomers
from relationships.merging.models import Merge, MergeChange
from relationships.merging.refusals import CannotMerge, CannotUndo, ChangedMeanwhile
from relationships.merging.relations import RULES, Twins, constraints_on, relations_to, unclassified
from relationships.merging.undo_actions import undo_merge
from relationships.scoring.models import StaleMark
from tests import factories as make
from tests.access.world import build_world
from tests.merging.tables import TARGETS, moving, rows_at, snapshot

pytestmark = pytest.mark.django_db


def test_every_relation_is_thought_about() -> None:
    """Fails for a new foreign key that may stand once for each record: say in RULES what becomes of a second one."""
    assert [key for target in TARGETS for key in unclassified(target)] == []
    found = {relation.key for target in TARGETS for relation in relations_to(target)}
    assert set(RULES) - found == set(), "these are gone"


def test_rules_for_twins_are_those_of_the_tables() -> None:
    wrong = []
    for relation in (each for target in TARGETS for each in relations_to(target) if isinstance(each.rule, Twins)):
        columns = {
            frozenset(
                relation.model._meta.get_field(name).column
                for name in getattr(constraint, "fields", [relation.name])
                if name != relation.name
            )
            for constraint in constraints_on(relation.model, relation.name)
        }
        if frozenset(relation.rule.keys) not in columns:
            wrong.append((relation.key, relation.rule.keys, columns))
    assert wrong == []


def test_everything_moves_and_an_undo_leaves_no_trace() -> None:
    build_world()
    novagen = Client.objects.unscoped(reason="test").get(name="Novagen Therapeutics")
    keeper = make.ClientFactory(name="NVG Therapeutics", owner=novagen.owner)
    before = snapshot()
    merge = merge_clients(keeper=keeper, absorbed=[novagen], by=None)
    left = {each.key: n for each in moving(Client) if (n := rows_at(each, novagen.pk))}
    assert left == {}
    moved = {each.key for each in moving(Client) if rows_at(each, keeper.pk)}
    assert len(moved) >= 14, moved
    assert set(StaleMark.objects.values_list("client_id", flat=True)) >= {keeper.pk, novagen.pk}
    undo_merge(merge=merge, by=None)
    after = snapshot()
    assert {table for table in before if before[table] != after[table]} == set()
    assert not MergeChange.objects.filter(left=True).exists()


def test_people_too() -> None:
    build_world()
    everybody = Person.objects.unscoped(reason="test")
    ana, keeper = everybody.get(name="Ana Novagen"), make.PersonFactory(name="Ana Nova")
    make.PositionFactory(person=keeper, client=Position._base_manager.filter(person=ana).first().client, title="CFO")
    before = snapshot()
    # She has a position behind a wall too, and one in the open: whoever knows her knows her by the latter.
    merge = merge_people(keeper=keeper, absorbed=[ana], by=None)
    assert {each.key: n for each in moving(Person) if (n := rows_at(each, ana.pk))} == {}
    assert len({each.key for each in moving(Person) if rows_at(each, keeper.pk)}) >= 8
    undo_merge(merge=merge, by=None)
    after = snapshot()
    assert {table for table in before if before[table] != after[table]} == set()


@pytest.fixture
def pair() -> tuple[Client, Client]:
    """The one that stays, and its double."""
    return make.ClientFactory(name="Acme Inc"), make.ClientFactory(name="ACME Incorporated", industry="Steel")


def test_the_double_leads_to_what_stays_and_its_name_is_kept(pair) -> None:
    keeper, double = pair
    make.AliasFactory(client=double, name="Acme (old)")
    merge_clients(keeper=keeper, absorbed=[double], by=None, picks={"name": double.pk})
    keeper.refresh_from_db(), double.refresh_from_db()
    assert (double.merged_into, double.archived_at is None) == (keeper, False)
    assert (keeper.name, keeper.industry, keeper.version) == ("ACME Incorporated", "Steel", 3)
    assert set(Alias.objects.filter(client=keeper).values_list("name", flat=True)) == {"Acme Inc", "Acme (old)"}


def test_a_chain_of_merges_leads_to_the_last_one(pair) -> None:
    keeper, double = pair
    last = make.ClientFactory(name="Acme Group")
    first = merge_clients(keeper=keeper, absorbed=[double], by=None)
    second = merge_clients(keeper=last, absorbed=[keeper], by=None)
    double.refresh_from_db()
    assert double.merged_into == last
    with pytest.raises(CannotUndo, match="Undo that merge first"):
        undo_merge(merge=first, by=None)
    undo_merge(merge=second, by=None)
    undo_merge(merge=first, by=None)
    double.refresh_from_db()
    assert (double.merged_into, double.archived_at) == (None, None)


def test_what_both_have_stands_once(pair, partner) -> None:
    keeper, double = pair
    touch = make.InteractionFactory(clients=[keeper, double])
    for each in pair:
        make.PlannedTouchFactory(client=each, colleague=partner)
        make.TeamMemberFactory(client=each, colleague=partner)
    TeamMember.objects.filter(client=keeper).update(archived_at=timezone.now())
    merge = merge_clients(keeper=keeper, absorbed=[double], by=partner)
    assert [each.client_id for each in TouchClient.objects.filter(interaction=touch)] == [keeper.pk]
    assert PlannedTouch.objects.open().count() == 1  # type: ignore[attr-defined]
    assert [each.client_id for each in TeamMember.objects.filter(archived_at=None)] == [keeper.pk]
    undo_merge(merge=merge, by=partner)
    assert TouchClient.objects.filter(interaction=touch).count() == 2
    assert [each.client_id for each in TeamMember.objects.filter(archived_at=None)] == [double.pk]


def test_work_of_one_name_becomes_one(pair) -> None:
    keeper, double = pair
    ours, theirs = (make.EngagementFactory(client=each, name="Audit") for each in pair)
    other = make.EngagementFactory(client=double, name="Tax", source="s", external_id="t")
    Engagement.objects.filter(pk=theirs.pk).update(source="s", external_id="a", opened_on=date(2020, 1, 1))
    entry = make.LedgerEntryFactory(client=double, engagement=theirs)
    merge = merge_clients(keeper=keeper, absorbed=[double], by=None)
    ours.refresh_from_db(), entry.refresh_from_db(), other.refresh_from_db()
    assert (entry.client, entry.engagement, other.client) == (keeper, ours, keeper)
    assert (ours.external_id, ours.opened_on) == ("a", date(2020, 1, 1))
    undo_merge(merge=merge, by=None)
    ours.refresh_from_db(), entry.refresh_from_db()
    assert (entry.client, entry.engagement, ours.external_id) == (double, theirs, None)


def test_work_that_a_register_knows_by_two_ids_stays_two(pair) -> None:
    keeper, double = pair
    for each, key in zip(pair, "ab", strict=True):
        make.EngagementFactory(client=each, name="Audit", source="s", external_id=key)
    merge_clients(keeper=keeper, absorbed=[double], by=None)
    names = Engagement.objects.unscoped(reason="test").filter(client=keeper).values_list("name", flat=True)
    assert set(names) == {"Audit", "Audit (ACME Incorporated)"}


def test_parents_are_compared_day_by_day(pair) -> None:
    keeper, double = pair
    old, new = make.ClientFactory(name="Old Holding"), make.ClientFactory(name="New Holding")
    make.GroupEdgeFactory(client=double, parent=old)
    make.GroupEdgeFactory(client=keeper, parent=new, starts_on=date(2022, 1, 1), ends_on=date(2024, 1, 1))
    make.GroupEdgeFactory(client=make.ClientFactory(name="Daughter"), parent=double)
    merge = merge_clients(keeper=keeper, absorbed=[double], by=None)
    spans = (
        GroupSpan.objects.filter(client=keeper).order_by("starts_on").values_list("root__name", "starts_on", "ends_on")
    )
    assert set(spans) == {
        ("Old Holding", None, date(2022, 1, 1)),
        ("New Holding", date(2022, 1, 1), date(2024, 1, 1)),
        ("Old Holding", date(2024, 1, 1), None),
    }
    daughter = GroupSpan.objects.filter(client__name="Daughter")
    assert set(daughter.values_list("root__name", flat=True)) == {"Old Holding", "New Holding"}
    undo_merge(merge=merge, by=None)
    assert [s.root for s in GroupSpan.objects.filter(client=double)] == [old]
    assert [s.root for s in GroupSpan.objects.filter(client=keeper)] == [new]
    assert GroupEdge.objects.filter(archived_at=None).count() == 3


def test_nobody_comes_to_belong_to_themselves(pair) -> None:
    keeper, double = pair
    between = make.ClientFactory(name="Between")
    make.GroupEdgeFactory(client=double, parent=between)
    make.GroupEdgeFactory(client=between, parent=keeper)
    with pytest.raises(CannotMerge, match="belong to itself"), transaction.atomic():
        merge_clients(keeper=keeper, absorbed=[double], by=None)
    assert not Merge.objects.unscoped(reason="test").exists()


def test_shares_of_one_account_are_added(pair) -> None:
    keeper, double = pair
    account, third = make.ClientFactory(), make.ClientFactory()
    term = make.JointTermFactory(account=account, members=[third, keeper])
    with transaction.atomic():
        JointShare.objects.filter(member=third).update(share=Decimal("0.4"))
        JointShare.objects.create(term=term, member=double, share=Decimal("0.1"))
    merge = merge_clients(keeper=keeper, absorbed=[double], by=None)
    assert dict(term.shares.values_list("member_id", "share")) == {third.pk: Decimal("0.4"), keeper.pk: Decimal("0.6")}
    undo_merge(merge=merge, by=None)
    assert term.shares.get(member=double).share == Decimal("0.1")


def test_one_job_told_twice_is_one_job(pair) -> None:
    keeper, double = pair
    ana = make.PersonFactory()
    here = make.PositionFactory(
        person=ana, client=keeper, title="", started_on=date(2020, 1, 1), ended_on=date(2023, 1, 1)
    )
    make.PositionFactory(person=ana, client=double, title="CFO", started_on=date(2018, 1, 1))
    make.PositionFactory(
        person=ana, client=double, title="Clerk", started_on=date(2010, 1, 1), ended_on=date(2012, 1, 1)
    )
    merge_clients(keeper=keeper, absorbed=[double], by=None)
    here.refresh_from_db()
    assert (here.title, here.started_on, here.ended_on) == ("CFO", date(2018, 1, 1), None)
    assert set(Position._base_manager.filter(client=keeper, archived_at=None).values_list("title", flat=True)) == {
        "CFO",
        "Clerk",
    }


def test_who_was_told_apart_stays_apart(pair, partner) -> None:
    keeper, double = pair
    third = make.ClientFactory()
    NotTheSame.objects.create(one=double, other=third, said_by=partner)
    NotTheSame.objects.create(one=keeper, other=double, said_by=partner)
    merge_clients(keeper=keeper, absorbed=[double], by=partner)
    assert NotTheSame.objects.filter(one=keeper, other=third, archived_at=None).exists()
    assert not NotTheSame.objects.filter(one=keeper, other=double, archived_at=None).exists()


def test_an_undo_leaves_alone_what_somebody_changed_since(pair, partner) -> None:
    keeper, double = pair
    entry, other = make.LedgerEntryFactory(client=double), make.ClientFactory()
    moved_on = make.LedgerEntryFactory(client=double)
    merge = merge_clients(keeper=keeper, absorbed=[double], by=partner)
    new = make.LedgerEntryFactory(client=keeper)
    LedgerEntry.objects.unscoped(reason="test").filter(pk=moved_on.pk).update(client=other)
    entry.refresh_from_db()
    entry.save_changes(expected_version=entry.version, changes={"document": "Corrected"})
    keeper.refresh_from_db()
    keeper.save_changes(expected_version=keeper.version, changes={"industry": "Iron"})
    undo_merge(merge=merge, by=partner)
    for each in (entry, moved_on, new, keeper):
        each.refresh_from_db()
    assert (entry.client, entry.document) == (double, "Corrected")
    assert (moved_on.client, new.client, keeper.industry) == (other, keeper, "Iron")
    left = MergeChange.objects.filter(merge=merge, left=True)
    assert {(each.table, each.row_id) for each in left} == {
        ("engagements_ledgerentry", moved_on.pk),
        ("clients_client", keeper.pk),
    }
    assert undo_merge(merge=merge, by=partner).undone_at


def test_it_is_too_late_after_a_month(pair) -> None:
    keeper, double = pair
    merge = merge_clients(keeper=keeper, absorbed=[double], by=None)
    Merge.objects.unscoped(reason="test").update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(CannotUndo, match="30 days"):
        undo_merge(merge=merge, by=None)


def test_what_was_changed_meanwhile_is_compared_again(pair) -> None:
    keeper, double = pair
    versions = {each.pk: each.version for each in pair}
    double.save_changes(expected_version=1, changes={"industry": "Iron"})
    with pytest.raises(ChangedMeanwhile), transaction.atomic():
        merge_clients(keeper=keeper, absorbed=[double], by=None, versions=versions)
    merge_clients(keeper=keeper, absorbed=[double], by=None)
    with pytest.raises(ChangedMeanwhile):
        merge_clients(keeper=make.ClientFactory(), absorbed=[double], by=None)


@pytest.mark.parametrize("around", ["the double", "what stays", "later"])
def test_nothing_goes_through_a_wall(pair, partner, around) -> None:
    keeper, double = pair
    starts = {"starts_at": timezone.now() + timedelta(days=1)} if around == "later" else {}
    make.WallFactory(client=keeper if around == "what stays" else double, insiders=[partner], **starts)
    with pytest.raises(CannotMerge, match="A wall"):
        merge_clients(keeper=keeper, absorbed=[double], by=partner)


def test_behind_one_wall_they_may_merge_and_part(pair, partner, account_manager) -> None:
    for each in pair:
        make.WallFactory(client=each, insiders=[partner])
    merge = merge_clients(keeper=pair[0], absorbed=[pair[1]], by=partner)
    undo_merge(merge=merge, by=partner)
    again = merge_clients(keeper=pair[0], absorbed=[pair[1]], by=partner)
    assert not Merge.objects.visible_to(account_manager).exists()
    assert Merge.objects.visible_to(partner).count() == 2
    make.WallFactory(client=pair[0], insiders=[partner, account_manager])
    with pytest.raises(CannotUndo, match="wall"):
        undo_merge(merge=again, by=partner)


def test_a_person_behind_a_wall_is_not_carried_out(partner) -> None:
    hidden, seen = make.PersonFactory(), make.PersonFactory()
    wall = make.WallFactory(insiders=[partner])
    make.UserFactory()
    make.PositionFactory(person=hidden, client=wall.client)
    with pytest.raises(CannotMerge, match="behind a wall"):
        merge_people(keeper=seen, absorbed=[hidden], by=partner)


def test_alumni_records_become_one_and_no_means_no(partner) -> None:
    stays, double = make.AlumnusFactory(title=""), make.AlumnusFactory(title="Counsel", do_not_contact=True)
    make.ConsentFactory(alumnus=double, state="withdrawn")
    for each, first in ((stays, True), (double, True)):
        make.ContactPointFactory(person=each.person, is_primary=first)
    merge = merge_people(keeper=stays.person, absorbed=[double.person], by=partner)
    stays.refresh_from_db()
    assert (stays.title, stays.do_not_contact) == ("Counsel", True)
    assert ContactPoint.objects.filter(person=stays.person, is_primary=True).count() == 1
    undo_merge(merge=merge, by=partner)
    stays.refresh_from_db()
    assert (stays.title, stays.do_not_contact) == ("", False)
    assert Alumnus.objects.unscoped(reason="test").filter(archived_at=None).count() == 2


def test_what_is_written_on_the_double_later_follows(pair, partner) -> None:
    keeper, double = pair
    merge = merge_clients(keeper=keeper, absorbed=[double], by=partner)
    touch = make.InteractionFactory(clients=[double])
    assert (gather_latecomers(), gather_latecomers()) == (1, 0)
    assert [each.client_id for each in TouchClient.objects.filter(interaction=touch)] == [keeper.pk]
    undo_merge(merge=merge, by=partner)
    assert [each.client_id for each in TouchClient.objects.filter(interaction=touch)] == [double.pk]
