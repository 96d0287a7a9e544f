"""Columns in written-out SQL come back as the records that Django would have read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.forms.models import model_to_dict

from accounts.models import Office, User
from relationships.foundation.columns import Columns, cut
from relationships.scoring.models import Health

pytestmark = pytest.mark.django_db


def read(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def test_a_record_is_what_django_reads(partner: User) -> None:
    person, office = Columns(User, "u"), Columns(Office, "o", "id", "name")
    sql = f"SELECT {person}, {office}, 7 FROM accounts_user u LEFT JOIN accounts_office o ON o.id = u.office_id"
    (row,) = read(f"{sql} WHERE u.id = {partner.pk}")
    first, second, (seven,) = cut(row, person, office)
    assert model_to_dict(person.record(first)) == model_to_dict(User.objects.get(pk=partner.pk))
    assert (office.maybe(second), seven) == (partner.office, 7)


def test_fields_left_out_are_fetched_when_asked_for(partner: User) -> None:
    name = Columns(User, "u", "id", "name")
    (row,) = read(f"SELECT {name} FROM accounts_user u WHERE u.id = {partner.pk}")
    found = name.record(row)
    assert found.get_deferred_fields() >= {"email", "role"}
    assert found.email == partner.email


def test_the_order_they_are_named_in_does_not_matter(partner: User) -> None:
    some = Columns(User, "u", "name", "role", "public_id", "id")
    (row,) = read(f"SELECT {some} FROM accounts_user u WHERE u.id = {partner.pk}")
    found = some.record(row)
    assert (found.pk, found.public_id, found.name, found.role) == (
        partner.pk,
        partner.public_id,
        partner.name,
        partner.role,
    )


def test_a_name_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="User has no columns nmae"):
        Columns(User, "u", "id", "nmae")


def test_json_is_asked_for_so_that_it_is_read() -> None:
    assert 'h."measures"::json' in str(Columns(Health, "h"))
