"""The row of a colleague and of the firm's settings, as it is read with a session or, when it did not come along, alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.models import Firm, User
from accounts.prepared import Prepared
from accounts.queries import lay_by, take_out

USER, FIRM = ([field.attname for field in model._meta.concrete_fields] for model in (User, Firm))
COLUMNS = f"{', '.join(f'u.{name}' for name in USER)}, {', '.join(f'f.{name}' for name in FIRM)}"
JOINS = "LEFT JOIN accounts_firm f ON true"
_READ = Prepared(
    "accounts_colleague",
    f"SELECT {COLUMNS} FROM accounts_user u {JOINS} WHERE u.id = %(user)s::bigint LIMIT 1",  # noqa: S608 - constants only
)
Row = tuple[Sequence[Any], Sequence[Any]]
_CAME_ALONG = "colleague"


def remember_row(row: Sequence[Any]) -> None:
    """Keep what came along with a session for the one who asks next in this request."""
    lay_by(_CAME_ALONG, row)


def row_of(user_id: int) -> Row | None:
    """The values of the colleague and of the firm; what came along is used once, whoever asks again reads anew."""
    row: Sequence[Any] | None = take_out(_CAME_ALONG)
    if row is None or row[USER.index("id")] != int(user_id):
        row = next(iter(_READ.rows({"user": user_id})), None)
    return None if row is None else (row[: len(USER)], row[len(USER) :])
