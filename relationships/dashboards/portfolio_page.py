"""The portfolio as its template sees it: cells that narrow the list, the same clients as dots and as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log10
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from accounts.queries import the_firm
from accounts.vocabulary import words
from relationships.clients.models import Client
from relationships.clients.queries import in_order
from relationships.dashboards.client_filters import ClientFilters, client_filters
from relationships.dashboards.client_list import Choices, client_choices, filter_chips
from relationships.dashboards.client_search import matching
from relationships.dashboards.numbered_pages import Numbered, numbered, page_number
from relationships.foundation.display.grade import grade_word
from relationships.foundation.display.money import money_short
from relationships.foundation.drawing.dots import Dot, Mark
from relationships.scoring import portfolio as scores
from relationships.scoring.portfolio import BANDS, Coverage, Standing
from relationships.scoring.thread_holders import ThreadHolders, thread_holders

GRADES = ("A", "B", "C", "D", "E", "")
MOST_DOTS = 200
MOVERS = 8
SHOWS = ("", "threads")
BOUNDS: list[Mark] = [(0, "0"), (30, "30"), (50, "50"), (65, "65"), (80, "80"), (100, "100")]
"""Where grades begin, under the bands the product comes with."""


@dataclass(frozen=True)
class Question:
    """What the address asks for: the client list's filters, a fee band, or only the threads."""

    filters: ClientFilters
    band: str = ""
    show: str = ""

    def address(self, **changes: Any) -> str:
        """The page with these parts changed, from its first page on."""
        band, show = changes.pop("band", self.band), changes.pop("show", self.show)
        pairs = [(name, value) for name, value in (("band", band), ("show", show)) if value]
        kept = self.filters.with_(sort="name", columns=(), view="", **changes).address().removeprefix("?")
        return "?" + "&".join(part for part in (kept, urlencode(pairs)) if part)


@dataclass(frozen=True)
class HeatCell:
    """A cell of the table: grade, clients, fees, the band in words, and where it narrows to."""

    grade: str
    clients: int
    fees: Decimal
    band: str
    href: str


@dataclass(frozen=True)
class Row:
    """One client and where it stands; `thread` in the list of those that hang by one, None where nobody holds it."""

    client: Client
    at: Standing
    thread: ThreadHolders | None = None


@dataclass(frozen=True)
class PortfolioPage:
    """Context of dashboards/portfolio.html."""

    question: Question
    as_of: date | None
    heat: list[tuple[str, list[HeatCell]]]
    grades: list[tuple[str, str]]
    total: Decimal
    covered: Coverage
    movers: list[Row]
    rows: Numbered[Row]
    dots: list[Dot]
    across: list[Mark]
    chips: list[tuple[str, str]]
    choices: Choices
    currency: str

    @property
    def upwards(self) -> list[Mark]:
        return BOUNDS

    @property
    def clear(self) -> str:
        return "?"

    @property
    def everything(self) -> str:
        return self.question.address(band="", show="", grades=())

    @property
    def thread_address(self) -> str:
        return self.question.address(show="threads") + "#clients"

    @property
    def export(self) -> str:
        return reverse("export_portfolio") + self.question.address()


def read_question(query: QueryDict, user: User) -> Question:
    """What it does not know it leaves out."""
    band, show = query.get("band", ""), query.get("show", "")
    return Question(
        client_filters(query, user).with_(q="", archived=False),
        band if band in BANDS else "",
        show if show in SHOWS else "",
    )


def portfolio_page(user: User, query: QueryDict) -> PortfolioPage:
    """Everything on the page for `user`."""
    question = read_question(query, user)
    firm = the_firm()
    every = scores.portfolio(matching(user, question.filters.with_(grades=())))
    cuts = scores.thresholds(every)
    found = _narrowed(user, question, cuts)
    page = numbered(found, page_number(query.get("page", "")))
    standing = scores.standings(page.rows)
    drawn = scores.standings(list(found[:MOST_DOTS]))
    moved = scores.movers(every, most=MOVERS)
    clients = _clients(user, [*standing, *drawn, *moved])
    cells = scores.cells(every, cuts)
    total = sum((cell.fees for cell in cells), Decimal(0))
    threads = thread_holders(user, [each.client_id for each in standing]) if question.show else {}
    rows = [
        Row(clients[each.client_id], each, threads.get(each.client_id))
        for each in standing
        if each.client_id in clients
    ]
    dots, across = _dots(
        [Row(clients[each.client_id], each) for each in drawn if each.client_id in clients], firm.base_currency
    )
    return PortfolioPage(
        question,
        page.rows[0].as_of if page.rows else None,
        _heat(question, cells, cuts, firm.base_currency),
        [(grade, grade_word(grade) if grade else "No grade") for grade in GRADES],
        total,
        scores.coverage(every),
        [Row(clients[each.client_id], each) for each in moved if each.client_id in clients],
        Numbered(rows, page.count, page.number, page.last),
        dots,
        across,
        _chips(user, question, cuts, firm.base_currency),
        client_choices(user, question.filters),
        firm.base_currency,
    )


def portfolio_rows(user: User, query: QueryDict) -> Iterator[Sequence[Any]]:
    """The clients of the page as rows of a file, the largest first."""
    question = read_question(query, user)
    every = scores.portfolio(matching(user, question.filters.with_(grades=())))
    rows = _narrowed(user, question, scores.thresholds(every)).select_related("client")
    for row in rows.iterator(chunk_size=2000):
        (at,) = scores.standings([row])
        yield [row.client.name, at.grade, at.score, at.fees, at.people, at.colleagues, at.practices, row.as_of]


def _narrowed(user: User, question: Question, cuts: list[float]) -> QuerySet[Any]:
    rows = scores.portfolio(matching(user, question.filters))
    if question.band:
        rows = rows.filter(scores.in_band(question.band, cuts))
    if question.show == "threads":
        return scores.threads(rows)
    return scores.with_ties(rows).order_by("-fees", "client_id")


def _clients(user: User, found: Sequence[Standing]) -> dict[int, Client]:
    ids = list({each.client_id for each in found})
    rows = Client.objects.visible_to(user).select_related("owner").only("public_id", "name", "industry", "owner__name")
    return {each.pk: each for each in in_order(rows, ids)}


def _heat(
    question: Question, cells: Sequence[scores.Cell], cuts: list[float], currency: str
) -> list[tuple[str, list[HeatCell]]]:
    found = {(cell.band, cell.grade): cell for cell in cells}
    lines = []
    for band in BANDS if cuts else BANDS[3:]:
        said = band_words(band, cuts, currency)
        line = []
        for grade in GRADES:
            cell = found.get((band, grade))
            href = question.address(band=band, grades=(grade or "none",), show="") + "#clients"
            line.append(HeatCell(grade, cell.clients if cell else 0, cell.fees if cell else Decimal(0), said, href))
        lines.append((said, line))
    return lines


def band_words(band: str, cuts: list[float], currency: str) -> str:
    """ "€50k and more", "€5k to €50k", "under €5k", "no fees"."""
    if band == "none":
        return f"no {words()['fees']}"
    if not cuts:
        return f"any {words()['fees']}"
    said = [money_short(Decimal(str(cut)), currency) for cut in cuts]
    place = BANDS.index(band)
    if place == 0:
        return f"{said[0]} and more"
    return f"{said[place]} to {said[place - 1]}" if place < len(said) else f"under {said[-1]}"


def _chips(user: User, question: Question, cuts: list[float], currency: str) -> list[tuple[str, str]]:
    chips = filter_chips(user, question.filters)
    if question.band or question.show:
        # Each keeps what the client list does not know of.
        extra = urlencode([(k, v) for k, v in (("band", question.band), ("show", question.show)) if v])
        chips = [(said, f"{address}{'&' if address != '?' else ''}{extra}") for said, address in chips]
    if question.band:
        chips.append((band_words(question.band, cuts, currency), question.address(band="")))
    if question.show:
        chips.append(("Hanging by one thread", question.address(show="")))
    return chips


def _dots(rows: Sequence[Row], currency: str) -> tuple[list[Dot], list[Mark]]:
    """Graded clients with fees: health upwards, fees across in equal ratios."""
    drawn = [row for row in rows if row.at.score is not None and row.at.fees > 0]
    if not drawn:
        return [], []
    low = log10(float(min(row.at.fees for row in drawn)))
    high = max(log10(float(max(row.at.fees for row in drawn))), low + 0.5)
    marks = [
        (100 * (power - low) / (high - low), money_short(Decimal(10) ** power, currency))
        for power in range(-2, 13)
        if low <= power <= high
    ]
    dots = [
        Dot(
            100 * (log10(float(row.at.fees)) - low) / (high - low),
            row.at.score or 0.0,
            f"{row.client.name}: {row.at.grade} {int(row.at.score or 0)}, {money_short(row.at.fees, currency)}",
            radius=5.5,
            full=row.at.people > 1 and row.at.colleagues > 1,
            href=reverse("client_detail", args=[row.client.public_id]),
        )
        for row in drawn
    ]
    return dots, marks
