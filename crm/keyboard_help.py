"""The page of all keys, for whoever wants to read or print it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@login_required
@require_safe
def keyboard_help(request: HttpRequest) -> HttpResponse:
    """Every key, by where it works."""
    return render(request, "help/keyboard.html")
