"""Who is overdue for a word and who is soon: somebody's book by the cadence that counts for each client."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from relationships.attention.day_book_sql import BEATS, BOOK, BOOK_READER
from relationships.attention.day_reasons import GRACE, BookClient
from relationships.foundation.firm_day import firm_day
from relationships.interactions.models import PlannedTouch
from relationships.interactions.queries.planned import planned_with
from relationships.interactions.queries.rights import logs_for

SOON = timedelta(days=14)
PAGE_SIZE = 50
SECTIONS = {"overdue": "Overdue", "due": "It is time", "upcoming": "Within two weeks", "silent": "No word logged yet"}
EVERYBODY = 1_000_000
HEADER = ("Client", "State", "Last word", "A word every so many days", "Due on", "Overdue on", "Planned on")


@dataclass(frozen=True)
class Beat:
    """A client and its cadence. `due_on`: the day on which a word is wanted; `overdue_on`: when it is late."""

    client: BookClient
    due_on: date
    overdue_on: date
    planned: PlannedTouch | None


@dataclass(frozen=True)
class RhythmPage:
    """Context of attention/rhythm_list.html. `show` is the section of which one page is shown; "": the first of each."""

    of: User
    overdue: list[Beat]
    due: list[Beat]
    upcoming: list[Beat]
    silent: list[BookClient]
    """Never spoken to."""
    today: date
    counts: dict[str, int] = field(default_factory=dict)
    show: str = ""
    number: int = 1

    @property
    def last(self) -> int:
        """The number of the last page of the section that is shown."""
        return max(1, -(-self.counts.get(self.show, 0) // PAGE_SIZE))


def rhythm_page(user: User, *, show: str = "", number: int = 1, size: int = 0) -> RhythmPage:
    """The book of whoever `user` is or logs for, the longest overdue first, `size` clients a page (0: as many as a page
    shows). Three statements, however many clients."""
    day, of = firm_day(), logs_for(user)
    show = show if show in SECTIONS else ""
    asked = {"of": of.pk, "today": day.on, "zone": day.zone, **dict.fromkeys(BOOK_READER, user.pk)}
    size = size or PAGE_SIZE
    after = (number - 1) * size if show else 0
    placed = BEATS.rows(asked | {"grace": GRACE, "soon": SOON.days, "show": show, "after": after, "page": size})
    counts = {section: count for section, count, _, _ in placed}
    if show and number > 1 and after >= counts.get(show, 0):
        return rhythm_page(user, show=show, number=max(1, -(-counts.get(show, 0) // size)), size=size)
    wanted = [
        (section, pk) for section, _, place, pk in placed if show in ("", section) and after < place <= after + size
    ]
    book = _clients(asked, [pk for _, pk in wanted])
    planned = planned_with(user, list(book))
    beats: dict[str, list[Beat]] = {section: [] for section in SECTIONS}
    silent = [book[pk] for section, pk in wanted if section == "silent" and pk in book]
    for section, pk in wanted:
        if section != "silent" and pk in book:
            beats[section].append(beat_of(book[pk], planned.get(pk)))
    return RhythmPage(
        of, beats["overdue"], beats["due"], beats["upcoming"], silent, day.on, counts, show, number if show else 1
    )


def _clients(asked: dict[str, object], ids: Sequence[int]) -> dict[int, BookClient]:
    more = {"fees": False, "health": False, "many": 0, "most": 0, "also": list(ids)}
    return {row[0]: BookClient(*row) for row in BOOK.rows(asked | more)} if ids else {}


def rhythm_rows(user: User, *, show: str) -> Iterator[Sequence[Any]]:
    """The whole book, or the section `show`, in the order of the page, below `HEADER`."""
    page = rhythm_page(user, show=show, size=EVERYBODY)
    for state, beats in (("overdue", page.overdue), ("due", page.due), ("upcoming", page.upcoming)):
        for beat in beats:
            client, planned = beat.client, beat.planned
            days = (beat.due_on, beat.overdue_on, planned.due_on if planned else None)
            yield (client.name, SECTIONS[state], client.last_on, client.wanted_days, *days)
    for client in page.silent:
        yield (client.name, SECTIONS["silent"], None, client.wanted_days, None, None, None)


def beat_of(client: BookClient, planned: PlannedTouch | None) -> Beat:
    """When a word is wanted and when it is overdue; without a set maximum a quarter more than wanted."""
    assert client.last_on is not None
    most = client.maximum or round(GRACE * client.wanted_days)
    return Beat(
        client, client.last_on + timedelta(days=client.wanted_days), client.last_on + timedelta(days=most), planned
    )
