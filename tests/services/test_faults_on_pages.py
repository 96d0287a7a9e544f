"""A page whose database is away, or too slow, says so instead of breaking."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from crm import urls


def sleep(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 100; SELECT pg_sleep(10)")
    return HttpResponse()


def fault(request: HttpRequest) -> HttpResponse:
    raise ValueError


handler500 = urls.handler500
urlpatterns = [path("sleep/", sleep), path("fault/", fault)]


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


@override_settings(ROOT_URLCONF=__name__)
def test_a_statement_that_takes_too_long_is_said_to_be_that(visitor: Client) -> None:
    answer = visitor.get("/sleep/")
    assert answer.status_code == 503
    assert b"Nothing is lost" in answer.content


@override_settings(ROOT_URLCONF=__name__)
def test_our_own_fault_is_said_without_asking_the_database(visitor: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        answer = visitor.get("/fault/")
    assert answer.status_code == 500
    assert b"nothing was half-saved" in answer.content
