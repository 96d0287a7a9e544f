"""Where a timeline goes on: the moment and the public id of the last touch shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Self

from relationships.interactions.models import Interaction

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True)
class Cursor:
    """The place after a touch. In an address: microseconds since 1970, a dash, the public id."""

    occurred_at: dt.datetime
    interaction_id: int
    text: str

    @classmethod
    def of(cls, touch: Interaction) -> Self:
        moment = (touch.occurred_at - _EPOCH) // _MICROSECOND
        return cls(touch.occurred_at, touch.pk, f"{moment}-{touch.public_id}")

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor that an address holds; None for anything that is none.

        The touch itself need not be visible any more, nor even exist: then the page goes on after its moment.
        """
        moment, _, public_id = text.partition("-")
        try:
            occurred_at = _EPOCH + int(moment) * _MICROSECOND
        except (ValueError, OverflowError):
            return None
        everything = Interaction.objects.unscoped(reason="only its place in the order is read")
        named = everything.filter(public_id=public_id if public_id.isalnum() else "")
        pk = named.values_list("pk", flat=True).first()
        return cls(occurred_at, pk or 0, text)
