"""Which pages are measured: the product's address, and the plain page of the same shape."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from benchmarks.worlds import Sample

Address = Callable[[Sample], str]
Fields = Callable[[Sample], Mapping[str, str]]
PLAIN = "benchmarks.plain.urls"
_TYPED = {"hx_request": "true"}
"""As the browser asks while somebody types: for the table alone. The plain twin has only whole pages."""


@dataclass(frozen=True)
class Shown:
    """One page. `target`: most times the plain page's median. `most_ms`: most milliseconds, for pages without a twin."""

    name: str
    address: Address
    plain: Address | None = None
    target: float | None = None
    most_ms: float | None = None
    sent: Fields | None = None
    plain_sent: Fields | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def shown_pages() -> list[Shown]:
    """Every page that is measured, whether it exists yet or not."""
    return [
        Shown("clients: first page", _at("client_list"), _plain("client_list"), target=1.5),
        Shown("clients: page 100", _at("client_list", page="100"), _plain("client_list", page="100"), target=1.5),
        Shown("clients: a word searched, as typed", *_both(_word), target=1.5, headers=_TYPED),
        Shown("clients: three letters, as typed", *_both(_letters), target=1.5, headers=_TYPED),
        Shown("clients: a word searched, whole page", *_both(_word), target=1.5),
        Shown("clients: tier A", _at("client_list", tier="A"), _plain("client_list", tier="A"), target=1.5),
        Shown("client page", _of_client("client_detail"), _of_client("client_detail", PLAIN), target=2.5),
        Shown("timeline", _of_client("client_timeline"), _of_client("client_timeline", PLAIN), target=2.5),
        Shown("health drawer", _of_client("client_health"), most_ms=50, headers={"hx_request": "true"}),
        Shown("people: first page", _at("person_list"), _plain("person_list"), target=1.5),
        Shown("find: a client's name", _searched("find", _word), most_ms=100, headers={"hx_request": "true"}),
        Shown(
            "find: a person's name",
            _searched("find", lambda sample: sample.person),
            most_ms=100,
            headers={"hx_request": "true"},
        ),
        Shown("find: a slip of the pen", _searched("find", _slip), most_ms=100, headers={"hx_request": "true"}),
        Shown("repeat business", _at("repeat_business"), _plain("repeat_business"), target=2.0),
        Shown("repeat business, to a live sum", _at("repeat_business"), _plain("repeat_business_live")),
        Shown(
            "save a touchpoint, person tapped",
            _at("log_interaction"),
            _plain("log_interaction"),
            target=2.0,
            sent=_tapped,
            plain_sent=_plain_fields,
            headers={"hx_request": "true"},
        ),
        Shown(
            "save a touchpoint, names typed",
            _at("log_interaction"),
            _plain("log_interaction"),
            target=2.0,
            sent=_typed,
            plain_sent=_plain_fields,
            headers={"hx_request": "true"},
        ),
    ]


def _at(name: str, urlconf: str | None = None, **query: str) -> Address:
    return lambda sample: reverse(name, urlconf=urlconf) + (f"?{urlencode(query)}" if query else "")


def _plain(name: str, **query: str) -> Address:
    return _at(name, PLAIN, **query)


def _of_client(name: str, urlconf: str | None = None) -> Address:
    return lambda sample: reverse(name, urlconf=urlconf, args=[sample.public_id])


def _searched(name: str, text: Callable[[Sample], str]) -> Address:
    return lambda sample: f"{reverse(name)}?{urlencode({'q': text(sample)})}"


def _both(text: Callable[[Sample], str]) -> tuple[Address, Address]:
    """The search on the client list, and its plain twin."""
    return _searched("client_list", text), _searched_plain(text)


def _searched_plain(text: Callable[[Sample], str]) -> Address:
    return lambda sample: f"{reverse('client_list', urlconf=PLAIN)}?{urlencode({'q': text(sample)})}"


def _word(sample: Sample) -> str:
    return sample.name.split()[0]


def _letters(sample: Sample) -> str:
    return sample.name[:3]


def _slip(sample: Sample) -> str:
    """The name with two letters swapped: no name holds it."""
    word = _word(sample)
    return word[:2] + word[3:4] + word[2:3] + word[4:]


def _tapped(sample: Sample) -> Mapping[str, str]:
    return {**_sent(), "q": "call 20m re renewal", "client": sample.public_id, "with": sample.person_public_id}


def _typed(sample: Sample) -> Mapping[str, str]:
    return {**_sent(), "q": "call yesterday 20m re renewal", "people": sample.person, "clients": sample.name}


def _sent() -> dict[str, str]:
    return {"form_token": str(uuid.uuid4()), "next": "/"}


def _plain_fields(sample: Sample) -> Mapping[str, str]:
    now = timezone.now().strftime("%Y-%m-%d %H:%M:%S")
    about = {"client_id": str(sample.client_id), "kind": "call", "direction": "mutual", "summary": "Renewal"}
    return {**about, "occurred_at": now, "minutes": "20"}
