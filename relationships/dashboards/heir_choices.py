"""Heirs chosen on a page of rows at once: each row by itself, so that one that somebody changed since loses no other."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.models import User
from accounts.record import Conflict
from relationships.foundation.firm_day import firm_day
from relationships.network.handover_actions import NotTheirs, choose_heir
from relationships.network.models import Departure, Handover
from relationships.scoring.health_policy import policy_of

MOST = 200


def save_heirs(user: User, departure: Departure, posted: Mapping[str, str]) -> tuple[int, list[str]]:
    """Save every row whose heir was changed: how many there were, and what is to be said of the others."""
    keys = [name.removeprefix("heir-") for name in posted if name.startswith("heir-")][:MOST]
    rows = Handover.objects.visible_to(user).filter(departure=departure, public_id__in=[_id(key) for key in keys])
    chosen = {_id(posted[f"heir-{key}"]) for key in keys}
    heirs = {each.public_id: each for each in User.objects.filter(public_id__in=chosen - {""})}
    rules = policy_of(firm_day()).rules.tie
    saved, refused = 0, []
    for row in rows.select_related("departure", "client", "person", "heir").order_by("person_id", "id"):
        wanted, version = _id(posted[f"heir-{row.public_id}"]), posted.get(f"version-{row.public_id}", "")
        if wanted == (row.heir.public_id if row.heir else "") or (wanted and wanted not in heirs):
            continue
        expected = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else row.version
        try:
            choose_heir(
                handover=row,
                heir=heirs.get(wanted),
                by=user,
                expected_version=expected,
                goodbye_on=row.goodbye_on,
                rules=rules,
            )
        except Conflict:
            refused.append(f"{said(row)}: somebody chose another heir in the meantime. Look at it, then choose again.")
        except NotTheirs:
            refused.append(f"{said(row)}: {heirs[wanted].name} can't take this over. Choose somebody else.")
        else:
            saved += 1
    return saved, refused


def said(row: Handover) -> str:
    """ "Ana Ruiz, Novagen"."""
    names = (row.person.name if row.person else "", row.client.name if row.client else "")
    return ", ".join(filter(None, names))


def _id(typed: str) -> str:
    """A public id, or "" for what can be none."""
    return typed if typed.isascii() and typed.isalnum() and len(typed) < 20 else ""
