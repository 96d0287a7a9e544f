"""The firm's own nouns: pages say `{{ words.clients }}`, and a non-profit reads "donors".

Two sets ship. A word is a key in the plural or singular it is needed in; capitalised keys answer capitalised words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache

from accounts.policy import Role
from accounts.queries import the_firm

PROFESSIONAL_SERVICES = {
    "client": "client",
    "clients": "clients",
    "client_group": "client group",
    "engagement": "engagement",
    "engagements": "engagements",
    "an_engagement": "an engagement",
    "fee": "fee",
    "a_fee": "a fee",
    "fees": "fees",
    "work_and_fees": "work and fees",
    "invoice": "invoice",
    "invoices": "invoices",
    "repeat_business": "repeat business",
    "repeat": "repeat",
    "partner": "partner",
    "partners": "partners",
    "practice": "practice",
    "practices": "practices",
    "alumni": "alumni",
    "alumnus": "alumnus",
    "an_alumnus": "an alumnus",
    "add_a_client": "add a client",
    "add_an_alumnus": "add an alumnus",
}
NON_PROFIT = {
    "client": "donor",
    "clients": "donors",
    "client_group": "donor group",
    "engagement": "gift",
    "engagements": "gifts",
    "an_engagement": "a gift",
    "fee": "gift amount",
    "a_fee": "a gift",
    "fees": "giving",
    "work_and_fees": "gifts and giving",
    "invoice": "receipt",
    "invoices": "receipts",
    "repeat_business": "returning giving",
    "repeat": "returning",
    "partner": "director",
    "partners": "directors",
    "practice": "programme",
    "practices": "programmes",
    "alumni": "former staff",
    "alumnus": "former colleague",
    "an_alumnus": "a former colleague",
    "add_a_client": "add a donor",
    "add_an_alumnus": "add a former colleague",
}
PRESETS: dict[str, tuple[str, dict[str, str]]] = {
    "professional_services": ("A firm: clients, engagements, fees", PROFESSIONAL_SERVICES),
    "non_profit": ("A non-profit: donors, gifts, giving", NON_PROFIT),
}
ROLES = {
    "professional_services": {role: role.value.replace("_", " ").capitalize() for role in Role},
    "non_profit": {
        **{role: role.value.replace("_", " ").capitalize() for role in Role},
        Role.ACCOUNT_MANAGER: "Relationship manager",
        Role.PARTNER: "Director",
        Role.ALUMNI_ADMIN: "Former-staff admin",
    },
}


def _with_capitals(nouns: dict[str, str]) -> dict[str, str]:
    def first_up(text: str) -> str:
        return text[:1].upper() + text[1:]

    return {**nouns, **{first_up(key): first_up(noun) for key, noun in nouns.items()}}


_READY: dict[str, Mapping[str, str]] = {key: _with_capitals(nouns) for key, (_, nouns) in PRESETS.items()}


def words() -> Mapping[str, str]:
    """The nouns of this firm; the house's own for a set that is not known any more."""
    return _READY.get(the_firm().vocabulary, _READY["professional_services"])


def speak(text: str) -> str:
    """A text of the product's own, such as a label, in the nouns of this firm. Never for what people have written."""
    return speaker()(text)


def speaker() -> Callable[[str], str]:
    """`speak` for many texts: the firm is read once, also where no request remembers it."""
    chosen = the_firm().vocabulary
    if chosen == "professional_services" or chosen not in PRESETS:
        return str
    pattern, to = _translation(chosen)
    return lambda text: pattern.sub(lambda found: to[found[0]], text)


@cache
def _translation(chosen: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the house's nouns in a text, longest first, and what stands in their place."""
    to = {noun: _READY[chosen][key] for key, noun in _READY["professional_services"].items()}
    longest_first = sorted(to, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), to


def role_words() -> dict[Role, str]:
    """What the roles are called here."""
    return ROLES.get(the_firm().vocabulary, ROLES["professional_services"])


def role_choices() -> list[tuple[str, str]]:
    """The roles, for a form."""
    return [(role.value, name) for role, name in role_words().items()]
