"""The cells of one line of the list of people, a function for each column: fifty lines cost what they draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.safestring import SafeString

from relationships.dashboards.people_rows import ListedPerson, PersonRow, Post
from relationships.foundation.addresses import page_of
from relationships.foundation.drawing.avatar import avatar
from relationships.foundation.drawing.sig import sig
from relationships.foundation.markup import Markup, together
from relationships.foundation.templatetags.perennial import ago, day

_LINE = Markup(
    '<tr data-row><td class="tick"><input class="form-check-input" type="checkbox" name="pick" value="{id}" '
    'aria-label="Select {name}"></td>\n<td><div class="who">{face}<div><a href="{address}" dir="auto">{name}</a>'
    '{marks}<div class="t12 muted">{about}</div></div></div></td>\n{cells}<td class="more"><button '
    'class="row-more" type="button" data-row-menu="{id}" aria-label="More about {name}">⋯</button></td></tr>\n'
)
_CELL = Markup('<td class="full">{}</td>\n')
_POST = Markup('<div>{}{}<a class="underline" href="{}">{}</a></div>')
_LINE_OF = Markup("<div>{}</div>")
_KNOWN = Markup('<td class="full">{} {}</td>\n')
_NONE = SafeString('<td class="full"><span class="muted">–</span></td>\n')
_NOBODY = SafeString('<td class="full"><span class="muted">Nobody yet</span></td>\n')
_SAMPLE = SafeString(' <span class="tag tag-brass">sample</span>')
_STUB = SafeString(' <span class="tag tag-line">only heard of</span>')


def person_line(row: PersonRow, columns: Iterable[str]) -> SafeString:
    """The whole `<tr>`: tick, name, the `columns` in their order, menu."""
    person = row.person
    return _LINE(
        id=person.public_id,
        name=person.name,
        face=avatar(person.name, 36),
        address=page_of("person_detail", person.public_id),
        marks=_marks(person),
        about=person.pronouns,
        cells=together([CELLS[key](row) for key in columns]),
    )


def _marks(person: ListedPerson) -> SafeString:
    return together([_SAMPLE if person.source == "sample" else "", _STUB if person.is_stub else ""])


def _positions(row: PersonRow) -> SafeString:
    return _CELL(together(map(_post, row.positions))) if row.positions else _NONE


def _post(held: Post) -> SafeString:
    return _POST(
        held.title, ", " if held.title else "", page_of("client_detail", held.client_public_id), held.client_name
    )


def _reach(row: PersonRow) -> SafeString:
    return _CELL(together([_LINE_OF(value) for value in row.reach])) if row.reach else _NONE


def _known(row: PersonRow) -> SafeString:
    return _NOBODY if row.strength is None else _KNOWN(row.known_by, sig(row.strength))


CELLS: dict[str, Callable[[PersonRow], SafeString]] = {
    "positions": _positions,
    "reach": _reach,
    "known": _known,
    "role": lambda row: _CELL(row.role_words or "–"),
    "touch": lambda row: _CELL(ago(row.touched_at)),
    "added": lambda row: _CELL(day(row.person.created_at)),
}
"""How each column of `people_columns.COLUMNS` is drawn: a row to a `<td>`."""
