"""Joint accounts of the merged client: one share where both had one."""

from __future__ import annotations

from django.db import connection

from relationships.clients.models import Client, JointShare, JointTerm
from relationships.merging.days import meets
from relationships.merging.journal import Journal
from relationships.merging.refusals import CannotMerge

_BOTH = "EXISTS (SELECT FROM clients_jointshare twin WHERE twin.term_id = t.term_id AND twin.member_id = {})"
_HERE = "t.member_id = %(keeper)s AND " + _BOTH.format("%(absorbed)s")
_THERE = "t.member_id = %(absorbed)s AND " + _BOTH.format("%(keeper)s")
_SUM = "old.share + (SELECT twin.share FROM clients_jointshare twin WHERE twin.term_id = old.term_id AND twin.member_id = %(absorbed)s)"
_MIXED = """
SELECT EXISTS (
    SELECT FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
    WHERE t.archived_at IS NULL AND ((t.account_id = %(keeper)s AND s.member_id = %(absorbed)s)
                                  OR (t.account_id = %(absorbed)s AND s.member_id = %(keeper)s)))
"""
_WHOLE = """
SELECT EXISTS (
    SELECT FROM clients_jointshare one JOIN clients_jointshare other ON other.term_id = one.term_id
    WHERE one.member_id = %(keeper)s AND other.member_id = %(absorbed)s AND one.share + other.share >= 1)
"""


def join_shares(journal: Journal, *, absorbed: Client, keeper: Client) -> None:
    """Raises `CannotMerge` where an account would be shared with itself, or on one day in two ways."""
    ids = {"absorbed": absorbed.pk, "keeper": keeper.pk}
    names = f"{keeper.name} and {absorbed.name}"
    if _asked(_MIXED, ids):
        raise CannotMerge(f"One of {names} holds a share of the other's account. Put that sharing away first.")
    if _asked(_WHOLE, ids):
        raise CannotMerge(
            f"{names} share an account between them. Put that sharing away first: it would be all theirs."
        )
    if _terms_meet(absorbed, keeper):
        raise CannotMerge(
            f"The accounts of {names} are shared in different ways on the same days. Put one of both away."
        )
    journal.change(JointShare, _HERE, ids, {"share": _SUM})
    journal.remove(JointShare, _THERE, ids)
    journal.change(JointShare, "t.member_id = %(absorbed)s", ids, {"member_id": "%(keeper)s::bigint"})


def _terms_meet(absorbed: Client, keeper: Client) -> bool:
    ours, theirs = (JointTerm.objects.filter(account=each, archived_at=None) for each in (keeper, absorbed))
    spans = [(each.starts_on, each.ends_on) for each in ours]
    return any(meets((each.starts_on, each.ends_on), span) for each in theirs for span in spans)


def _asked(question: str, ids: dict[str, int]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, ids)
        return bool(cursor.fetchone()[0])
