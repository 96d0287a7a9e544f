"""Ways to somebody as a page shows them: who is met on each, how sure each step is, what to ask of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.models import User
from relationships.alumni.models import Alumnus
from relationships.contacts.models import Person
from relationships.contacts.queries import current_positions_of
from relationships.foundation.display.grade import TIE_WORDS
from relationships.network.paths import Link, Way


@dataclass(frozen=True)
class Stop:
    """Somebody met on the way. `kind`: colleague, person or alumnus."""

    kind: str
    pk: int
    public_id: str
    name: str
    note: str = ""

    @property
    def address(self) -> str:
        return "" if self.kind == "colleague" else reverse("person_detail", args=[self.public_id])

    @property
    def is_alumnus(self) -> bool:
        return self.kind == "alumnus"

    @property
    def between(self) -> str:
        """What they are to a way: a colleague, or a person."""
        return "colleague" if self.kind == "colleague" else "person"


@dataclass(frozen=True)
class WayCard:
    """One way. `legs`: how each stop is reached, and who it is."""

    way: Way
    legs: list[tuple[Link, Stop]]

    @property
    def target(self) -> Stop:
        return self.legs[-1][1]

    @property
    def between(self) -> list[Stop]:
        """Whom one goes over."""
        return [stop for _, stop in self.legs[:-1]]

    @property
    def first(self) -> Stop:
        """Whom to turn to."""
        return self.legs[0][1]

    @property
    def colleague_id(self) -> str:
        return next((stop.public_id for stop in self.between if stop.kind == "colleague"), "")

    @property
    def through_id(self) -> str:
        return next((stop.public_id for stop in self.between if stop.kind != "colleague"), "")

    @property
    def word(self) -> str:
        """What the weakest step of it is."""
        return TIE_WORDS[min(link.bars for link in self.way.outside)]

    @property
    def sentence(self) -> str:
        """The whole way in words."""
        said = []
        who = "You"
        for link, stop in self.legs:
            if stop.kind == "colleague":
                who = stop.name
                continue
            says = "know" if who == "You" else "knows"
            if link.inferred:
                seems = "seem" if who == "You" else "seems"
                said.append(f"{who} {seems} to know {stop.name}: {link.words}")
            else:
                how = f" ({link.words})" if link.words else ""
                said.append(f"{who} {says} {stop.name}, {TIE_WORDS[link.bars]}{how}")
            who = stop.name
        return "; ".join(said) + "."

    @property
    def how(self) -> list[str]:
        """What the note to whoever is asked first says of how they come to know the one wanted."""
        if self.first.kind != "colleague" or not self.through_id:
            return []
        last, between = self.legs[-1][0], self.legs[-2][1]
        words = f" ({last.words})" if last.words else ""
        return [f"You know {between.name}, who seems to know {self.target.name}{words}."]


def way_cards(user: User, ways: Iterable[Way]) -> list[WayCard]:
    """The ways with everybody on them, whom `user` may know of. Four statements."""
    found = list(ways)
    colleagues = {
        row.pk: row
        for row in User.objects.filter(pk__in={way.colleague_id for way in found}).select_related("practice", "office")
    }
    ids = {way.target_id for way in found} | {way.bridge_id for way in found if way.bridge_id}
    people = Person.objects.visible_to(user).in_bulk(ids)
    held = current_positions_of(user, ids) if ids else {}
    alumni = set(Alumnus.objects.visible_to(user).listed().filter(person__in=ids).values_list("person_id", flat=True))
    notes = {
        pk: ", ".join(part for part in (rows[0].title, rows[0].client.name) if part)
        for pk, rows in held.items()
        if rows
    }
    return [
        WayCard(way, _legs(way, colleagues, people, notes, alumni))
        for way in found
        if way.target_id in people and (way.bridge_id is None or way.bridge_id in people)
    ]


def _legs(
    way: Way, colleagues: Mapping[int, User], people: Mapping[int, Person], notes: Mapping[int, str], alumni: set[int]
) -> list[tuple[Link, Stop]]:
    stops = []
    if way.colleague_id is not None:
        row = colleagues[way.colleague_id]
        note = ", ".join(place.name for place in (row.practice, row.office) if place)
        stops.append(Stop("colleague", row.pk, row.public_id, row.name, note))
    for pk in (way.bridge_id, way.target_id):
        if pk is not None:
            kind = "alumnus" if pk in alumni else "person"
            stops.append(Stop(kind, pk, people[pk].public_id, people[pk].name, notes.get(pk, "")))
    return list(zip(way.links, stops, strict=True))
