"""The picture of ties: the same ties drawn alike, names beside each other and never upside down."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from relationships.foundation.drawing.rings_of_ties import OUTER, Node, Tied, rings_of_ties

OURS = [Node(n, f"Colleague {n}") for n in range(40)]
THEIRS = [Node(n, f"Person {n}", f"/people/{n}/", f"Client {n % 7}") for n in range(160)]
TIES = [Tied(n % 40, n, 1 + n % 4) for n in range(160)] + [Tied((n + 3) % 40, n, 2) for n in range(0, 160, 2)]


def test_the_same_ties_are_drawn_alike_in_whatever_order_they_come() -> None:
    assert rings_of_ties(OURS, THEIRS, TIES) == rings_of_ties(OURS, THEIRS, reversed(TIES))


def test_two_hundred_names_stand_a_line_apart_the_right_way_up() -> None:
    drawn = rings_of_ties(OURS, THEIRS, TIES)
    places = re.findall(r'translate\(([\d.]+) ([\d.]+)\) rotate\((-?[\d.]+)\)"><circle r="3"', drawn)
    assert len(places) == 160
    angles = sorted(math.atan2(float(y) - 500, float(x) - 500) for x, y, _ in places)
    assert min((b - a) * OUTER for a, b in pairwise(angles)) > 11.9
    assert all(math.cos(math.radians(float(turn))) > -0.001 for *_, turn in places)


def test_a_name_is_no_markup() -> None:
    drawn = rings_of_ties([Node(1, "<b>Ö</b>")], [Node(2, "<script>", "/people/2/")], [Tied(1, 2, 4)])
    assert "<script>" not in drawn
    assert "&lt;b&gt;Ö" in drawn


def test_nobody_is_an_empty_picture() -> None:
    assert "<line" not in rings_of_ties([], [], [])
