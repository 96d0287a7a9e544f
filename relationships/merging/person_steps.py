"""What a merge of people settles besides moving rows: their alumni records, cards and first addresses."""

from __future__ import annotations

from relationships.alumni.models import Alumnus
from relationships.alumni.page_models import AlumnusLink
from relationships.contacts.models import ContactPoint, Person
from relationships.hospitality.models import CardLink
from relationships.merging.journal import Journal
from relationships.merging.moving import move_everything

_FILLED = ("colleague_id", "joined_on", "left_on", "office_id", "practice_id", "title", "keeper_id", "leaving_terms")
_THEIRS = "(SELECT o.{} FROM alumni_alumnus o WHERE o.id = %(other)s)"
_BY_ID = "t.id = %(alumnus)s"
# Of two first addresses of a kind the one of the record that stays remains the first.
_SECOND_FIRST = """t.person_id = %(absorbed)s AND t.is_primary AND EXISTS (
    SELECT FROM contacts_contactpoint k
    WHERE k.person_id = %(keeper)s AND k.kind = t.kind AND k.is_primary AND k.archived_at IS NULL)"""


def prepare_people(journal: Journal, *, absorbed: Person, keeper: Person) -> None:
    """A card that was sent out shows what its holder was shown then, not the other record: its address ends."""
    ids = {"absorbed": absorbed.pk, "keeper": keeper.pk}
    journal.change(CardLink, "t.person_id = %(absorbed)s AND t.archived_at IS NULL", ids, {"archived_at": "now()"})
    journal.change(ContactPoint, _SECOND_FIRST, ids, {"is_primary": "FALSE"})
    _join_alumni(journal, absorbed, keeper)


def _join_alumni(journal: Journal, absorbed: Person, keeper: Person) -> None:
    everybody = Alumnus.objects.unscoped(reason="joins what hangs on people who are merged")
    theirs, ours = everybody.filter(person=absorbed).first(), everybody.filter(person=keeper).first()
    if theirs is None:
        return
    # A secret address shows its holder what its record says; it was not sent to see the other record.
    standing = "t.alumnus_id = %(other)s AND t.archived_at IS NULL"
    journal.change(AlumnusLink, standing, {"other": theirs.pk}, {"archived_at": "now()"})
    if ours is None:
        ids = {"alumnus": theirs.pk, "keeper": keeper.pk}
        journal.change(Alumnus, _BY_ID, ids, {"person_id": "%(keeper)s::bigint"})
        return
    move_everything(journal, Alumnus, absorbed=theirs.pk, keeper=ours.pk)
    ids = {"alumnus": ours.pk, "other": theirs.pk}
    journal.change(Alumnus, "t.id = %(other)s AND t.archived_at IS NULL", ids, {"archived_at": "now()"})
    if theirs.colleague_id and ours.colleague_id is None:
        # One colleague has one alumni record: theirs gives them up first.
        journal.change(Alumnus, "t.id = %(other)s", ids, {"colleague_id": "NULL::bigint"})
        journal.change(
            Alumnus, _BY_ID, {**ids, "colleague": theirs.colleague_id}, {"colleague_id": "%(colleague)s::bigint"}
        )
    journal.change(Alumnus, _BY_ID, ids, _filled())


def _filled() -> dict[str, str]:
    """Gaps are filled; whoever asked to be left alone on either record is left alone."""
    sets = {}
    for name in _FILLED[1:]:
        blank = name in ("title", "leaving_terms")
        sets[name] = (
            f"COALESCE(NULLIF(old.{name}, ''), {_THEIRS.format(name)})"
            if blank
            else f"COALESCE(old.{name}, {_THEIRS.format(name)})"
        )
    sets["do_not_contact"] = f"old.do_not_contact OR {_THEIRS.format('do_not_contact')}"
    sets["opted_out_on"] = f"COALESCE(old.opted_out_on, {_THEIRS.format('opted_out_on')})"
    return sets
