"""Clients with all that belongs to their groups today, as far as a reader may know."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from accounts.models import User
from relationships.clients.visible_groups import group_scope
from relationships.foundation.firm_day import firm_day

_MEMBERS = """
WITH RECURSIVE {groups}, today AS MATERIALIZED (
    SELECT client_id, root_id FROM span
    WHERE (starts_on IS NULL OR starts_on <= %(today)s) AND (ends_on IS NULL OR ends_on > %(today)s)
), asked AS (
    SELECT DISTINCT COALESCE(today.root_id, given.id) AS root_id
    FROM unnest(%(clients)s::bigint[]) AS given (id) JOIN scope USING (id) LEFT JOIN today ON today.client_id = given.id
)
SELECT root_id, root_id FROM asked
UNION
SELECT today.client_id, root_id FROM asked JOIN today USING (root_id) JOIN scope ON scope.id = today.client_id
"""


def whole_groups(user: User, client_ids: Iterable[int]) -> dict[int, int]:
    """Every client of the groups that these clients belong to today, with its topmost parent; itself without one."""
    groups, values = group_scope(user)
    asked = {**values, "clients": sorted(set(client_ids)), "today": firm_day().on}
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS.format(groups=groups), asked)
        return dict(cursor.fetchall())
