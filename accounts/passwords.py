"""Which passwords are refused: those that are guessed soon, by length, known leaks and patterns."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.queries import the_firm

FEWEST = 3
"""Of 0 to 4: not guessed within 10^8 tries (what zxcvbn calls safely unguessable)."""
LONGEST = 72
"""More letters make a password no easier to guess, and take long to look at."""


class GuessableValidator:
    """Refuses what a guesser tries early: words of lists, names, dates, keys in a row. All lists are on this machine."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise `ValidationError` with the reason and a remedy."""
        # Its lists take a while to read and some memory; most processes never see a password.
        from zxcvbn import zxcvbn

        known = [the_firm().name, "perennial", *_words(user)]
        found: dict[str, Any] = zxcvbn(
            password[:LONGEST], user_inputs=[word for word in known if word], max_length=LONGEST
        )
        if found["score"] < FEWEST:
            why = found["feedback"]["warning"].rstrip(".") or "This password would be guessed soon"
            raise ValidationError(
                f"{why}. Take four or five words that have nothing to do with each other.", code="guessable"
            )

    def get_help_text(self) -> str:
        """What the form says beforehand."""
        return "Four or five words that have nothing to do with each other are easy to keep and hard to guess."


def _words(user: User | None) -> list[str]:
    """Name and address, and their parts."""
    if user is None:
        return []
    email = user.email or ""
    return [user.name, *user.name.split(), email, *email.replace("@", ".").split(".")]
