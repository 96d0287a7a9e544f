"""The languages in which a log line is read."""

from __future__ import annotations

from accounts.models import User
from relationships.interactions.quick_line_de import GERMAN
from relationships.interactions.quick_line_en import ENGLISH
from relationships.interactions.quick_line_words import Words

WORDS: dict[str, Words] = {User.LogLanguage.ENGLISH.value: ENGLISH, User.LogLanguage.GERMAN.value: GERMAN}


def words_for(user: User) -> Words:
    """The words in which `user` types, as chosen on /me/keyboard/."""
    return WORDS.get(user.log_language, ENGLISH)
