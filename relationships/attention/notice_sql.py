"""SQL that says what everybody is to be told on a day, and of one colleague's notices which still hold.

Of everybody, past the gate: it says who is to be told, never what. The words come through the gate (`notice_lines`).
"""

from __future__ import annotations

from accounts.prepared import Prepared

# Whoever chose not to be told of a kind is told none of it. `due_on`: the day a notice of it may be waiting for.
TO_TELL = """
SELECT told.* FROM (
    SELECT p.colleague_id AS user_id, 'promise_due' AS kind, p.id AS promise_id, NULL::bigint AS planned_id,
           NULL::bigint AS alert_id, NULL::bigint AS doubt_id, NULL::bigint AS card_id, p.due_on
    FROM interactions_promise p
    WHERE p.outcome = '' AND p.archived_at IS NULL AND p.side = 'ours' AND p.due_on <= %(today)s::date
    UNION ALL
    SELECT c.owner_id, 'promise_late', p.id, NULL, NULL, NULL, NULL, p.due_on
    FROM interactions_promise p JOIN clients_client c ON c.id = p.client_id
    WHERE p.outcome = '' AND p.archived_at IS NULL AND p.side = 'ours' AND p.due_on <= %(today)s::date - 3
      AND c.owner_id <> p.colleague_id
    UNION ALL
    SELECT t.colleague_id, 'planned', NULL, t.id, NULL, NULL, NULL, t.due_on
    FROM interactions_plannedtouch t
    WHERE t.done_at IS NULL AND t.archived_at IS NULL AND t.due_on <= %(today)s::date
    UNION ALL
    SELECT c.owner_id, 'alert', NULL, NULL, a.id, NULL, NULL, NULL
    FROM scoring_alert a JOIN clients_client c ON c.id = a.client_id
    WHERE a.done_at IS NULL AND a.ended_on IS NULL AND a.archived_at IS NULL AND c.archived_at IS NULL
    UNION ALL
    SELECT d.owner_id, 'doubt', NULL, NULL, NULL, d.id, NULL, NULL
    FROM scoring_doubt d WHERE d.answered_at IS NULL AND d.archived_at IS NULL
    UNION ALL
    SELECT l.made_by_id, 'card', NULL, NULL, NULL, NULL, c.id, NULL
    FROM hospitality_cardproposal c JOIN hospitality_cardlink l ON l.id = c.link_id
    WHERE c.state = 'waiting' AND c.archived_at IS NULL
) told
JOIN accounts_user u ON u.id = told.user_id AND u.is_active AND (u.left_on IS NULL OR u.left_on >= current_date) AND u.archived_at IS NULL
LEFT JOIN attention_noticechoice chosen ON chosen.user_id = u.id
WHERE chosen.id IS NULL OR chosen.on_page ? told.kind OR chosen.by_mail ? told.kind
"""
# A notice is about exactly one record.
OF_NOTICE = """n.user_id = found.user_id AND n.kind = found.kind
    AND COALESCE(n.promise_id, n.planned_id, n.alert_id, n.doubt_id, n.card_id)
      = COALESCE(found.promise_id, found.planned_id, found.alert_id, found.doubt_id, found.card_id)"""
STANDING = Prepared(
    "attention_standing",
    f"""
SELECT n.id FROM attention_notice n JOIN ({TO_TELL}) found ON {OF_NOTICE}
WHERE n.user_id = %(of)s::bigint AND n.done_at IS NULL
""",  # noqa: S608 - constants only
)
