"""Which rows of any model somebody may know of, by the register: an auditor outside a wall learns nothing of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from accounts.models import User
from relationships.trust.kept import Kept, Sees
from relationships.trust.register import line_of


def seen(model: type[models.Model], pks: Collection[int], user: User) -> set[int]:
    """Those of `pks` that `user` may know of. A row that is gone, or that no line speaks of, is none of them."""
    line = line_of(model)
    if not pks or line is None or line.sees is Sees.MACHINE:
        return set()
    manager: Any = model._default_manager
    if line.sees is Sees.GATE:
        return set(manager.visible_to(user).filter(pk__in=pks).values_list("pk", flat=True))
    rows = model._base_manager.filter(pk__in=pks)
    if isinstance(line.sees, Sees):
        return set(rows.values_list("pk", flat=True))
    names = [model._meta.get_field(name).attname for name in line.sees]  # type: ignore[union-attr]
    found = {row["pk"]: row for row in of_theirs(line, rows, user).values("pk", *names)}
    return seen_by_keys(model, found, user)


def of_theirs(line: Kept, rows: models.QuerySet[Any], user: User) -> models.QuerySet[Any]:
    """Those of `rows` that are not for others alone: inside the list they name, and of a private kind `user`'s own or
    such as name something."""
    if line.inside:
        rows = rows.filter(**{line.inside: user.pk})
    if line.own:
        named = Q()
        for name in line.sees if isinstance(line.sees, tuple) else ():
            named |= Q(**{f"{name}__isnull": False})
        rows = rows.filter(Q(**{line.colleague: user.pk}) | named)
    return rows


def not_theirs(model: type[models.Model], pks: Collection[int], user: User) -> set[int]:
    """Those of `pks` that are private to another colleague: that there is something may be told, not what."""
    line = line_of(model)
    if line is None or not line.private:
        return set()
    own = model._base_manager.filter(pk__in=pks, **{line.colleague: user.pk})
    return set(pks) - set(own.values_list("pk", flat=True))


def seen_by_keys(model: type[models.Model], rows: Mapping[int, Mapping[str, Any]], user: User) -> set[int]:
    """Those of `rows` (anything by number, each with the foreign keys of its line) that `user` may know of."""
    line = line_of(model)
    if line is None or line.sees is Sees.MACHINE:
        return set()
    if isinstance(line.sees, Sees):
        return set(rows) if line.sees is not Sees.GATE else set()
    left = set(rows)
    for name in line.sees:
        field: Any = model._meta.get_field(name)
        keys = {rows[number][field.attname] for number in left} - {None}
        known = seen(field.related_model, keys, user)
        left = {number for number in left if rows[number][field.attname] in known | {None}}
    return left
