"""SQL of who shares an account when, as far as a reader may know: a term through a hidden client does not exist."""

from __future__ import annotations

# What is booked on a joint account on a day counts for its members; cents are handed out between two running sums of
# shares, so that no cent is lost.
_TERMS = """
joint AS (
    SELECT t.id AS term_id, t.account_id, t.starts_on, t.ends_on, s.member_id,
           sum(s.share) OVER terms - s.share AS share_from, sum(s.share) OVER terms AS share_to
    FROM clients_jointterm t JOIN clients_jointshare s ON s.term_id = t.id
    WHERE t.archived_at IS NULL AND t.account_id <> ALL({hidden}) AND NOT EXISTS (
        SELECT FROM clients_jointshare other
        WHERE other.term_id = t.id AND other.member_id = ANY({hidden}))
    WINDOW terms AS (PARTITION BY s.term_id ORDER BY s.id)
)"""


def joint_terms(hidden: str) -> str:
    """The CTE `joint`, a row per member of a term; `hidden` is SQL of an array of the clients that do not exist."""
    return _TERMS.format(hidden=hidden)
