"""A list page as a file: its own address with `format=csv` or `format=xlsx`, so that whoever may see the page, and only
they, may take it along, in the filter and the order that the page has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase

from accounts.vocabulary import speak
from relationships.foundation.table_response import table_response

CHUNK = 500
"""Rows whose facts are read together: enough to be quick, few enough to be light."""

_P = ParamSpec("_P")


@dataclass(frozen=True)
class ListFile:
    """Every row of a list in the order of its page. `name` ends in .csv; the header is said in the firm's words."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]]


def also_as_file(
    made: Callable[[HttpRequest], ListFile],
) -> Callable[
    [Callable[Concatenate[HttpRequest, _P], HttpResponseBase]], Callable[Concatenate[HttpRequest, _P], HttpResponseBase]
]:
    """Let a page answer as a file, too, when its address names a format. Stands below `requires`."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, _P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, _P], HttpResponseBase]:
        @wraps(view)
        def either(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
            if "format" not in request.GET:
                return view(request, *args, **kwargs)
            file = made(request)
            return table_response(request, file.name, [speak(name) for name in file.header], file.rows)

        either.is_file_too = True  # type: ignore[attr-defined]  # read by the laws about files
        return either

    return decorate


def in_chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows of an ordered query, a few hundred at a time: their numbers are read first, so that no row comes twice
    or is left out when others are added meanwhile."""
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        found = {each.pk: each for each in rows.filter(pk__in=part)}
        yield [found[pk] for pk in part if pk in found]
