"""Who is there: the colleague of a session, read together with the firm's settings, which every page needs too."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import Firm, User
from accounts.prepared import Prepared
from accounts.queries import remember_firm

_USER, _FIRM = ([field.attname for field in model._meta.concrete_fields] for model in (User, Firm))
_READ = Prepared(
    "accounts_colleague",
    f"SELECT {', '.join(f'u.{name}' for name in _USER)}, {', '.join(f'f.{name}' for name in _FIRM)}"  # noqa: S608
    " FROM accounts_user u LEFT JOIN accounts_firm f ON true WHERE u.id = %(user)s::bigint LIMIT 1",
)


class ColleagueBackend(AuthenticationBackend):
    """allauth's own, but for how the colleague of a session is read."""

    def get_user(self, user_id: int) -> User | None:
        """The colleague, unless their account is closed or gone. The firm is remembered for this request."""
        rows = _READ.rows({"user": user_id})
        if not rows:
            return None
        row = rows[0]
        user, firm = User.from_db(connection.alias, _USER, row[: len(_USER)]), row[len(_USER) :]
        remember_firm(Firm.from_db(connection.alias, _FIRM, firm) if firm[0] is not None else Firm())
        return user if self.user_can_authenticate(user) else None
