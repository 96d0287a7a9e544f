"""Pages and fragments about a client's health."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.answers import go_on, see_other
from accounts.gate import requires
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.clients.asked_for import client_asked_for
from relationships.foundation.firm_day import firm_day
from relationships.foundation.list_file import ListFile, also_as_file
from relationships.scoring.health_history import day_asked_for, kept_scores, told_in_turn
from relationships.scoring.health_page import client_health as explain
from relationships.scoring.health_year import health_year
from relationships.scoring.past_day_actions import ask_for_day
from relationships.scoring.past_portfolio import HEADER, past_rows
from relationships.scoring.past_portfolio import past_portfolio as portfolio_of
from relationships.scoring.queries import client_vital

PAGE_SIZE = 50
MONTH = timedelta(days=30)
LAST_PAGE = 999
# A second apart; after that the page says that scores are delayed and stops asking.
MOST_TRIES = 30


@requires(Capability.SEE_HEALTH)
@require_safe
def client_health(request: HttpRequest, public_id: str) -> HttpResponse:
    """Why a client's health is what it is: a page, or for htmx the drawer beside what one was reading."""
    user = colleague(request)
    client = client_asked_for(request, public_id)
    on, problem = day_asked_for(request.GET.get("on", ""), firm_day().on)
    page = explain(user, client, on)
    if page is None:
        raise Http404
    fragment = getattr(request, "htmx", False)
    template = "scoring/_health_drawer.html" if fragment else "scoring/health.html"
    context = {"page": page, "vital": page.vital, "log_context": f"client={client.public_id}"}
    context |= {"year": None if fragment or on else health_year(page.vital)}
    context |= {"problem": problem, "asked": request.GET.get("on", "")[:20], "today": firm_day().on}
    return render(request, template, context, status=400 if problem else 200)


@requires(Capability.SEE_HEALTH)
@require_safe
def client_health_history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every night on which a client's score, grade or weights became other ones."""
    client = client_asked_for(request, public_id)
    number = request.GET.get("page", "")
    page = Paginator(kept_scores(colleague(request), client), PAGE_SIZE).get_page(number)
    return render(request, "scoring/health_history.html", {"client": client, "page": page, "rows": told_in_turn(page)})


@requires(Capability.SEE_HEALTH)
@require_safe
def client_health_vital(request: HttpRequest, public_id: str) -> HttpResponse:
    """The health of one client in brief: asks again each second while it is being recomputed."""
    vital = client_vital(colleague(request), client_asked_for(request, public_id))
    if vital is None:
        raise Http404
    tries = tries_given(request.GET.get("try", "")) + 1
    context = {"vital": vital, "tries": tries, "delayed": tries > MOST_TRIES}
    answer = render(request, "scoring/_vital.html", context)
    if not vital.pending:
        answer["HX-Trigger"] = json.dumps({"announce": vital.said})
    return answer


def _past(request: HttpRequest) -> ListFile:
    on, problem = _day_of(request)
    if on is None:
        raise Http404(problem)
    return ListFile("portfolio-then-and-now.csv", HEADER, past_rows(colleague(request), on))


@requires(Capability.SEE_HEALTH)
@require_safe
@also_as_file(_past)
def past_portfolio(request: HttpRequest) -> HttpResponse:
    """Every client as it was kept on a past day; a month ago without `on`."""
    today = firm_day().on
    typed = request.GET.get("on", "")[:20]
    on, problem = _day_of(request)
    number = request.GET.get("page", "")
    page = None
    if on is not None:
        page = portfolio_of(colleague(request), on, tries_given(number, most=LAST_PAGE))
    asked = on.isoformat() if on else typed
    context = {"page": page, "problem": problem, "asked": asked, "today": today}
    return render(request, "scoring/past_portfolio.html", context, status=400 if problem else 200)


@requires(Capability.SEE_HEALTH)
@require_POST
def work_out_past_day(request: HttpRequest) -> HttpResponse:
    """Have every client's health on a past day worked out from what was known by its end."""
    on, problem = day_asked_for(request.POST.get("on", "")[:20], firm_day().on)
    if on is None:
        messages.error(request, problem or "Choose a past day first.")
        return see_other(request, "past_portfolio")
    ask_for_day(on)
    return go_on(request, f"{reverse('past_portfolio')}?on={on.isoformat()}")


def _day_of(request: HttpRequest) -> tuple[date | None, str]:
    """The past day that the address asks for, a month ago without one, or what is wrong with it."""
    today = firm_day().on
    on, problem = day_asked_for(request.GET.get("on", "")[:20], today)
    return (today - MONTH if on is None and not problem else on), problem


def tries_given(text: str, most: int = MOST_TRIES) -> int:
    """How often the page has asked already; 0 for anything but a small number."""
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 4 else 0
