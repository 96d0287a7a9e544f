"""The page of an alumnus: opened by an address of their own, which works once, without an account and without a password."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.name_search import search_text
from accounts.text import TextError
from relationships.alumni import link_actions, own_page_actions
from relationships.alumni.consent_queries import current_text, standing_grid
from relationships.alumni.letter_actions import ask_for_page
from relationships.alumni.link_queries import link_of, visit_of
from relationships.alumni.models import Alumnus, AlumnusLink
from relationships.alumni.own_page import own_page as read_page
from relationships.alumni.own_page_actions import TooManyWords
from relationships.alumni.own_page_forms import AskForPageForm, ConsentGridForm, MovedForm, VisibilityForm, WordForm
from relationships.foundation.firm_day import firm_day
from relationships.foundation.guest_page import guest_goes_on, guest_page, let_in, with_headers

COOKIE = "alumni-visit"
PAGE, DOOR, OPEN = "alumni/own_page.html", "alumni/door.html", "alumni/open.html"
TOO_MANY: dict[str, object] = {"too_many": True}


@never_cache
@require_safe
def own_page(request: HttpRequest) -> HttpResponse:
    """Their page while a visit lasts, else the door: where the address of it is asked for."""
    if not let_in(request, "alumni"):
        return guest_page(request, DOOR, TOO_MANY, status=429, secret=False)
    visit = _visit(request)
    return _page(request, visit.alumnus) if visit else _door(request)


@never_cache
@require_POST
def ask_for_own_page(request: HttpRequest) -> HttpResponse:
    """Mail the address of their page to this mailbox, if it is an alumnus's. The answer is the same for every mailbox."""
    form = AskForPageForm(request.POST)
    if not form.is_valid():
        return _door(request, form=form, status=422)
    email = form.cleaned_data["email"]
    # Who asks too often is told the same as everybody: the limit must not tell which mailboxes are known.
    if let_in(request, "alumni_ask") and let_in(request, "alumni_ask_for", key=email):
        ask_for_page(email=email)
    return guest_goes_on(f"{reverse('own_page')}?sent=yes")


# Whoever holds the address may open it; and what only looks at it, as the programs that check mail do, uses nothing up.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_own_page(request: HttpRequest, token: str) -> HttpResponse:
    """The address in the mail: one click begins the visit, and the address opens nothing from then on."""
    if not let_in(request, "alumni"):
        return guest_page(request, DOOR, TOO_MANY, status=429)
    now = timezone.now()
    link = link_of(token, AlumnusLink.Opens.PAGE, now)
    if link is None:
        return _door(request, spent=True, status=404)
    if request.method != "POST":
        return guest_page(request, OPEN, {})
    visit = link_actions.begin_visit(link=link, now=now)
    if visit is None:
        return _door(request, spent=True, status=404)
    answer = guest_goes_on(reverse("own_page"))
    lasts = link_actions.VISIT_HOURS * 60 * 60
    answer.set_cookie(
        COOKIE, visit, max_age=lasts, path=reverse("own_page"), httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return answer


@never_cache
@require_POST
def leave_own_page(request: HttpRequest) -> HttpResponse:
    """End the visit, on every device."""
    if visit := _visit(request):
        link_actions.end_visits(alumnus=visit.alumnus)
    answer = guest_goes_on(reverse("own_page"))
    answer.delete_cookie(COOKIE, path=reverse("own_page"))
    return answer


@never_cache
@require_POST
def choose_visibility(request: HttpRequest) -> HttpResponse:
    """Who sees what of them."""
    alumnus = visiting_alumnus(request)
    form = VisibilityForm(request.POST, alumnus=alumnus)
    if not form.is_valid():
        return _page(request, alumnus, visibility=form, status=422)
    own_page_actions.choose_visibility(alumnus=alumnus, choices=form.cleaned_data)
    return _done("seen")


@never_cache
@require_POST
def choose_consent(request: HttpRequest) -> HttpResponse:
    """What they want to hear about, and how."""
    alumnus, today = visiting_alumnus(request), firm_day().on
    form = ConsentGridForm(request.POST, stands=standing_grid(alumnus, today))
    if form.is_valid():
        own_page_actions.answer_consent(
            alumnus=alumnus, wanted=form.wanted(), today=today, text=current_text(), through="their own page"
        )
    return _done("consent")


@never_cache
@require_POST
def say_on_own_page(request: HttpRequest) -> HttpResponse:
    """Refer, instruct, come back, help: it becomes a touchpoint, and a promise to answer."""
    return _say(request, WordForm(request.POST), "word")


@never_cache
@require_POST
def tell_new_post(request: HttpRequest) -> HttpResponse:
    """They moved; a colleague looks at it before anything is changed."""
    return _say(request, MovedForm(request.POST), "moved")


def _say(request: HttpRequest, form: WordForm | MovedForm, name: str) -> HttpResponse:
    alumnus = visiting_alumnus(request)
    context: dict[str, object] = {name: form}
    if not form.is_valid():
        return _page(request, alumnus, status=422, **context)
    if not let_in(request, "alumni_said", key=alumnus.public_id):
        return _page(request, alumnus, status=429, full=True, **context)
    try:
        own_page_actions.say(alumnus=alumnus, today=firm_day().on, **{"kind": "moved", **form.cleaned_data})
    except TooManyWords:
        return _page(request, alumnus, status=422, full=True, **context)
    return _done(name)


def _visit(request: HttpRequest) -> AlumnusLink | None:
    return visit_of(request.COOKIES.get(COOKIE, ""), timezone.now())


def visiting_alumnus(request: HttpRequest) -> Alumnus:
    """Whose visit it is. Without one nothing here exists."""
    visit = _visit(request) if let_in(request, "alumni") else None
    if visit is None:
        raise Http404("No visit.")
    return visit.alumnus


def _done(what: str) -> HttpResponse:
    return with_headers(guest_goes_on(f"{reverse('own_page')}?done={what}"), secret=False)


def _door(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    form = context.pop("form", None) or AskForPageForm()
    return guest_page(
        request, DOOR, {"form": form, "sent": request.GET.get("sent") == "yes", **context}, status=status, secret=False
    )


def _page(request: HttpRequest, alumnus: Alumnus, *, status: int = 200, **forms: object) -> HttpResponse:
    today = firm_day().on
    try:
        called, unclear = search_text(request.GET.get("q", "")), ""
    except TextError as problem:
        called, unclear = "", str(problem)
    context: dict[str, object] = {
        "page": read_page(alumnus, today, peers_called=called),
        "visibility": VisibilityForm(alumnus=alumnus),
        "consent": ConsentGridForm(stands=standing_grid(alumnus, today)),
        "text": current_text(),
        "zone": firm_day().zone,
        "word": WordForm(),
        "moved": MovedForm(),
        "done": request.GET.get("done", ""),
        "called": called,
        "unclear": unclear,
        **forms,
    }
    return guest_page(request, PAGE, context, status=status, secret=False)
