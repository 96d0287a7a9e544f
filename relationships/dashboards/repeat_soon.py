"""A page of repeat business whose figures are still being counted says so and asks again; it never fails."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from psycopg2.errors import QueryCanceled

from accounts.signed_in import colleague
from relationships.dashboards.repeat_kept_page import kept_instead
from relationships.dashboards.repeat_lens import read_lens
from relationships.scoring.repeat_queries import BeingCounted

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def or_soon(view: View[P]) -> View[P]:
    """Answer with the last figures kept, or that they are being counted, where the ledger is too long to wait for.

    Right after an upgrade or a large import no answer is remembered yet; the wish for it has been noted by then.
    """

    @wraps(view)
    def careful(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BeingCounted:
            return _soon(request)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
            return _soon(request)

    return careful


def _soon(request: HttpRequest) -> HttpResponseBase:
    lens = read_lens(request.GET, colleague(request))
    if request.GET.get("table"):
        return redirect(reverse("repeat_business") + lens.address())
    answer = render(request, "dashboards/repeat_soon.html", {"lens": lens, "kept": kept_instead(lens)})
    answer["Cache-Control"] = "no-store"
    return answer
