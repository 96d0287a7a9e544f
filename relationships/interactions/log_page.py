"""The log line's page and dialog: everything that its template shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from relationships.contacts.models import Person
from relationships.interactions.kinds import KINDS
from relationships.interactions.log_cells import Cell, cells, next_step
from relationships.interactions.log_line_form import LogLineForm
from relationships.interactions.log_marks import Mark, marks
from relationships.interactions.picks import chosen
from relationships.interactions.queries.recent import recent_people

_CELL_OF = {
    "q": "id_q",
    "kind": "open-what",
    "minutes": "open-what",
    "direction": "open-what",
    "people": "open-with",
    "clients": "open-client",
    "on": "open-when",
    "at": "open-when",
    "summary": "open-about",
    "sentiment": "open-feel",
}


@dataclass(frozen=True)
class LogPage:
    """`errors`: where to go and what to do, when the line could not be saved as it is."""

    log: LogLineForm
    cells: list[Cell]
    marks: list[Mark]
    next_step: Cell
    recent: list[Person] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    token: str = ""
    next: str = ""
    in_dialog: bool = False
    errors: list[tuple[str, str]] = field(default_factory=list)
    action: str = ""
    """Where the form is sent to."""
    plan_on: date | None = None
    """The day to come that was named: it is offered to be planned."""

    verbs: ClassVar[list[tuple[str, str, str]]] = [
        (kind, label, KINDS[kind].icon)
        for kind, label in (("call", "Call"), ("meeting", "Met"), ("email", "Wrote"), ("message", "Message"))
    ]


def understood(log: LogLineForm) -> LogPage:
    """Only what the line and the fields say now, for the fragment under a line that is being typed."""
    log.is_valid()
    return LogPage(log, cells(log), marks(log.given("q") or "", log.reading.line), next_step(log))


def log_page(request: HttpRequest, log: LogLineForm, user: User, *, with_errors: bool, action: str = "") -> LogPage:
    """The whole form. `with_errors`: it was sent, and could not be saved."""
    log.is_valid()
    data = log.data
    found = [(_CELL_OF.get(name, "id_q"), str(text)) for name, texts in log.errors.items() for text in texts]
    if log.plan_on:
        found = [(_CELL_OF["on"], "That day is still to come. Plan it, or enter a date in the past.")]
    return LogPage(
        log,
        cells(log),
        marks(log.given("q") or "", log.reading.line),
        next_step(log),
        recent=recent_people(user, log.for_colleague),
        taken=chosen(data, "with"),
        token=data.get("form_token") or str(uuid4()),
        next=next_address(request),
        in_dialog=bool(getattr(request, "htmx", False)),
        errors=found if with_errors else [],
        action=action or reverse("log_interaction"),
        plan_on=log.plan_on if with_errors else None,
    )


def next_address(request: HttpRequest) -> str:
    """The page of ours that the form was opened on; "" when there is none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours and len(wanted) <= 2_000 else ""


def token_of(data: QueryDict, user: User) -> UUID | None:
    """What makes the same form sent twice one touchpoint: its token together with everything that was typed.

    So a double click is one touchpoint, and Back, change, Save is another one.
    """
    try:
        token = UUID(data.get("form_token", ""))
    except ValueError:
        return None
    typed = sorted((name, value) for name, values in data.lists() for value in values if name != "csrfmiddlewaretoken")
    return uuid5(uuid5(NAMESPACE_URL, f"{token}/{user.public_id}"), repr(typed))
