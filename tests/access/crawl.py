"""Everything a colleague can look at, as a list of requests, and what came back with the accidental parts taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from relationships.engagements.models import LedgerEntry
from relationships.hospitality.models import Exchange, Gift, GuestFact
from relationships.interactions.models import Interaction
from relationships.network.models import Contribution, Handover, Introduction
from relationships.scoring.repeat_readings import SHIPPED
from tests.access.matrix import PAGES, Page
from tests.access.twins import TODAY, Twins
from tests.examples import EVERY

NEVER = "NeverThere00"
FRAGMENT = {"HX-Request": "true"}
# Random by request, whoever asks: tokens, and the ids of what a form has just made (and the test unmade).
ACCIDENTAL = [
    (re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'), r"\1token"),
    (re.compile(r'(name="once" value=")[^"]+'), r"\1token"),
    (re.compile(r"(X-CSRFToken[^:]*: ?[^\w]*)\w{20,}"), r"\1token"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "uuid"),
]
NOT_COMPARED = {"Set-Cookie", "Date", "Content-Length"}


@dataclass(frozen=True)
class Request:
    """One thing to ask for."""

    address: str
    fragment: bool = False
    form: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return (
            f"{'POST' if self.form else 'GET'} {self.address}{' (fragment)' if self.fragment else ''} {self.form or ''}"
        )


def requests_for(twins: Twins, letter: str) -> Iterator[Request]:
    """Every page of the matrix: the partner with every filter, sort, download and fragment, the account manager with
    what can be searched and sent, the administrator as it comes; the other roles one record of each kind.

    `make test-long` lets everybody do everything.
    """
    for page in PAGES:
        for kwargs in _some_of(records_of(page, twins), page, letter) if page.get else []:
            here = reverse(page.name, kwargs=kwargs)
            yield Request(here + page.query)
            if letter == "P" or EVERY:
                yield from (Request(here + query) for query in VARIANTS.get(page.name, ()))
                yield from (Request(f"{here}?format={kind}") for kind in ("csv", "xlsx") if page.is_file_too)
            if (letter == "P" or EVERY) and page.name in FRAGMENTS:
                yield Request(here + page.query, fragment=True)
    if letter == "M" or EVERY:
        yield from _searches(WORDS)
        yield from _hidden_records(twins)
        yield from _forms(twins)
    elif letter == "P":
        yield from _searches(WORDS[1:4])


def _some_of(records: list[dict[str, str]], page: Page, letter: str) -> list[dict[str, str]]:
    """All for the three roles that see most, else one: another one from page to page and role to role."""
    if letter in "PMD" or EVERY or not records:
        return records
    return [records[(PAGES.index(page) + ord(letter)) % len(records)]]


def records_of(page: Page, twins: Twins) -> list[dict[str, str]]:
    """Records in sight for the address of `page`; the interesting ones are those with a hidden neighbour."""
    if not twins.records:
        twins.records = records_in_sight(twins)
    return twins.records.get(page.about, [])


def records_in_sight(twins: Twins) -> dict[str, list[dict[str, str]]]:
    """Records by what a page is about."""
    clients = [twins.clients[n] for n in (0, 2, 4, 6)]
    touched = Interaction._base_manager.filter(touch_clients__client=twins.clients[6]).order_by("occurred_at", "pk")
    entries = LedgerEntry._base_manager.filter(client=twins.clients[2]).order_by("booked_on", "pk")[:2]
    handed = Handover._base_manager.filter(client=twins.clients[6]).select_related("departure").order_by("pk")
    return {
        "": [{}],
        "client": [{"public_id": each.public_id} for each in clients],
        "health part": [
            {"public_id": twins.clients[6].public_id, "part": part}
            for part in ("rhythm_of_contact", "momentum", "breadth", "rhythm_of_business", "money_trend")
        ],
        "tie": [
            {
                "public_id": twins.clients[6].public_id,
                "person_id": twins.people[n].public_id,
                "colleague_id": twins.users["M"].public_id,
            }
            for n in (0, 6, 9)
        ],
        "client group": [{"public_id": each.public_id} for each in clients],
        "person": [{"public_id": twins.people[n].public_id} for n in (0, 6, 9)],
        **_of_guests(),
        "alumnus": [{"public_id": twins.people[n].alumnus.public_id} for n in (0, 6, 9)],
        "touchpoint": [{"public_id": each.public_id} for each in [*touched[:2], *touched.reverse()[:1]]],
        "engagement": [{"public_id": twins.engagements[n].public_id} for n in (0, 2, 4, 6)],
        "ledger entry": [{"public_id": each.public_id} for each in entries],
        "reading": [{"reading": reading} for reading in SHIPPED],
        "bar": [{"bar": bar} for bar in ("lost", "shrunk", "grown", "new", "reactivated", "current")],
        "segment": [{"segment": segment} for segment in ("practice", "office", "partner")],
        "segment key": [
            {"segment": "practice", "key": twins.practices[0].public_id},
            {"segment": "office", "key": twins.offices[1].public_id},
            {"segment": "partner", "key": twins.users["P"].public_id},
        ],
        "view": [{"public_id": twins.view}] if twins.view else [],
        "colleague": [{"public_id": twins.users["M"].public_id}, {"public_id": twins.insider.public_id}],
        "departure": [{"public_id": each.departure.public_id} for each in handed[:1]],
        "handover": [{"public_id": each.departure.public_id, "row_id": each.public_id} for each in handed],
        "office": [{"public_id": twins.offices[0].public_id}],
        "practice": [{"public_id": twins.practices[0].public_id}],
    }


def _of_guests() -> dict[str, list[dict[str, str]]]:
    """What is remembered in world A, the first of each: its ids are lower than those of B."""
    fact, exchange = GuestFact._base_manager.order_by("pk")[0], Exchange._base_manager.order_by("pk")[0]
    asked = Introduction._base_manager.order_by("pk")[:1]
    return {
        "introduction": [{"public_id": each.public_id} for each in asked],
        "contribution": [
            {"public_id": each.person.public_id, "contribution_id": each.public_id}
            for each in Contribution._base_manager.order_by("pk")[:1]
        ],
        "guest fact": [{"public_id": fact.person.public_id, "fact_id": fact.public_id}],
        "exchange": [{"public_id": exchange.person.public_id, "exchange_id": exchange.public_id}],
        "gift": [{"public_id": each.public_id} for each in Gift._base_manager.order_by("pk")[:1]],
    }


_PERIODS = [f"?period={TODAY.year - back}" for back in (0, 1, 3, 8)] + ["?period=rolling", f"?period={TODAY.year}q1"]
FRAGMENTS = {
    "client_list",
    "person_list",
    "alumni_list",
    "engagement_list",
    "client_timeline",
    "person_timeline",
    "client_health",
}
VARIANTS: dict[str, list[str]] = {
    "client_list": [
        *(
            f"?sort={sign}{key}"
            for key in ("name", "tier", "health", "fees", "last_fees", "touch", "owner")
            for sign in ("", "-")
        ),
        *(f"?grade={grade}" for grade in ("A", "E", "none")),
        "?tier=D",
        "?tier=none",
        "?industry=Secret industry",
        "?industry=Energy",
        "?owner=me",
        "?archived=yes",
        "?column=partner&column=office&column=industry&column=years&column=website&column=added",
        "?page=2",
        "?page=999",
    ],
    "person_list": [
        "?page=2",
        "?sort=-name",
        "?q=ana",
        "?sort=-added",
        "?known=nobody",
        "?known=me",
        "?role=decision_maker",
        "?column=touch&column=role&column=added",
        "?owner=me",
        "?archived=yes",
    ],
    "engagement_list": [
        *(f"?sort={sort}" for sort in ("name", "-client", "lead", "opened", "-closed", "-fees", "last_fees")),
        *(f"?q={word}" for word in ("secret", "marrow", "audit", "novagen")),
        "?state=open",
        "?lead=me",
        "?lead=none",
        "?one_off=yes",
        "?archived=yes",
        "?column=all_fees&column=booked&column=office&column=originating&column=origin&column=last_fees",
        "?page=9",
    ],
    "export_engagements": ["?sort=-fees", "?q=secret", "?column=all_fees&column=booked"],
    "bulk_engagements": [f"?act={act}&all=yes" for act in ("owner", "archive", "export")]
    + ["?act=archive&all=yes&list=q%3Dsecret"],
    "alumni_list": [
        *(f"?show={show}" for show in ("clients", "targets", "moved", "renew", "lost")),
        *(f"?sort={sort}" for sort in ("name", "-name", "moved", "-left", "left", "-touch", "touch")),
        *(f"?place={place}" for place in ("client", "public", "unknown")),
        *(f"?q={word}" for word in ("secret", "marrow", "ana", "court", "novagen")),
        "?consent=renew",
        "?keeper=none",
        "?column=keeper&column=joined&column=left&column=office&column=practice",
        "?archived=yes",
        "?page=9",
    ],
    "export_alumni": ["?sort=name", "?q=secret", "?show=moved"],
    "export_clients": [
        "?sort=-fees",
        "?q=marrow",
        "?column=partner&column=years&column=added",
        "?archived=yes",
        "?owner=me",
    ],
    "export_people": ["?q=ana", "?column=touch&column=role&column=known&column=reach", "?sort=-added"],
    "bulk_clients": [f"?act={act}&all=yes" for act in ("owner", "team", "archive", "pin", "export")]
    + ["?act=archive&all=yes&list=q%3Dmarrow"],
    "bulk_people": ["?act=archive&all=yes", "?act=pin&all=yes&list=q%3Dana"],
    "client_timeline": ["?kind=hospitality", "?kind=undone", "?who=theirs"],
    "person_timeline": ["?kind=undone"],
    "client_work": [f"?year={TODAY.year - back}" for back in (0, 3, 9)],
    "client_people": ["?who=former"],
    "departure_detail": ["?sort=fees", "?sort=client", "?show=open", "?show=slow", "?page=9"],
    "gift_list": ["?q=ana", "?q=secret", "?state=waiting", f"?year={TODAY.year - 9}"],
    "alumni_value": _PERIODS,
    "export_alumni_value": _PERIODS,
    "introduction_list": ["?state=all", "?state=over", "?mine=1"],
    "export_introductions": ["?state=all"],
    "referrer_list": ["?show=cooling"],
    "export_referrers": ["?show=cooling"],
    "arrivals": ["?whose=mine", f"?day={TODAY - timedelta(days=3)}"],
    "client_engagements": ["?state=open", "?state=closed", "?state=archived", "?q=audit", "?q=secret"],
    "engagement_detail": ["?entries=archived", "?page=2"],
    "engagement_options": ["?engagement=secret"],
    "repeat_business": [*_PERIODS, "?by=office", "?by=partner", "?by=industry", "?by=originating", "?owned=today"],
    "repeat_by": _PERIODS[:5],
    "repeat_gap": _PERIODS[:2],
    "look_alikes": _PERIODS[:2],
    "repeat_bridge": ["?existing=yes", "?existing=no", *_PERIODS[:4]],
    "repeat_entries": _PERIODS,
    "repeat_export": [
        *(
            f"?table={table}"
            for table in (
                *("summary", "bridge", "trend", "by", "clients", "gap", "look-alikes", "one-offs", "kept", "entries"),
            )
        ),
        *(f"?table=summary&period={TODAY.year - back}" for back in (1, 2, 3, 8, 9)),
        "?table=by&by=partner",
    ],
    "export_second_engagement": ["?table=curve", "?table=clock"],
}
WORDS = [
    "marrow", "Marrow & Pike Diagnostics", "secret", "Secretive", "aaa first", "Zzz", "member of a",
    "novagen", "Novagen 0", "novagen alias", "Harbrook 4", "ana", "ana0@shared.example", "Secret work", "audit", "Nothing at all",
]  # fmt: skip


def _searches(words: list[str]) -> Iterator[Request]:
    """Names that only the walled have, names that both have, and names that nobody has."""
    boxes = [
        ("client_list", "q"),
        ("person_list", "q"),
        ("engagement_list", "q"),
        ("find", "q"),
        ("search", "q"),
        ("client_options", "q"),
        ("client_look_alikes", "name"),
        ("person_look_alikes", "name"),
        ("network", "q"),
    ]
    for name, key in boxes:
        for word in words:
            yield Request(f"{reverse(name)}?{key}={quote(word)}", fragment=name == "find")
    for line in ("call ana@marrow yd", "met ana secretive", "e ana@nov", "call ana", "c ana @zzz 20m"):
        yield Request(f"{reverse('parse_log_line')}?q={quote(line)}")


def _hidden_records(twins: Twins) -> Iterator[Request]:
    """Addresses, picks and paths with the ids of what is walled, and one that never was."""
    ids = [NEVER, *(each.public_id for each in twins.walled)]
    for name in ("client_detail", "client_timeline", "client_work", "repeat_client", "client_health", "edit_client"):
        yield from (Request(reverse(name, args=[each])) for each in ids)
    yield from (Request(f"{reverse('log_interaction')}?client={each}") for each in ids)
    yield from (Request(each) for each in twins.apart)
    work = [NEVER, *(each.public_id for each in twins.walled_work)]
    for name in ("engagement_detail", "edit_engagement", "add_engagement_wall"):
        yield from (Request(reverse(name, args=[each])) for each in work)
    for name in ("bulk_engagements", "export_engagements"):
        yield from (Request(f"{reverse(name)}?act=archive&pick={each}") for each in work)
    wanted = [*ids, *(each.public_id for each in (*twins.secrets, *twins.people[:10:3], *twins.clients[:7:2]))]
    for name, key in (("network_path", "to"), ("network_picture", "of")):
        yield from (Request(f"{reverse(name)}?{key}={each}") for each in wanted)
    for name in ("bulk_clients", "export_clients"):
        yield from (Request(f"{reverse(name)}?act=archive&pick={each}") for each in ids)
    yield from (Request(f"{reverse('export_people')}?pick={each.public_id}") for each in twins.secrets)
    yield from (Request(reverse("add_pin"), form=(("client", each),)) for each in ids)
    yield Request(reverse("bulk_clients"), form=(("act", "archive"), ("all", "yes"), ("list", "")))
    yield Request(reverse("bulk_clients"), form=(("act", "pin"), ("all", "yes"), ("list", "q=a")))
    yield from (Request(f"{reverse('add_person')}?client={each}") for each in ids)
    yield from (Request(reverse("person_detail", args=[each.public_id])) for each in twins.secrets)


def _forms(twins: Twins) -> Iterator[Request]:
    """Writing what the walled already have; every answer and the page after it."""
    names = ["Marrow & Pike Diagnostics", "Aaa First Of All Holding", twins.clients[0].name, "Nothing at all"]
    for name in names:
        yield Request(reverse("add_client"), form=(("name", name),))
        yield Request(reverse("add_person"), form=(("name", name), ("client", name)))
        yield Request(
            reverse("add_alumnus"), form=(("name", name), ("employer", name), ("email", "ana0@shared.example"))
        )
        edge = reverse("add_group_edge", args=[twins.clients[9].public_id])
        yield Request(edge, form=(("parent", name),))
        yield Request(reverse("add_alias", args=[twins.clients[9].public_id]), form=(("name", name),))
        yield Request(reverse("log_interaction"), form=(("q", f"call ana@{name} yd re budget"),))
    for person in ("Ana Secretive", "Ana Novagen", "ana0@shared.example"):
        reach = reverse("add_contact_point", args=[twins.people[9].public_id])
        yield Request(reach, form=(("kind", "email"), ("value", person), ("version", "1")))
        yield Request(reverse("log_interaction"), form=(("q", f"call {person} yd re budget"),))
    here = twins.clients[2].public_id
    for work in ("Secret work", "Audit 2", "Nothing at all"):
        yield Request(reverse("add_engagement", args=[here]), form=(("name", work),))
        yield Request(reverse("start_engagement"), form=(("client", "Marrow & Pike Diagnostics"), ("name", work)))
        booked = (("booked_on", "2026-03-01"), ("kind", "fee"), ("amount", "10"), ("currency", "EUR"))
        yield Request(reverse("add_ledger_entry", args=[here]), form=(*booked, ("engagement", work)))
    for n in (2, 4):
        edge = reverse("add_group_edge", args=[twins.clients[n].public_id])
        yield Request(edge, form=(("parent", twins.clients[8].name),))


@dataclass(frozen=True)
class Answer:
    """What can be told apart."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def look(user: User, wanted: list[Request], known_ids: set[str]) -> dict[Request, Answer]:
    """Ask for everything as `user`; what forms write is undone."""
    browser = Browser(raise_request_exception=False)
    browser.force_login(user)
    return {request: _ask(browser, request, known_ids) for request in wanted}


def _ask(browser: Browser, request: Request, known_ids: set[str]) -> Answer:
    extra = {"headers": FRAGMENT} if request.fragment else {}
    with transaction.atomic():
        if request.form:
            response = browser.post(request.address, dict(request.form), follow=True, **extra)
        else:
            response = browser.get(request.address, **extra)
        found = _answer(response, known_ids)
        transaction.set_rollback(True)
    return found


def _readable(body: bytes) -> str:
    """What it says; of an archive what its files say, since it packs the hour as well."""
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as archive:
        return "\n".join(f"{name}\n{archive.read(name).decode()}" for name in sorted(archive.namelist()))


def _answer(response: HttpResponseBase, known_ids: set[str]) -> Answer:
    headers = [(name, _plain(value, known_ids)) for name, value in response.headers.items() if name not in NOT_COMPARED]
    return Answer(response.status_code, tuple(sorted(headers)), _plain(_readable(response.getvalue()), known_ids))


def _plain(text: str, known_ids: set[str]) -> str:
    for pattern, instead in ACCIDENTAL:
        text = pattern.sub(instead, text)
    # An address with an id that is in neither world names what the form has just made.
    return re.sub(
        r"(?:(?<=[/=])|(?<=value=\"))[0-9A-Za-z]{12}(?=[/&\"])",
        lambda found: found[0] if found[0] in known_ids else "made-now",
        text,
    )
