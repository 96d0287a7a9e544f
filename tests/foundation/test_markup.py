"""What `Markup` makes is what `format_html` makes."""

from __future__ import annotations

import pytest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relationships.foundation.markup import Markup, together

VALUES = ["Ana", "O'Neil & <Sons>", '"x"', SafeString("<b>y</b>"), 7, 1.5, None, "{}", "%s"]


@pytest.mark.parametrize("value", VALUES)
def test_it_escapes_as_django_does(value: object) -> None:
    drawn = Markup("<td>{}</td>")(value)
    assert drawn == format_html("<td>{}</td>", value)
    assert Markup("<td>{a}{a}</td>")(a=value) == format_html("<td>{a}{a}</td>", a=value)
    assert isinstance(drawn, SafeString)


def test_pieces_stand_in_a_row_and_are_not_escaped_twice() -> None:
    cell = Markup("<i>{}</i>")
    assert together(map(cell, VALUES)) == format_html_join("", "<i>{}</i>", ((value,) for value in VALUES))
    assert together(["<", SafeString("<")]) == "&lt;<"


def test_a_value_too_few_is_an_error() -> None:
    with pytest.raises(IndexError):
        Markup("{}{}")("one")
