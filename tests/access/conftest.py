"""A world that many tests look at is built once a module and undone at its end."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.template.base import Template
from django.test.utils import _TestState, setup_databases
from pytest_django.plugin import DjangoDbBlocker


@pytest.fixture(scope="session")
def test_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database, also when no test that was collected asks for `db` by name: pytest-django would then leave the
    connection on the live one."""
    with django_db_blocker.unblock():
        if not connection.settings_dict["NAME"].startswith("test_"):
            setup_databases(verbosity=0, interactive=False, aliases={"default"}, keepdb=True)
    assert connection.settings_dict["NAME"].startswith("test_")


@pytest.fixture(scope="module")
def one_transaction(test_database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Everything in the module happens in one transaction, which is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True, scope="module")
def plain_templates(django_test_environment: None) -> Iterator[None]:
    """Thousands of pages are asked for here, and nobody looks at what a template was given: no copies are kept."""
    with patch.object(Template, "_render", _TestState.saved_data.template_render):
        yield
