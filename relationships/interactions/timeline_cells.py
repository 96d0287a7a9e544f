"""The lines of a timeline: thirty of them cost what they draw."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from relationships.clients.models import Client
from relationships.foundation.addresses import page_of
from relationships.foundation.drawing.icon import icon
from relationships.foundation.markup import Markup, together
from relationships.foundation.templatetags.perennial import day
from relationships.interactions.timeline_panel import Row, TimelinePanel

_LONGEST_TEXT = 400

_LINE = Markup(
    '<li{new}><span class="dot {tone}">{icon}</span><div>\n  <div class="head"><a class="strong" href="{address}">'
    '{sentence}</a>{aside}{tags}<time datetime="{at}"{same}>{day}</time>\n  {acts}</div>\n  {text}\n  {others}\n'
    "</div></li>\n"
)
_ASIDE = Markup('<span class="muted">{}</span>')
_TAG = Markup('<span class="tag tag-line">{}{}</span>')
_ACTS = Markup('<div class="acts">{}</div>')
_EDIT = Markup('<a class="btn btn-ghost btn-sm" href="{}?next={}">Edit<span class="visually-hidden"> {}</span></a>')
_BUTTON = Markup(
    '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
    '<button class="btn btn-ghost btn-sm" type="submit">{}<span class="visually-hidden"> {}</span></button></form>'
)
_VERSION = Markup('<input type="hidden" name="version" value="{}">')
_QUOTE = Markup('<blockquote class="quote voice">{}</blockquote>')
_TEXT = Markup('<p class="t14 soft">{}</p>')
_OTHERS = Markup('<p class="t13 soft">{}{}</p>')
_OTHER = Markup('{}<a href="{}">{}</a>')
_NEW_DAY = SafeString(' class="new-day"')
_SAME_DAY = SafeString(' class="same-day"')
_ALSO = SafeString("Also: ")
_BLANK = SafeString(" ")


def timeline_line(row: Row, panel: TimelinePanel, token: str) -> SafeString:
    """One touchpoint; `token` goes into the forms of whoever may change it."""
    touch, sentence = row.entry.touch, row.sentence
    return _LINE(
        new=_NEW_DAY if row.new_day else "",
        tone=row.look.tone,
        icon=icon(row.look.icon, size=16),
        address=page_of("interaction_detail", touch.public_id),
        sentence=sentence,
        aside=_ASIDE(row.aside) if row.aside else "",
        tags=together(_tags(row)),
        at=timezone.localtime(touch.occurred_at).isoformat(),
        same="" if row.new_day else _SAME_DAY,
        day=day(touch.occurred_at),
        acts=_ACTS(_acts(row, sentence, panel.here, token)) if row.may_change else "",
        text=_text(row),
        others=_others(row.others, of_client=panel.of_client) if row.others else "",
    )


def _tags(row: Row) -> Iterable[SafeString]:
    if row.entry.touch.archived_at:
        yield _TAG(icon("archive", size=14), "undone")
    if row.entry.touch.confidential:
        yield _TAG(icon("lock", size=14), "confidential")
    if files := row.entry.files:
        yield _TAG(icon("paperclip", size=14), "1 file" if files == 1 else f"{files} files")


def _acts(row: Row, sentence: str, here: str, token: str) -> SafeString:
    touch = row.entry.touch
    if touch.archived_at:
        return _BUTTON(page_of("restore_interaction", touch.public_id), token, "", "Bring back", sentence)
    undo = page_of("undo_interaction", touch.public_id)
    edit = _EDIT(page_of("edit_interaction", touch.public_id), quote(here), sentence)
    return together([edit, _BUTTON(undo, token, _VERSION(touch.version), "Undo", sentence)])


def _text(row: Row) -> SafeString | str:
    if not row.text:
        return ""
    return (_QUOTE if row.is_quote else _TEXT)(Truncator(row.text).chars(_LONGEST_TEXT))


def _others(others: Iterable[Client], *, of_client: bool) -> SafeString:
    mark = _ALSO if of_client else together([icon("building-community", size=14), _BLANK])
    links = (
        _OTHER(", " if number else "", page_of("client_timeline", each.public_id), each.name)
        for number, each in enumerate(others)
    )
    return _OTHERS(mark, together(links))
