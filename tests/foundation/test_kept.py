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


def test_what_is_fresh_is_drawn_each_time() -> None:
    text = "{% load kept %}{% kept role %}{{ role }} {% fresh %}{{ name }}{% endfresh %}, {% fresh %}<{{ name }}>{% endfresh %}!{% endkept %}"
    piece = Template(text)
    assert piece.render(Context({"role": "partner", "name": "A & B"})) == "partner A &amp; B, <A &amp; B>!"
    assert piece.render(Context({"role": "partner", "name": "C"})) == "partner C, <C>!"
    assert all("A" not in str(part) for drawing in _kept(piece) for part in drawing if isinstance(part, str))


def test_a_piece_within_a_piece_keeps_nothing_fresh() -> None:
    piece = Template(
        "{% load kept %}{% kept role %}[{% kept role %}({% fresh %}{{ name }}{% endfresh %}){% endkept %}]{% endkept %}"
    )
    assert [piece.render(Context({"role": "partner", "name": name})) for name in "AB"] == ["[(A)]", "[(B)]"]


def test_nothing_around_it_draws_it_in_place() -> None:
    piece = Template("{% load kept %}{% fresh %}{{ name }}{% endfresh %}")
    assert piece.render(Context({"name": "A"})) == "A"


def _kept(piece: Template) -> list[kept.Drawing]:
    return [drawing for node in piece.nodelist.get_nodes_by_type(kept.KeptNode) for drawing in node.drawn.values()]
