"""My day and what is done about its rows. Every act is a form; htmx answers with the day as it is then."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.answers import SeeOther
from accounts.gate import requires
from accounts.models import User
from accounts.policy import Capability
from accounts.signed_in import colleague
from relationships.attention import day_actions
from relationships.attention.day_book import how_the_book_does
from relationships.attention.day_gather import gather_day, gather_subject
from relationships.attention.day_going import how_it_is_going
from relationships.attention.day_page import drawn_day
from relationships.attention.day_rank import Reason
from relationships.attention.day_rows import Subject
from relationships.attention.meeting_file import meeting_file
from relationships.clients.models import Client
from relationships.contacts.models import Person
from relationships.foundation.display.days import day as said_day
from relationships.foundation.firm_day import firm_day
from relationships.foundation.undo import offer_undo
from relationships.interactions import log_views
from relationships.interactions.log_line_form import LogLineForm
from relationships.interactions.log_page import log_page, token_of
from relationships.interactions.queries.rights import logs_for

SNOOZES = {"1": "1 day", "7": "1 week", "14": "2 weeks"}


@requires(Capability.LOG_INTERACTIONS)
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Whom to contact next, and why; htmx asks for the day alone."""
    fragment = bool(getattr(request, "htmx", False))
    return _day(request, "attention/_day.html" if fragment else "attention/my_day.html")


@requires(Capability.LOG_INTERACTIONS)
@require_safe
def day_going(request: HttpRequest) -> HttpResponse:
    """How many of the clients one looks after are in rhythm; the day of a very large book asks for it on its own."""
    template = "attention/_going.html" if getattr(request, "htmx", False) else "attention/going.html"
    return render(request, template, {"going": how_it_is_going(colleague(request))})


@requires(Capability.LOG_INTERACTIONS)
@require_safe
def day_book(request: HttpRequest) -> HttpResponse:
    """How much of one's book is repeat business, and how many promises were kept; My day asks for it on its own."""
    template = "attention/_book.html" if getattr(request, "htmx", False) else "attention/book.html"
    return render(request, template, {"book": how_the_book_does(colleague(request))})


@requires(Capability.LOG_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def log_from_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """The log line about somebody in the day, filled in; saving it does the row."""
    user, about = colleague(request), _about(request, public_id)
    here = reverse("log_from_day", args=[public_id])
    if request.method != "POST":
        asked = request.GET.copy()
        asked["person" if isinstance(about, Person) else "client"] = public_id
        asked.setdefault("kind", "call")
        asked.setdefault("next", reverse("my_day"))
        return _log(request, LogLineForm(asked, user=user), user, here)
    if "plain" in request.POST or "plan" in request.POST or request.POST.get("form") == "plain":
        return log_views.log_interaction(request)  # type: ignore[return-value]
    log = LogLineForm(request.POST, user=user)
    if "check" in request.POST or not log.is_valid():
        return _log(request, log, user, here, with_errors="check" not in request.POST)
    assert log.touch is not None
    of = logs_for(user)
    touch = day_actions.log_from_day(
        user=user,
        of=of,
        about=about,
        reasons=_reasons(user, of, about),
        touch=log.touch,
        participants=log.participants,
        form_token=token_of(request.POST, user),
        promise=log.new_promise,
    )
    return log_views.logged(request, touch, f"Logged: {log_views.title_of(touch, user)}")


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def snooze_from_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not before a day: in 1, 7 or 14 days, or one that was picked."""
    user, about = colleague(request), _about(request, public_id)
    of, until = logs_for(user), _until(request) or date.min
    try:
        day_actions.snooze(user=user, of=of, about=about, reasons=_reasons(user, of, about), until=until)
    except day_actions.NotAhead:
        return _day(request, "attention/my_day.html", problem="Pick a day to come, within a year.", status=422)
    said = f"Snoozed until {said_day(until, firm_day().on)}: {about.name}"
    return _done(request, said, reverse("restore_to_day", args=[public_id]))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def dismiss_from_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """Not needed."""
    user, about = colleague(request), _about(request, public_id)
    of = logs_for(user)
    day_actions.dismiss(user=user, of=of, about=about, reasons=_reasons(user, of, about))
    return _done(request, f"Not needed: {about.name}", reverse("restore_to_day", args=[public_id]))


@requires(Capability.LOG_INTERACTIONS)
@require_POST
def restore_to_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """Back into the day."""
    user, about = colleague(request), _about(request, public_id)
    day_actions.restore(of=logs_for(user), about=about)
    if getattr(request, "htmx", False):
        return _day(request, "attention/_day.html", strip=("", ""))
    return SeeOther(reverse("my_day"))


@requires(Capability.LOG_INTERACTIONS)
@require_safe
def meet_from_day(request: HttpRequest, public_id: str) -> HttpResponse:
    """A meeting to put into one's own calendar: half an hour on the next working day at ten."""
    about = _about(request, public_id)
    name, content = meeting_file(about, page=request.build_absolute_uri(_page_of(about)))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _day(
    request: HttpRequest,
    template: str,
    *,
    strip: tuple[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    user = colleague(request)
    day = gather_day(user, logs_for(user))
    page = drawn_day(user, day)
    if request.method == "GET" and not page.for_another:
        shown = [each.reason for row in page.rows for each in row.reasons]
        day_actions.note_shown(of=day.of, reasons=shown, known=dict(day.shown))
    context = {"page": page, "strip": strip, "problem": problem, "snoozes": SNOOZES.items()}
    return render(request, template, context, status=status)


def _done(request: HttpRequest, text: str, way_back: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return _day(request, "attention/_day.html", strip=(text, way_back))
    offer_undo(request, text=text, address=way_back)
    return SeeOther(reverse("my_day"))


def _log(request: HttpRequest, log: LogLineForm, user: User, here: str, *, with_errors: bool = False) -> HttpResponse:
    page = log_page(request, log, user, with_errors=with_errors, action=here)
    template = "interactions/_log_form.html" if page.in_dialog else "interactions/log.html"
    context = {"page": page, "form": log if page.errors else None}
    return render(request, template, context, status=422 if page.errors else 200)


def _about(request: HttpRequest, public_id: str) -> Person | Client:
    """The visible person, else the visible client, else 404."""
    user = colleague(request)
    person = Person.objects.visible_to(user).filter(public_id=public_id).first()
    client = None if person else Client.objects.visible_to(user).filter(public_id=public_id).first()
    if person is None and client is None:
        raise Http404("Nobody here, or not for this colleague.")
    return person or client  # type: ignore[return-value]


def _reasons(user: User, of: User, about: Person | Client) -> list[Reason]:
    """Why they stand in the day now, the weightiest first."""
    person_id, client_id = (about.pk, None) if isinstance(about, Person) else (None, about.pk)
    day = gather_subject(user, of, person_id=person_id, client_id=client_id)
    subject: Subject = ("p" if isinstance(about, Person) else "c", about.pk)
    standing = [each.reason for each in day.rows.get(subject, ())]
    rest = [each for each in day.all_reasons.get(subject, ()) if each not in standing]
    return [*standing, *rest]


def _until(request: HttpRequest) -> date | None:
    days, picked = request.POST.get("days", ""), request.POST.get("until", "")
    if days in SNOOZES:
        return firm_day().on + timedelta(days=int(days))
    try:
        return date.fromisoformat(picked)
    except ValueError:
        return None


def _page_of(about: Person | Client) -> str:
    return reverse("person_detail" if isinstance(about, Person) else "client_detail", args=[about.public_id])
