"""The page of the register: its filters in the address, its rows, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import User
from accounts.signed_in import colleague
from accounts.text import TextError, clean_text
from relationships.foundation.firm_day import firm_day
from relationships.hospitality.gift_queries import (
    AWAY,
    GiftFilters,
    GiftRow,
    RegisterSums,
    currency,
    gift_rows,
    limit_in_force,
    register,
    sums_of,
    years_with_gifts,
)
from relationships.hospitality.models import Gift

PAGE = 50
LAST_PAGE = 200
STATES = [*Gift.State.choices, (AWAY, "Put away")]


@dataclass(frozen=True)
class Register:
    """Context of hospitality/gift_list.html."""

    rows: list[GiftRow]
    sums: RegisterSums
    filters: GiftFilters
    years: list[int]
    limit: Decimal
    currency: str
    page: int
    last: int
    directions: list[tuple[str, str]]
    states: list[tuple[str, str]]


def gift_filters(asked: QueryDict, today: date | None = None) -> GiftFilters:
    """The filters of an address; whatever is none of the choices is left out."""
    this_year, year = (today or firm_day().on).year, asked.get("year", "")
    try:
        text = clean_text(asked.get("q", ""), max_length=200)
    except TextError:
        text = ""
    return GiftFilters(
        year=int(year)
        if len(year) == 4 and year.isascii() and year.isdigit() and 1900 <= int(year) <= 2100
        else this_year,
        direction=asked.get("direction", "") if asked.get("direction", "") in Gift.Direction.values else "",
        state=asked.get("state", "") if asked.get("state", "") in dict(STATES) else "",
        q=text,
    )


def read_register(user: User, filters: GiftFilters, *, page: int) -> Register:
    """One page of the register as `user` may know it."""
    rows = register(user, filters)
    sums = sums_of(rows)
    last = max(1, min(LAST_PAGE, -(-sums.entries // PAGE)))
    number = min(page, last)
    return Register(
        rows=gift_rows(user, rows[(number - 1) * PAGE : number * PAGE]),
        sums=sums,
        filters=filters,
        years=sorted({*years_with_gifts(user, firm_day().on), filters.year}, reverse=True),
        limit=limit_in_force(),
        currency=currency(),
        page=number,
        last=last,
        directions=list(Gift.Direction.choices),
        states=STATES,
    )


def gift_list_answer(request: HttpRequest) -> HttpResponse:
    """The page for whoever asks."""
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1
    page = read_register(colleague(request), gift_filters(request.GET), page=max(1, number))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, "hospitality/gift_list.html", {"page": page, "query": query.urlencode()})
