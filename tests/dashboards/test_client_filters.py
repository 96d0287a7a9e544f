"""The address of the client list: every state has one, what is unknown is left out."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from relationships.dashboards.client_filters import ClientFilters


def read(address: str, *, with_fees: bool = True, with_health: bool = True) -> ClientFilters:
    return ClientFilters.from_address(QueryDict(address), with_fees=with_fees, with_health=with_health)


@pytest.mark.parametrize(
    "address",
    [
        "?",
        "?q=nova",
        "?q=100%25+%26+more&grade=C&grade=none&tier=A&owner=me&office=ABCDEFGHJKLM&industry=Life+sciences",
        "?archived=yes&sort=-health&page=3",
    ],
)
def test_an_address_is_read_and_written_alike(address: str) -> None:
    assert read(address.removeprefix("?")).address() == address


@pytest.mark.parametrize(
    "address",
    [
        "sort=password",
        "sort=--name",
        "sort=name;drop",
        "grade=Z",
        "tier=Z",
        "page=0",
        "page=-1",
        "page=x",
        "page=%D9%A1",
        "owner=%27%20or%201",
        "office=../../etc",
        "industry=%00",
        "archived=maybe",
    ],
)
def test_what_it_does_not_know_it_leaves_out(address: str) -> None:
    assert read(address) == ClientFilters()


def test_pages_end_at_two_hundred() -> None:
    assert read("page=999999").page == 200


def test_a_search_that_cannot_be_is_explained() -> None:
    assert read("q=a%00b").problem == "This text holds a NUL character. Remove it."
    assert "At most 100 fit" in read("q=" + "x" * 101).problem


def test_nobody_sorts_or_filters_by_what_they_may_not_see() -> None:
    assert read("sort=-fees", with_fees=False).sort == "name"
    assert read("sort=-health&grade=E", with_health=False) == ClientFilters()


@pytest.mark.parametrize(
    ("sort", "key", "then"),
    [
        ("name", "name", "-name"),
        ("-name", "name", "name"),
        ("name", "fees", "-fees"),
        ("-fees", "fees", "fees"),
        ("name", "owner", "owner"),
    ],
)
def test_a_header_sorts_its_natural_way_first(sort: str, key: str, then: str) -> None:
    assert ClientFilters(sort=sort, page=4).sorted_by(key) == ClientFilters(sort=then)
