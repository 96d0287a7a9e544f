"""The product's addresses, and an empty page in its frame."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from accounts.gate import requires
from accounts.policy import Capability
from crm.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@requires(Capability.SEE_CLIENTS)
def empty_page(request: HttpRequest) -> HttpResponse:
    """What every page of the product costs before it shows anything."""
    return render(request, "benchmarks/empty.html")


urlpatterns = [path("empty/", empty_page, name="empty_page"), *urlpatterns]
