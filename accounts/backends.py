"""Who is there: the colleague of a session, read together with the firm's settings, which every page needs too."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from accounts.models import Firm, User
from accounts.queries import remember_firm
from accounts.with_session import FIRM, USER, row_of


class ColleagueBackend(AuthenticationBackend):
    """allauth's own, but for how the colleague of a session is read."""

    def get_user(self, user_id: int) -> User | None:
        """The colleague, unless their account is closed or gone. The firm is remembered for this request."""
        row = row_of(user_id)
        if row is None:
            return None
        user, firm = User.from_db(connection.alias, USER, row[0]), row[1]
        remember_firm(Firm.from_db(connection.alias, FIRM, firm) if firm[0] is not None else Firm())
        return user if self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Neither with a closed account nor after their last day."""
        return super().user_can_authenticate(user) and bool(user.works_here)
