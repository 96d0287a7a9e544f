"""A list of former colleagues: what they were here, where they work now, what they agreed to."""

from __future__ import annotations

from collections.abc import Iterator

from relationships.imports import cells, times
from relationships.imports.columns import Block, Check, Fault, Field
from relationships.imports.consents import consents
from relationships.imports.kinds import Circumstances, Kind, in_order


def describe(given: Circumstances) -> Kind:
    """Columns and cells of an alumni file."""
    return Kind(
        name="alumni",
        columns=(
            "email",
            "name",
            "joined_on",
            "left_on",
            "office",
            "practice",
            "title",
            "employer",
            "employer_title",
            "consent",
            "consent_on",
        ),
        required=("name",),
        fields=(
            Field("email", "email", cells.address),
            Field("name", "name", cells.Text(300), is_text=True),
            Field("joined_on", "joined_on", times.day),
            Field("left_on", "left_on", times.day),
            Field("office", "office", cells.Text(200), is_text=True),
            Field("practice", "practice", cells.Text(200), is_text=True),
            Field("title", "title", cells.Text(200), is_text=True),
            Field("employer", "employer", cells.Text(300), is_text=True),
            Field("employer_title", "employer_title", cells.Text(200), is_text=True),
            Field("consents", "consent", consents),
            Field("consent_on", "consent_on", times.day),
        ),
        check=_whole(given.now.astimezone(given.zone).date().isoformat()),
    )


def _whole(today: str) -> Check:
    days = in_order("joined_on", "left_on")

    def check(block: Block) -> Iterator[Fault]:
        """Days in order, a title with its employer, a day of consent with what was said and not in the future."""
        yield from days(block)
        wrong = {(fault.index, fault.column) for fault in block.faults}
        values = block.values
        for index, said_on in enumerate(values["consent_on"]):
            if values["employer_title"][index] and not values["employer"][index] and (index, "employer") not in wrong:
                yield Fault(index, "employer", "Name the employer of this title, or leave the title out.")
            if said_on > today:
                yield Fault(index, "consent_on", "This lies in the future. Write the day on which it was said.")
            elif said_on and not values["consents"][index] and (index, "consent") not in wrong:
                yield Fault(index, "consent", "Write what was said on that day, or leave the day out.")

    return check
