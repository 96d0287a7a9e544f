"""`{% load kept %}{% kept shell.look %}…{% fresh %}…{% endfresh %}…{% endkept %}`: what says the same is drawn once."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

MOST = 128
"""Drawings that one piece keeps in a process; the oldest goes first."""

register = template.Library()

_HOLES = "_holes_of_what_is_kept"
_MARK = "\0"
"""Stands where a hole is; no text holds it, neither the templates' own nor what came through the gate."""

Drawing = list[str | NodeList]
"""What is kept, and in between what is drawn each time."""


class KeptNode(template.Node):
    """Keeps what its nodes draw under the values that they depend on."""

    def __init__(self, nodes: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodes, values
        self.drawn: dict[Hashable, Drawing] = {}

    def render(self, context: Context) -> str:
        if context.get(_HOLES) is not None:
            return self.nodelist.render(context)  # a part of what is being kept around it, with the holes of that
        key = tuple(value.resolve(context) for value in self.values)
        found = self.drawn.get(key)
        if found is None:
            found = self.drawn[key] = self._draw(context)
            while len(self.drawn) > MOST:
                self.drawn.pop(next(iter(self.drawn)), None)
        return "".join([part if isinstance(part, str) else part.render(context) for part in found])

    def _draw(self, context: Context) -> Drawing:
        holes: list[NodeList] = []
        with context.push(**{_HOLES: holes}):
            texts = self.nodelist.render(context).split(_MARK)
        drawing: Drawing = [texts[0]]
        for hole, text in zip(holes, texts[1:], strict=True):
            drawing += [hole, text]
        return drawing


class FreshNode(template.Node):
    """A hole in what is kept."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodelist = nodes

    def render(self, context: Context) -> str:
        holes: list[NodeList] | None = context.get(_HOLES)
        if holes is None:
            return self.nodelist.render(context)
        holes.append(self.nodelist)
        return _MARK


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Name every value that the piece depends on; never keep a token, a person's name or a client's."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, values)


@register.tag
def fresh(parser: Parser, token: Token) -> FreshNode:
    """What is drawn each time: tokens, names, where one is. It sees the page's values, not those of a loop around it."""
    nodes = parser.parse(("endfresh",))
    parser.delete_first_token()
    return FreshNode(nodes)
