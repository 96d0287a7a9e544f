"""A kept piece is drawn once for the same values, and anew for others."""

from django.template import Context, Template

from relationships.foundation.templatetags import kept


class Counting:
    def __init__(self) -> None:
        self.read = 0

    @property
    def text(self) -> str:
        self.read += 1
        return f"<{self.read}>"


def test_it_is_drawn_once_for_the_same_values() -> None:
    piece, seen = Template("{% load kept %}{% kept role theme %}{{ seen.text }}{% endkept %}"), Counting()

    def drawn(role: str, theme: str) -> str:
        return piece.render(Context({"role": role, "theme": theme, "seen": seen}))

    assert drawn("partner", "dark") == drawn("partner", "dark") == "&lt;1&gt;"
    assert drawn("partner", "light") == "&lt;2&gt;"
    assert drawn("partner", "dark") == "&lt;1&gt;"


def test_it_forgets_the_oldest() -> None:
    piece, seen = Template("{% load kept %}{% kept number %}{{ seen.text }}{% endkept %}"), Counting()
    for number in range(kept.MOST + 1):
        piece.render(Context({"number": number, "seen": seen}))
    assert piece.render(Context({"number": kept.MOST, "seen": seen})) == f"&lt;{kept.MOST + 1}&gt;"
    assert piece.render(Context({"number": 0, "seen": seen})) == f"&lt;{kept.MOST + 2}&gt;"
