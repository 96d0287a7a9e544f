"""The formulas of `inferred_ties` as SQL. A test holds the two to the same number."""

from __future__ import annotations

from relationships.network.inferred_ties import FADES_IN_YEARS, MEETINGS_TO_KNOW, MOST, ROOM, YEAR_DAYS, YEARS_TO_KNOW

_FADED = f"power(0.5::float8, GREATEST(%(today)s::date - {{until}}, 0) / {YEAR_DAYS}::float8 / {FADES_IN_YEARS})"
_BY_YEARS = f"""(
    {MOST}::float8 * (0.25 + 0.75 * (1 - exp(-GREATEST({{until}} - {{since}}, 0) / {YEAR_DAYS}::float8 / {YEARS_TO_KNOW})))
    * power(0.5::float8, GREATEST(0, ln(GREATEST({{known}}, 1) / {ROOM}::float8) / ln(4::float8))) * {_FADED})"""
_BY_TOUCHES = f"({MOST}::float8 * (1 - exp(-LEAST({{touches}}, 1000) / {MEETINGS_TO_KNOW}::float8)) * {_FADED})"


def by_years(*, since: str, until: str, known: str) -> str:
    """Trust from shared years at one employer, of columns with two days and how many people are known there."""
    return _BY_YEARS.format(since=since, until=f"LEAST({until}, %(today)s::date)", known=known)


def by_touches(*, touches: str, last_on: str) -> str:
    """Trust from touchpoints that both took part in, of columns with their number and the last day."""
    return _BY_TOUCHES.format(touches=touches, until=last_on)
