"""What a change of the whole firm's figures means for clients that nobody rang for.

A client's score knows the firm in two ways: whether the client is above 2 % of its fees (unless somebody sees it who is
limited to a part of the clients), and whether there is more than one practice. Most invoices turn neither for anybody else, so only those are computed anew for whom one of them turned.
"""

from __future__ import annotations

from zlib import crc32

from django.db import connection, transaction

from relationships.foundation.firm_day import FirmDay
from relationships.scoring import marks, runs
from relationships.scoring.health_policy import Policy
from relationships.scoring.health_queries import FirmFigures
from relationships.scoring.seen_in_part import looked_after

SEEN = "firm figures"

_TURNED = f"""
SELECT client_id FROM (
    SELECT client_id, (facts ->> 'net')::float8 AS net, (facts ->> 'firm_net')::float8 AS firm_net,
           (facts ->> 'firm_practices')::int AS practices
    FROM scoring_health WHERE facts <> '{{}}'
) h JOIN clients_client c ON c.id = client_id
WHERE COALESCE(firm_net > 0 AND net > %(share)s * firm_net, FALSE)
      <> COALESCE(%(firm_net)s > 0 AND net > %(share)s * %(firm_net)s AND NOT {looked_after("%(near)s::bigint[]")}, FALSE)
   OR LEAST(practices, %(most)s) <> LEAST(%(practices)s, %(most)s)
ORDER BY 1
"""  # noqa: S608 - constants only


def turned_clients(policy: Policy, figures: FirmFigures) -> list[int]:
    """Clients whose stored score stands on another answer than `figures` give."""
    values = {
        "share": policy.rules.large_share,
        "firm_net": figures.net,
        "near": list(figures.near),
        "practices": figures.practices,
        "most": policy.rules.full_practices,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNED, values)
        return [row[0] for row in cursor.fetchall()]


def mark_turned_clients(day: FirmDay, policy: Policy, figures: FirmFigures) -> int:
    """Mark them, unless the figures are those that were looked at last; answer how many."""
    fingerprint = crc32(repr((day, policy.version, figures)).encode()) >> 1
    if runs.last_number(SEEN) == fingerprint:
        return 0
    with transaction.atomic():
        ids = turned_clients(policy, figures)
        if ids:
            marks.mark(ids)
        runs.finish(SEEN, fingerprint)
    return len(ids)
