"""The statements that bring one table of an export in: a copy of the file with new numbers, then rows from it.

Each file gets a temporary table `back_…` with its columns and `new_id`, the number that its row will have here. Keys are
found among those, so it doesn't matter which table comes first: foreign keys are checked when everything is in.
Names in the statements are of models and their columns alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models

from relationships.trust import firm_import_scope as scope
from relationships.trust.firm_export_scope import columns_of
from relationships.trust.firm_import_files import FirmImportRefused, Table

FEW = 1_000
"""Rows that the planner may guess at."""


@dataclass(frozen=True)
class Brought:
    """One file and where it goes."""

    file: Table
    there: frozenset[str]
    """The models whose files in the archive have rows."""

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.file.model)

    @property
    def table(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def copy(self) -> str:
        """The temporary table."""
        return f"back_{self.table}"

    @cached_property
    def fields(self) -> dict[str, models.Field[Any, Any]]:
        return {field.name: field for field in self.model._meta.concrete_fields}

    @cached_property
    def numbered(self) -> bool:
        """Whether rows have a number of their own; else they have that of another record."""
        return not self.model._meta.pk.is_relation

    @cached_property
    def keys(self) -> dict[str, type[models.Model]]:
        """The columns of the file that lead to another record, and where to."""
        found = {name: scope.leads_to(self.fields[name]) for name in self.file.columns}
        return {name: model for name, model in found.items() if model is not None}

    def make_copy(self) -> str:
        kinds = ", ".join(
            f'NULL::text AS "{name}"' if name in self.keys or name == self.model._meta.pk.name else f'"{name}"'
            for name in self.file.columns
        )
        made = [f"CREATE TEMP TABLE {self.copy} ON COMMIT DROP AS SELECT {kinds} FROM {self.table} WITH NO DATA"]  # noqa: S608 - names of models
        number = f"DEFAULT nextval(pg_get_serial_sequence('{self.table}', '{self.model._meta.pk.column}'))"
        made.append(f"ALTER TABLE {self.copy} ADD COLUMN new_id bigint {number if self.numbered else ''}")
        return "; ".join(made)

    def fill_copy(self) -> str:
        names = ", ".join(f'"{name}"' for name in self.file.columns)
        return f"COPY {self.copy} ({names}) FROM STDIN WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')"

    def after_copy(self) -> str:
        done = [f"ANALYZE {self.copy}"] if self.file.rows > FEW else []
        if self.numbered:
            done.insert(0, f'CREATE UNIQUE INDEX ON {self.copy} ("{scope.key_of(self.model)}")')
        if (same := scope.MET_BY.get(self.file.model)) and same in self.file.columns:
            done.append(f"ALTER TABLE {self.copy} ADD COLUMN met boolean NOT NULL DEFAULT false")
            done.append(
                f'UPDATE {self.copy} s SET new_id = t.id, met = true FROM {self.table} t WHERE t."{same}" = s."{same}"'  # noqa: S608 - names of models
            )
        return "; ".join(done) or "SELECT"

    def unled(self) -> str:
        """How many rows have a key that leads to nothing in the file: one they can't do without, and any other."""
        other = [f's."{name}" IS NOT NULL AND {self._nowhere(name)}' for name in self.keys if name not in self._needed]
        counted = " + ".join(f"count(*) FILTER (WHERE {each})" for each in other) or "0"
        return f"SELECT count(*) FILTER (WHERE {self._adrift}), {counted} FROM {self.copy} s"  # noqa: S608 - names of models

    def drop_adrift(self) -> str:
        """Take out rows without what they belong to."""
        return f"DELETE FROM {self.copy} s WHERE {self._adrift}"  # noqa: S608 - names of models

    @cached_property
    def _needed(self) -> set[str]:
        return {name for name in self.keys if not self.fields[name].null} | scope.LEADS.get(self.file.model, set())

    @cached_property
    def _adrift(self) -> str:
        """Of which rows a key that they can't do without leads to nothing in the file."""
        said = [
            f'{self._nowhere(name)} AND (s."{name}" IS NOT NULL OR {not self.fields[name].null})'
            for name in sorted(self._needed & set(self.keys))
        ]
        return " OR ".join(f"({each})" for each in said) or "false"

    def insert(self) -> tuple[str, list[Any]]:
        """Rows that are new here."""
        columns, values, params = self._columns()
        met = "WHERE NOT s.met" if self._may_be_met else ""
        names = ", ".join(f'"{column}"' for column in columns)
        return f"INSERT INTO {self.table} ({names}) SELECT {', '.join(values)} FROM {self._joined()} {met}", params  # noqa: S608 - names of models

    def update(self) -> str:
        """Rows that a new installation has already."""
        if not self._may_be_met:
            return ""
        stays = scope.STAYS.get(self.file.model, set())
        told = [name for name in self.file.columns if name not in stays and name != self.model._meta.pk.name]
        sets = ", ".join(f'"{self.fields[name].column}" = {self._value(name)}' for name in told)
        return f"UPDATE {self.table} t SET {sets} FROM {self._joined()} WHERE t.id = s.new_id AND s.met"  # noqa: S608 - names of models

    @property
    def _may_be_met(self) -> bool:
        return scope.MET_BY.get(self.file.model) in self.file.columns

    def _columns(self) -> tuple[list[str], list[str], list[Any]]:
        columns: list[str] = []
        values: list[str] = []
        params: list[Any] = []
        for name, field in self.fields.items():
            instead = scope.INSTEAD.get((self.file.model, name))
            if isinstance(field, models.GeneratedField):
                continue
            if field.primary_key and self.numbered:
                value = "s.new_id"
            elif instead is not None:
                value = instead
            elif name in self.file.columns:
                value = self._value(name)
            elif field.db_default is not models.NOT_PROVIDED or (field.null and not field.has_default()):
                continue
            elif field.has_default():
                value = "%s"
                params.append(field.get_default())
            else:
                raise FirmImportRefused(f"{self.file.file} has no column {name}: another version wrote it.")
            columns.append(str(field.column))
            values.append(value)
        return columns, values, params

    def _value(self, name: str) -> str:
        if name not in self.keys:
            return f's."{name}"'
        return f"k_{name}.new_id" if self._is_there(name) else "NULL"

    def _is_there(self, name: str) -> bool:
        return self.keys[name]._meta.label in self.there

    def _joined(self) -> str:
        joins = [
            f'LEFT JOIN back_{there._meta.db_table} k_{name} ON k_{name}."{scope.key_of(there)}" = s."{name}"'
            for name, there in self.keys.items()
            if self._is_there(name)
        ]
        return " ".join([f"{self.copy} s", *joins])

    def _nowhere(self, name: str) -> str:
        if not self._is_there(name):
            return "true"
        there = self.keys[name]
        copy, key = f"back_{there._meta.db_table}", scope.key_of(there)
        return f'NOT EXISTS (SELECT FROM {copy} k WHERE k."{key}" = s."{name}")'


def brought(tables: list[Table]) -> list[Brought]:
    """The files that come back. Raises `FirmImportRefused` for what this version doesn't know."""
    known = {each.file for each in tables if scope.comes_back(each.model)}
    there = frozenset(each.model for each in tables if each.file in known and each.rows)
    found = [Brought(each, there) for each in tables if each.file in known]
    for each in tables:
        if not scope.comes_back(each.model) and each.model not in scope.NOT_BROUGHT:
            raise FirmImportRefused(f"{each.file} is not known here: a newer version wrote it. Update this one first.")
    for one in found:
        told = {field.name for field in columns_of(one.model)}
        if strange := sorted(set(one.file.columns) - told):
            raise FirmImportRefused(f"{one.file.file} has a column {strange[0]} that is not known here. Update first.")
        if one.numbered and scope.key_of(one.model) not in one.file.columns:
            raise FirmImportRefused(
                f"{one.file.file} has no column {scope.key_of(one.model)}: another version wrote it."
            )
    return found
