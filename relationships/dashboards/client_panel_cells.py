"""The lines of two panels of the client page: who knows whom, and the work. A grid of 36 cells costs what it draws."""

from __future__ import annotations

from django.urls import reverse
from django.utils.safestring import SafeString

from relationships.dashboards.client_work import WorkLine
from relationships.dashboards.fee_years import FeeYears
from relationships.dashboards.knows import KnownPerson
from relationships.engagements.models import Engagement
from relationships.foundation.addresses import page_of
from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.icon import icon
from relationships.foundation.drawing.sig import sig
from relationships.foundation.markup import Markup, together
from relationships.foundation.templatetags.perennial import day

_PERSON = Markup(
    '<tr{gap}><th scope="row"><a class="plain" href="{address}">{name}</a><div class="t12 muted">{title}</div></th>'
    "{cells}</tr>"
)
_GAP = SafeString(' class="gap"')
_NOBODY = Markup('<td colspan="{}">Nobody knows them yet. <a href="{}?to={}">See ways</a></td>')
_NO_TIE = Markup('<td data-label="{}">{}</td>')
_TIE = Markup(
    '<td data-label="{name}"><a class="plain" href="{address}" aria-label="{name} and {person}: {strength} of 100" '
    'title="{strength} of 100">{bars}</a></td>'
)
_WORK = Markup(
    '<tr data-row><td class="full"><a href="{address}" data-main>{name}</a>{one_off}{practice}</td>'
    '<td class="hide-phone">{partner}</td><td class="order-2">{state}</td>{fees}</tr>'
)
_ONE_OFF = SafeString(' <span class="tag tag-line">one-off</span>')
_PRACTICE = Markup('<div class="t12 muted">{}</div>')
_ARCHIVED = Markup('<span class="tag tag-line">{}archived</span>')
_CLOSED = Markup('<span class="tag tag-line">closed {}</span>')
_OPEN = SafeString('<span class="tag tag-pine">open</span>')
_FEES = Markup('<td class="r num hide-phone">{}</td><td class="r num strong">{}</td>')


def known_line(known: KnownPerson) -> SafeString:
    """One of their people against ours."""
    person, strongest = known.position.person, known.strongest
    ties = page_of("person_ties", person.public_id)
    cells = [_tie(name, strength, person.name, ties) for name, strength in known.named]
    return _PERSON(
        gap=_GAP if strongest is None else "",
        address=page_of("person_detail", person.public_id),
        name=person.name,
        title=known.position.title,
        cells=_NOBODY(len(known.names) or 1, reverse("network_path"), person.public_id)
        if strongest is None
        else together(cells),
    )


def _tie(name: str, strength: float | None, person: str, address: str) -> SafeString:
    if strength is None:
        return _NO_TIE(name, sig(None))
    return _TIE(name=name, address=address, person=person, strength=f"{strength:.0f}", bars=sig(strength))


def work_line(line: WorkLine, fees: FeeYears | None) -> SafeString:
    """One engagement; `fees` is None for roles that see none."""
    work = line.engagement
    return _WORK(
        address=page_of("engagement_detail", work.public_id),
        name=work.name,
        one_off=_ONE_OFF if work.one_off else "",
        practice=_PRACTICE(work.practice.name) if work.practice else "",
        partner=work.partner.name if work.partner else "",
        state=_state(work),
        fees=_fees(line, fees.currency) if fees else "",
    )


def _state(work: Engagement) -> SafeString:
    if work.archived_at:
        return _ARCHIVED(icon("archive", size=14))
    return _CLOSED(day(work.closed_on)) if work.closed_on else _OPEN


def _fees(line: WorkLine, currency: str) -> SafeString:
    return _FEES(*("–" if sum_ is None else money_short(sum_, currency) for sum_ in (line.last_year, line.this_year)))
