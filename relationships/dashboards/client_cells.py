"""The cells of one line of the client list, a function for each column: fifty lines cost what they draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.dashboards.client_rows import ClientRow
from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.avatar import avatar
from relationships.foundation.drawing.ring import ring
from relationships.foundation.templatetags.perennial import ago, day

_NONE = SafeString('<span class="muted">–</span>')
_SAMPLE = SafeString(' <span class="tag tag-brass">sample</span>')
_ANYBODY = "000000000000"


def client_line(row: ClientRow, columns: Iterable[str], currency: str) -> SafeString:
    """The whole `<tr>`: tick, name, the `columns` in their order, menu."""
    client, drawn = row.client, list(columns)
    return format_html(
        '<tr data-row><td class="tick"><input class="form-check-input" type="checkbox" name="pick" value="{id}" '
        'aria-label="Select {name}"></td>\n<td><div class="who">{face}<div><a href="{address}" dir="auto">{name}</a>'
        '{sample}<div class="t12 muted">{about}</div></div></div></td>\n{cells}<td class="more"><button '
        'class="row-more" type="button" data-row-menu="{id}" aria-label="More about {name}">⋯</button></td></tr>\n',
        id=client.public_id,
        name=client.name,
        face=avatar(client.name, 36, "organisation"),
        address=_address().replace(_ANYBODY, client.public_id),
        sample=_SAMPLE if client.source == "sample" else "",
        about=_about(row, drawn),
        cells=format_html_join("", "{}\n", ((CELLS[key](row, currency),) for key in drawn)),
    )


@cache
def _address() -> str:
    """The address of a client's page, to be looked up once: fifty look-ups take longer than everything else here."""
    return reverse("client_detail", args=[_ANYBODY])


def _about(row: ClientRow, drawn: list[str]) -> str:
    """What has no column of its own: industry, years running."""
    industry = "" if "industry" in drawn else row.client.industry
    years = f"{row.years} years running" if row.years > 1 and "years" not in drawn else ""
    return " · ".join(filter(None, [industry, years]))


def _health(row: ClientRow, currency: str) -> SafeString:
    health = row.health
    return format_html("<td>{}</td>", ring(health.grade, health.shown) if health else ring(None))


def _fees(row: ClientRow, currency: str) -> SafeString:
    said = _NONE if row.fees is None else money_short(row.fees, currency)
    return format_html('<td class="r num order-2 strong">{}</td>', said)


def _last_fees(row: ClientRow, currency: str) -> SafeString:
    said = _NONE if row.last_fees is None else money_short(row.last_fees, currency)
    return format_html('<td class="r num hide-phone">{}</td>', said)


def _touch(row: ClientRow, currency: str) -> SafeString:
    rhythm = row.rhythm
    return format_html(
        "<td><span{}>{}</span>{}</td>",
        SafeString(' class="late"') if row.late else "",
        ago(rhythm.last),
        _usual(f"{rhythm.usual_days:.0f}") if rhythm.measured else "",
    )


@lru_cache(maxsize=512)
def _usual(days: str) -> SafeString:
    return format_html(' <span class="t12 muted">usually every {} days</span>', days)


@lru_cache(maxsize=1024)
def _plain(text: str) -> SafeString:
    return format_html('<td class="hide-phone">{}</td>', text)


def _website(row: ClientRow, currency: str) -> SafeString:
    if not row.client.website:
        return _plain("–")
    return format_html(
        '<td class="hide-phone"><a href="{0}" rel="noopener noreferrer nofollow">{0}</a></td>', row.client.website
    )


def _office(row: ClientRow, currency: str) -> SafeString:
    office = row.client.owner.office if row.client.owner else None
    return _plain(office.name if office else "–")


CELLS: dict[str, Callable[[ClientRow, str], SafeString]] = {
    "tier": lambda row, _: _plain(row.client.tier or "–"),
    "health": _health,
    "fees": _fees,
    "last_fees": _last_fees,
    "years": lambda row, _: format_html('<td class="r num hide-phone">{}</td>', row.years or "–"),
    "touch": _touch,
    "owner": lambda row, _: _plain(row.client.owner.name if row.client.owner else "Nobody"),
    "partner": lambda row, _: _plain(row.partners or "–"),
    "office": _office,
    "industry": lambda row, _: _plain(row.client.industry or "–"),
    "website": _website,
    "added": lambda row, _: _plain(day(row.client.created_at)),
}
"""How each column of `client_columns.COLUMNS` is drawn: a row and the firm's currency to a `<td>`."""
