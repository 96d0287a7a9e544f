"""Pages of the person who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions
from accounts.answers import FormPage, conflict_answer, form_answer, go_on, own_address
from accounts.forms import AppearanceForm, KeyboardForm, ProfileForm, ThemeForm
from accounts.policy import Role
from accounts.record import Conflict
from accounts.signed_in import colleague
from accounts.start_pages import start_pages
from accounts.vocabulary import role_words

THEME_COOKIE_SECONDS = 365 * 24 * 3600


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Your name, and what the firm knows about you."""
    user = colleague(request)
    form = ProfileForm(request.POST or None, record=user)
    lede = f"{role_words()[Role(user.role)]}{f', {user.office}' if user.office else ''}. You sign in as {user.email}."
    return _own_page(request, FormPage("Your profile", form, "Save profile", cancel="/", lede=lede))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appearance(request: HttpRequest) -> HttpResponse:
    """Your colours, rows, time zone and first page."""
    user = colleague(request)
    form = AppearanceForm(request.POST or None, record=user, start_pages=start_pages(user))
    lede = "Only for you, on every device you sign in from."
    return _own_page(request, FormPage("Appearance", form, "Save appearance", cancel="/", lede=lede))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keyboard(request: HttpRequest) -> HttpResponse:
    """Whether single letters are shortcuts for you."""
    form = KeyboardForm(request.POST or None, record=colleague(request))
    lede = "Press ? on any page to see all keys."
    return _own_page(request, FormPage("Keyboard", form, "Save keyboard", cancel="/", lede=lede))


def _own_page(request: HttpRequest, page: FormPage) -> HttpResponse:
    """One of the pages on which people change what is theirs."""
    if request.method == "POST" and page.form.is_valid():
        try:
            version = page.form.cleaned_data["version"]
            saved = actions.edit_profile(user=colleague(request), expected_version=version, changes=page.form.changes())
        except Conflict as conflict:
            return conflict_answer(request, page.form, conflict.current, cancel=request.path)
        messages.success(request, f"Saved {'your profile' if page.submit.endswith('profile') else page.title.lower()}.")
        return _remember_theme(go_on(request, request.path), saved.theme)
    return form_answer(request, page)


@login_required
@require_POST
def stay_signed_in(request: HttpRequest) -> HttpResponse:
    """A sign of life from a page that is only read: the middleware has noted it already."""
    return HttpResponse(status=204)


@login_required
@require_POST
def set_appearance(request: HttpRequest) -> HttpResponse:
    """Light, dark or as the system, from the menu of any page; goes back to where it was chosen."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Choose auto, light or dark.", content_type="text/plain; charset=utf-8")
    theme = form.cleaned_data["theme"]
    actions.set_appearance(user=colleague(request), theme=theme)
    return _remember_theme(go_on(request, own_address(request)), theme)


def _remember_theme(response: HttpResponse, theme: str) -> HttpResponse:
    """For the sign-in page, which knows no person yet."""
    response.set_cookie(
        "theme",
        theme,
        max_age=THEME_COOKIE_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
