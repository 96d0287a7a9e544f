"""Putting clients under the group a row names: an edge without dates, unless they are in a group already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from relationships.clients.actions import rebuild_group_spans
from relationships.imports.applying import Step

# The same lock as whoever edits an edge by hand: circles are only seen by one writer at a time.
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('clients_groupedge'))"
LEDGER_ROWS_IN_GROUPS = """
SELECT c.id, g.id, r.client, r.client_group, min(r.line)
FROM imports_row r JOIN import_client c ON c.name = r.client JOIN import_client g ON g.name = r.client_group
WHERE r.run_id = %(run)s AND NOT r.rejected AND g.id <> c.id
GROUP BY c.id, g.id, r.client, r.client_group
ORDER BY count(*) DESC, r.client, r.client_group
"""
CLIENTS_NAMED_IN_GROUPS = """
SELECT s.target, g.id, s.name, s.client_group, s.line
FROM import_said s JOIN import_client g ON g.name = s.client_group
WHERE s.main AND g.id <> s.target ORDER BY s.name, s.client_group, s.line
"""
_EDGES = "SELECT client_id, parent_id FROM clients_groupedge WHERE archived_at IS NULL AND NOT beside"
_ADD = """
INSERT INTO clients_groupedge (client_id, parent_id)
SELECT * FROM unnest(%(clients)s::bigint[], %(parents)s::bigint[]) AS edge (client_id, parent_id) ORDER BY client_id
"""


def add_groups(step: Step, named: str) -> set[int]:
    """Add the edges that rows name, and derive groups anew. Answers the clients concerned, parents included."""
    if not step.has("group"):
        return set()
    step.rows(_ONE_AT_A_TIME)
    parents: dict[int, set[int]] = defaultdict(set)
    for client_id, parent_id in step.rows(_EDGES):
        parents[client_id].add(parent_id)
    new: dict[int, int] = {}
    # Which group wins must not depend on the order of rows: the one most rows name, then the first by name.
    for client_id, parent_id, client, group, line in step.rows(named):
        if parent_id in parents[client_id]:
            continue
        if parents[client_id]:
            step.warnings.append(f"Line {line}: {client} is in another group already; {group} was left out.")
        elif reaches(parents, parent_id, client_id):
            step.warnings.append(f"Line {line}: {group} belongs to {client} itself, so {client} can't be put under it.")
        else:
            parents[client_id].add(parent_id)
            new[client_id] = parent_id
    if new:
        step.run(_ADD, clients=list(new.keys()), parents=list(new.values()))
        rebuild_group_spans(client_ids=new.keys())
    return {*new.keys(), *new.values()}


def reaches(parents: Mapping[int, Iterable[int]], start: int, goal: int) -> bool:
    """Whether `goal` is `start` or above it."""
    seen, ahead = set(), [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead += parents.get(here, ())
    return False
