"""The cells of one line of the client list, a function for each column: fifty lines cost what they draw."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.safestring import SafeString

from relationships.dashboards.client_rows import ClientRow
from relationships.foundation.addresses import page_of
from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.avatar import avatar
from relationships.foundation.drawing.ring import ring
from relationships.foundation.markup import Markup, together
from relationships.foundation.templatetags.perennial import day

# 0 public id, 1 name, 2 face, 3 address, 4 sample, 5 about, 6 cells
_LINE = Markup(
    '<tr data-row><td class="tick"><input class="form-check-input" type="checkbox" name="pick" value="{0}" '
    'aria-label="Select {1}"></td>\n<td><div class="who">{2}<div><a href="{3}" dir="auto">{1}</a>'
    '{4}<div class="t12 muted">{5}</div></div></div></td>\n{6}<td class="more"><button '
    'class="row-more" type="button" data-row-menu="{0}" aria-label="More about {1}">⋯</button></td></tr>\n'
)
_HEALTH = Markup("<td>{}</td>\n")
_FEES = Markup('<td class="r num order-2 strong">{}</td>\n')
_NUMBER = Markup('<td class="r num hide-phone">{}</td>\n')
_TOUCH = Markup("<td><span{}>{}</span>{}</td>\n")
_USUAL = Markup(' <span class="t12 muted">usually every {} days</span>')
_PLAIN = Markup('<td class="hide-phone">{}</td>\n')
_WEBSITE = Markup('<td class="hide-phone"><a href="{site}" rel="noopener noreferrer nofollow">{site}</a></td>\n')
_NONE = SafeString('<span class="muted">–</span>')
_SAMPLE = SafeString(' <span class="tag tag-brass">sample</span>')
_LATE = SafeString(' class="late"')


def client_line(row: ClientRow, columns: Collection[str], currency: str) -> SafeString:
    """The whole `<tr>`: tick, name, the `columns` in their order, menu."""
    client = row.client
    return _LINE(
        client.public_id,
        client.name,
        avatar(client.name, 36, "organisation"),
        page_of("client_detail", client.public_id),
        _SAMPLE if client.source == "sample" else "",
        _about(row, columns),
        together([CELLS[key](row, currency) for key in columns]),
    )


def _about(row: ClientRow, drawn: Collection[str]) -> str:
    """What has no column of its own: industry, years running."""
    industry = "" if "industry" in drawn else row.client.industry
    years = f"{row.years} years running" if row.years > 1 and "years" not in drawn else ""
    return " · ".join(filter(None, [industry, years]))


def _health(row: ClientRow, currency: str) -> SafeString:
    health = row.health
    return _HEALTH(ring(health.grade, health.shown) if health else ring(None))


def _fees(row: ClientRow, currency: str) -> SafeString:
    return _FEES(_NONE if row.fees is None else money_short(row.fees, currency))


def _last_fees(row: ClientRow, currency: str) -> SafeString:
    return _NUMBER(_NONE if row.last_fees is None else money_short(row.last_fees, currency))


def _touch(row: ClientRow, currency: str) -> SafeString:
    rhythm = row.rhythm
    usual = _USUAL(f"{rhythm.usual_days:.0f}") if rhythm.measured else ""
    return _TOUCH(_LATE if row.late else "", row.ago, usual)


def _website(row: ClientRow, currency: str) -> SafeString:
    return _WEBSITE(site=row.client.website) if row.client.website else _PLAIN("–")


def _office(row: ClientRow, currency: str) -> SafeString:
    return _PLAIN(row.client.office or "–")


CELLS: dict[str, Callable[[ClientRow, str], SafeString]] = {
    "tier": lambda row, _: _PLAIN(row.client.tier or "–"),
    "health": _health,
    "fees": _fees,
    "last_fees": _last_fees,
    "years": lambda row, _: _NUMBER(row.years or "–"),
    "touch": _touch,
    "owner": lambda row, _: _PLAIN(row.client.owner or "Nobody"),
    "partner": lambda row, _: _PLAIN(row.partners or "–"),
    "office": _office,
    "industry": lambda row, _: _PLAIN(row.client.industry or "–"),
    "website": _website,
    "added": lambda row, _: _PLAIN(day(row.client.created_at)),
}
"""How each column of `client_columns.COLUMNS` is drawn: a row and the firm's currency to a `<td>`."""
