"""`{% load kept %}{% kept shell.places %}…{% endkept %}`: a piece that says the same for the same values is drawn once."""

from __future__ import annotations

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

MOST = 128
"""Drawings that one piece keeps in a process; the oldest goes first."""

register = template.Library()


class KeptNode(template.Node):
    """Keeps what its nodes draw under the values that they depend on."""

    def __init__(self, nodes: NodeList, values: list[FilterExpression]) -> None:
        self.nodelist, self.values = nodes, values
        self.drawn: dict[Hashable, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = tuple(value.resolve(context) for value in self.values)
        found = self.drawn.get(key)
        if found is None:
            found = self.drawn[key] = self.nodelist.render(context)
            while len(self.drawn) > MOST:
                self.drawn.pop(next(iter(self.drawn)), None)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Name every value that the piece depends on; never keep a token, a person's name or a client's."""
    values = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, values)
