"""Which rows a whole-firm export tells of: by the gate, and for every other table by its line in the register."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import Case, F, Q, QuerySet, When

from accounts.models import User
from accounts.record import Record
from relationships.alumni.models import Alumnus
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.engagements.models import Engagement, LedgerEntry
from relationships.interactions.models import Interaction
from relationships.trust.kept import Kept, Sees
from relationships.trust.register import line_of, register
from relationships.trust.their_data import UNTOLD

GATED: dict[str, type[models.Model]] = {
    "clients": Client,
    "people": Person,
    "engagements": Engagement,
    "entries": LedgerEntry,
    "touches": Interaction,
    "alumni": Alumnus,
}
WHY = "The server's own export holds the whole firm; whoever runs it reads the database anyway."
_OWN_DOWNLOAD = "the audit record has a download of its own"
LEFT_OUT = {"trust.AuditEntry": _OWN_DOWNLOAD, "trust.Origin": _OWN_DOWNLOAD}
SECRETS = UNTOLD - {"id"} | {"url", "key", "form_token"}
"""Columns for the machine, and what opens something."""
_TOLD_NEVERTHELESS = {("capture.Message", "key")}
"""By which a message is known when it comes twice."""


def why_left_out(line: Kept) -> str:
    """Why a table is not in the file; "" when it is. A new table is in it unless its line says otherwise."""
    if line.model in LEFT_OUT:
        return LEFT_OUT[line.model]
    if line.sees is Sees.MACHINE:
        return "worked out from other records, or for the machinery"
    if not line.exported and line.model not in {each.person for each in register().values()}:
        return "opens something, or is kept for a while only"
    return ""


def told_rows(model: type[models.Model], user: User | None) -> QuerySet[Any]:
    """The rows of `model` that `user` may know of; without a user all of them. One query, however deep the walls are."""
    line, manager = line_of(model), model._default_manager
    if line is None:
        return model._base_manager.none()
    if user is None:
        return model._base_manager.all()
    rows: QuerySet[Any] = manager.visible_to(user) if hasattr(manager, "visible_to") else model._base_manager.all()
    if line.private:
        rows = rows.filter(**{line.colleague: user.pk})
    if line.inside:
        rows = rows.filter(**{line.inside: user.pk})
    for name in line.sees if isinstance(line.sees, tuple) else ():
        there: Any = model._meta.get_field(name)
        rows = rows.filter(
            Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__in": told_rows(there.related_model, user).values("pk")})
        )
    return rows


def ids_for(user: User | None) -> dict[str, str]:
    """By name: a query for the ids that may be told, written out to stand in the SQL of the files."""
    return {name: written_out(told_rows(model, user).order_by().values("pk")) for name, model in GATED.items()}


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a table that are told: neither secrets nor what is worked out. A number that stands for no record
    outside goes where there is a public id."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if (field.name not in SECRETS or _is_told_nevertheless(model, field.name))
        and not isinstance(field, models.GeneratedField | models.BinaryField)
    ]
    known = {field.name for field in fields} & {"public_id", "code"}
    return [field for field in fields if not (field.primary_key and known)]


def _is_told_nevertheless(model: type[models.Model], name: str) -> bool:
    # A record's version counts its changes, and begins anew elsewhere; that of a policy is its name.
    return (model._meta.label, name) in _TOLD_NEVERTHELESS or (name == "version" and not issubclass(model, Record))


def table_query(model: type[models.Model], user: User | None) -> str:
    """The rows of `model` for its plain file: keys as public ids, and no key to what `user` may not know of."""
    rows, names = told_rows(model, user).order_by(), []
    line = line_of(model)
    for field in columns_of(model):
        if not field.is_relation or field.related_model is None:
            names.append(field.attname)
            continue
        there: Any = field.related_model
        named = next((each for each in ("public_id", "code") if any(f.name == each for f in there._meta.fields)), "pk")
        path, seen = f"{field.name}__{named}", line_of(there)
        checked = line is not None and isinstance(line.sees, tuple) and field.name in line.sees
        if user is None or checked or seen is None or not (seen.sees is Sees.GATE or isinstance(seen.sees, tuple)):
            names.append(path)
        else:
            shown = When(**{f"{field.name}__in": told_rows(there, user).values("pk")}, then=F(path))
            rows = rows.annotate(**{f"told_{field.name}": Case(shown, default=None)})
            names.append(f"told_{field.name}")
    return written_out(rows.values_list(*names))


def written_out(rows: QuerySet[Any, Any]) -> str:
    """A query with its values in it: COPY takes no parameters."""
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return f"SELECT id FROM {rows.model._meta.db_table} WHERE false"  # noqa: S608 - a name of ours
    with connection.cursor() as cursor:
        text: bytes | str = cursor.mogrify(sql, params)
    return text.decode() if isinstance(text, bytes) else text
