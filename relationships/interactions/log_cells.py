"""The six cells under the log line: what was understood, in words."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.vocabulary import speak
from relationships.foundation.display.days import day
from relationships.interactions.kinds import FEELINGS, KINDS
from relationships.interactions.log_line_form import LogLineForm
from relationships.interactions.models import Interaction
from relationships.interactions.queries.naming import Naming, Sort
from relationships.interactions.sentences import lasted, listed

_LABELS = {
    "what": "What",
    "with": "With",
    "client": "Client",
    "when": "When",
    "about": "About",
    "feel": "How did it feel?",
    "next": "Promise or next step",
}


@dataclass(frozen=True)
class Cell:
    """One cell. `face` is the name for an avatar; `tone` "ask" (choose), "new" (will be added) or "empty"."""

    key: str
    text: str
    icon: str = ""
    face: str = ""
    tone: str = ""

    @property
    def label(self) -> str:
        return speak(_LABELS[self.key])


def cells(form: LogLineForm) -> list[Cell]:
    """The cells for what `form` holds now (it has been validated, errors or not)."""
    return [_what(form), _names(form, "with"), _names(form, "client"), _when(form), _about(form), _feel(form)]


def next_step(form: LogLineForm) -> Cell:
    """What will be kept as a promise."""
    promise, today = form.new_promise, form.now.astimezone(form.zone).date()
    if promise is None:
        return Cell("next", "Promise", "flag", tone="empty")
    return Cell("next", f"{promise.what}, by {day(promise.due_on, today)}", "flag")


def _what(form: LogLineForm) -> Cell:
    line = form.reading.line
    kind = form.given("kind") or line.kind
    minutes = lasted(form.given("minutes") or line.minutes)
    if not kind:
        return Cell("what", ", ".join(filter(None, ["Note", minutes])), "note", tone="" if minutes else "empty")
    return Cell("what", ", ".join(filter(None, [speak(str(Interaction.Kind(kind).label)), minutes])), KINDS[kind].icon)


def _names(form: LogLineForm, key: str) -> Cell:
    namings = form.reading.people if key == "with" else form.reading.clients
    kept = [naming for naming in namings if naming.chosen is None or naming.chosen.sort is not Sort.NOBODY]
    if asked := next((naming for naming in kept if naming.chosen is None), None):
        return Cell(key, f"Which {asked.mention}?" if asked.known else f"No client “{asked.mention}”", tone="ask")
    if new := next((naming for naming in kept if naming.chosen and naming.chosen.sort is Sort.NEW), None):
        return Cell(key, _with_others(f"Add {_name(new)}?", len(kept) - 1), "user-plus", tone="new")
    names = list(dict.fromkeys(_name(naming) for naming in kept))
    if not names:
        return Cell(key, "Nobody yet" if key == "with" else "None yet", tone="empty")
    return Cell(key, listed(names), face=names[0])


def _name(naming: Naming) -> str:
    return naming.chosen.name if naming.chosen else naming.mention


def _with_others(text: str, others: int) -> str:
    return f"{text} and {others} more" if others else text


def _when(form: LogLineForm) -> Cell:
    today = form.now.astimezone(form.zone).date()
    if form.touch is None:
        coming = form.plan_on
        return Cell("when", f"{day(coming, today)}, to plan" if coming else "In the past only", tone="ask")
    local = form.touch.occurred_at.astimezone(form.zone)
    timed = form.given("at") or form.reading.line.at
    said = timed or form.given("on") or form.reading.line.on
    text = day(local, today) if local.date() != today else f"Today, {day(local, today)}"
    return Cell("when", f"{text}, {local:%H:%M}" if timed else text, tone="" if said else "empty")


def _about(form: LogLineForm) -> Cell:
    text = form.given("summary") or form.said()
    return Cell("about", text, tone="") if text else Cell("about", "Not said", tone="empty")


def _feel(form: LogLineForm) -> Cell:
    given = form.given("sentiment")
    feel = form.reading.line.feel if given is None else given
    if feel is None:
        return Cell("feel", "Not said", tone="empty")
    icon, word = FEELINGS[feel]
    return Cell("feel", word, icon)
