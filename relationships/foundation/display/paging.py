"""Which page numbers a list offers."""

from __future__ import annotations

from collections.abc import Iterator


def page_numbers(number: int, last: int, around: int = 2) -> Iterator[int | None]:
    """First, last and the pages around `number`; None stands for a gap of two pages or more.

    A single missing page is shown itself: a gap sign would take the same room.
    """
    wanted = sorted({1, last, *range(max(1, number - around), min(last, number + around) + 1)})
    previous = 0
    for page in wanted:
        if page - previous == 2:
            yield page - 1
        elif page - previous > 2:
            yield None
        yield page
        previous = page
