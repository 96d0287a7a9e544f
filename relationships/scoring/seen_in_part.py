"""Clients whom somebody sees who is limited to an office or practice (ADR 0030).

What is worked out once for everybody compares them with nothing that lies beyond that part: neither with the fees of the
whole firm nor with its largest clients.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from accounts.policy import Capability, Role, has

# Nobody's places are asked unless somebody is limited: the function is called once for every colleague who is left.
NEAR_A_LIMIT = """
SELECT DISTINCT near FROM accounts_user u LEFT JOIN accounts_firm f ON TRUE, unnest(clients_colleagues_near(u.id)) near
WHERE u.is_active AND u.archived_at IS NULL AND u.role = ANY (%(shown_health)s)
  AND (u.clients_seen NOT IN ('', 'all') OR u.role = ANY (f.office_roles) OR u.role = ANY (f.practice_roles))
"""
"""Ids of the colleagues whose clients somebody sees who is limited, and who is shown health; its parameter: `roles`."""


def roles() -> dict[str, list[str]]:
    """The parameter of `NEAR_A_LIMIT`: which roles are shown health."""
    return {"shown_health": [role.value for role in Role if has(role, Capability.SEE_HEALTH)]}


def looked_after(near: str) -> str:
    """A condition on `clients_client c`: one of the colleagues `near` (SQL for an array of ids) looks after it."""
    return f"""(c.owner_id = ANY ({near}) OR EXISTS (
        SELECT FROM clients_teammember t
        WHERE t.client_id = c.id AND t.colleague_id = ANY ({near}) AND t.archived_at IS NULL))"""


_SEEN = f"""SELECT c.id FROM clients_client c
WHERE c.id = ANY (%(ids)s::bigint[]) AND {looked_after("%(near)s::bigint[]")}"""  # noqa: S608 - constants only


def seen_in_part(client_ids: Iterable[int], near: tuple[int, ...]) -> set[int]:
    """Those of `client_ids` that a colleague of `near` looks after; no question where nobody is limited."""
    if not near:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"ids": list(client_ids), "near": list(near)})
        return {row[0] for row in cursor.fetchall()}
