"""What an inferred tie rests on, in words. Pure."""

from __future__ import annotations

from datetime import date

from relationships.network.inferred_ties import Basis


def words_of(basis: str, at: str, since: date, until: date, number: int, today: date) -> str:
    """ "colleagues at Novagen, 2019 to 2023, inferred"."""
    when = _when(since, until, today)
    if basis == Basis.EMPLOYER:
        return f"both at {at}, {when}"
    if basis == Basis.HERE:
        return f"both worked here, {when}"
    if basis == Basis.TOUCHES:
        return f"together in {number} touchpoint{'s' * (number != 1)}, {when}"
    if basis == Basis.MADE:
        return f"introduced us, {when}"
    return f"knew them when with us, {when}"


def _when(since: date, until: date, today: date) -> str:
    if until >= today:
        return "now" if since >= today else f"since {since.year}"
    return str(since.year) if since.year == until.year else f"{since.year} to {until.year}"
