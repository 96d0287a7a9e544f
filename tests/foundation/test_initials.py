"""The letters and the tint of a portrait."""

import unicodedata

import pytest

from relationships.foundation.display.initials import initials, tint


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ana Ruiz", "AR"),
        ("Dr. Leila Haddad Noor", "LH"),
        ("Novagen", "N"),
        ("émile Zola", "ÉZ"),
        ("3M Company", "3C"),
        ("(Acme) & Sons", "AS"),
        ("The", "T"),
        ("—", "?"),
        ("", "?"),
        ("李 明", "李明"),
    ],
)
def test_initials_are_two_letters_without_titles(name, letters):
    assert initials(name) == letters


def test_the_tint_belongs_to_the_name_however_it_is_encoded():
    assert tint("Émile Zola") == tint(unicodedata.normalize("NFD", " émile zola "))
    assert {tint(f"Client {number}") for number in range(100)} == set(range(6))
