"""Clients that a file would add, and clients here whose names are the same written differently."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from accounts.models import User
from relationships.clients.look_alike_actions import NEARLY
from relationships.clients.models import Client, LookAlike
from relationships.clients.name_core import core, host, only_spelt_differently, skeleton
from relationships.clients.visibility import HIDDEN_CLIENTS
from relationships.imports.applying import Step
from relationships.imports.file_store import Known, Question
from relationships.imports.readable import readable

OFFERED = 5
_AT_ONCE = 2_000
_NEW = """
SELECT c.id, c.name, c.website FROM imports_importtrace t JOIN clients_client c ON c.id = t.record_id
WHERE t.run_id = %(run)s AND t."table" = 'clients_client' AND t.before IS NULL AND t.after IS NULL ORDER BY c.id
"""
_ROWS_OF = """
SELECT m.target, m.has_id, array_agg(s.line ORDER BY s.line) FROM import_said m JOIN import_said s ON s.who = m.who
WHERE m.main AND m.added GROUP BY 1, 2
"""
_ROWS_NAMING = """
SELECT client, count(*), min(line) FROM imports_row WHERE run_id = %(run)s AND NOT rejected AND client = ANY(%(names)s)
GROUP BY client
"""
_UNSEEN = f"""
CREATE TEMP TABLE import_unseen ON COMMIT DROP AS {HIDDEN_CLIENTS.replace("%s", "%(user)s")}
"""
# Each arm walks its own index.
_LIKE = """
SELECT n.id, o.client_id, o.reason, n.core, o.core, o.likeness
FROM unnest(%(ids)s::bigint[], %(cores)s::text[], %(skeletons)s::text[], %(hosts)s::text[]) AS n (id, core, skeleton, host)
CROSS JOIN LATERAL (
    (SELECT s.client_id, 'name' AS reason, s.core, 1.0::float8 AS likeness FROM clients_namekey s
     WHERE s.core = n.core AND s.client_id NOT IN (SELECT client_id FROM import_unseen) ORDER BY s.id LIMIT 20)
    UNION ALL
    (SELECT s.client_id, 'website', s.core, 0.9::float8 FROM clients_namekey s
     WHERE n.host <> '' AND s.host = n.host AND s.client_id NOT IN (SELECT client_id FROM import_unseen)
     ORDER BY s.id LIMIT 20)
    UNION ALL
    (SELECT s.client_id, 'spelling', s.core, similarity(s.core, n.core)::float8 FROM clients_namekey s
     WHERE n.skeleton <> '' AND s.skeleton = n.skeleton AND s.core <> n.core AND similarity(s.core, n.core) >= %(nearly)s
       AND s.client_id NOT IN (SELECT client_id FROM import_unseen) ORDER BY s.id LIMIT 20)
) o
"""
New = tuple[int, str, str]
"""Id, name and website of a client that the file would add."""


def ask_of_client_rows(step: Step, user: User, most: int) -> list[Question]:
    """Rows of a list of clients that look like one that is here."""
    rows = {target: (has_id, lines) for target, has_id, lines in step.rows(_ROWS_OF)}
    new = [each for each in step.rows(_NEW) if each[0] in rows]
    found = []
    for (pk, name, _), like in _alike(step, user, new, most):
        has_id, lines = rows[pk]
        known = [
            _known(client, reason, likeness, not (has_id and _is_ours(step, client)))
            for client, reason, likeness in like
        ]
        found.append(Question(str(lines[0]), lines, "", readable(name), len(lines), known))
    return found


def ask_of_named_clients(step: Step, user: User, most: int) -> list[Question]:
    """Names of clients in rows of other kinds, which nobody here bears exactly."""
    new = step.rows(_NEW)
    rows = {name: (count, line) for name, count, line in step.rows(_ROWS_NAMING, names=[each[1] for each in new])}
    found = []
    for (_, name, _), like in _alike(step, user, [each for each in new if each[1] in rows], most):
        count, line = rows[name]
        known = [_known(client, reason, likeness, True) for client, reason, likeness in like]
        found.append(Question(_key(name), [line], name, readable(name), count, known))
    return found


def _alike(step: Step, user: User, new: Sequence[New], most: int) -> list[tuple[New, list[tuple[Client, str, float]]]]:
    """Those of `new` that look like somebody, each with the likest whom `user` may see."""
    if not new:
        return []
    step.run("DROP TABLE IF EXISTS import_unseen")
    step.run(_UNSEEN, user=user.pk)
    found: list[tuple[New, list[tuple[Client, str, float]]]] = []
    for some in (new[begin : begin + _AT_ONCE] for begin in range(0, len(new), _AT_ONCE)):
        like = _found(step, some)
        ids = {pk for pairs in like.values() for pk in pairs}
        seen = Client.objects.visible_to(user).current().in_bulk(ids)
        for each in some:
            pairs = [(seen[pk], *why) for pk, why in like.get(each[0], {}).items() if pk in seen]
            if pairs:
                found.append((each, sorted(pairs, key=lambda pair: (-pair[2], pair[0].pk))[:OFFERED]))
        if len(found) >= most:
            break
    return found[:most]


def _found(step: Step, new: Sequence[New]) -> dict[int, dict[int, tuple[str, float]]]:
    cores = [core(name)[:600] for _, name, _ in new]
    rows: list[tuple[Any, ...]] = step.rows(
        _LIKE,
        ids=[each[0] for each in new],
        cores=cores,
        skeletons=list(map(skeleton, cores)),
        hosts=[host(website) for _, _, website in new],
        nearly=NEARLY,
    )
    found: dict[int, dict[int, tuple[str, float]]] = defaultdict(dict)
    for pk, client, reason, ours, theirs, likeness in rows:
        if reason == "spelling" and not only_spelt_differently(ours, theirs):
            continue
        if likeness > found[pk].get(client, ("", 0.0))[1]:
            found[pk][client] = reason, likeness
    return found


def _known(client: Client, reason: str, likeness: float, may_update: bool) -> Known:
    return Known(client.public_id, client.name, client.industry, LookAlike.Reason(reason).label, likeness, may_update)


def _is_ours(step: Step, client: Client) -> bool:
    """Whether this source knows the client under another id: it says itself that they are two."""
    return client.external_id is not None and client.source == step.source


def _key(name: str) -> str:
    """How a form names the question about a name."""
    return "n" + blake2b(name.encode("utf-8", "replace"), digest_size=7).hexdigest()
