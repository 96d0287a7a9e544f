"""What the frame around every page shows: one list of places, and only those that exist and the role may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from accounts.policy import Capability, Role, can
from accounts.queries import the_firm
from accounts.scopes import scope_of
from accounts.vocabulary import role_words, speak, words
from crm.delay import delay
from crm.keyboard import KeyGroup, key_groups
from relationships.clients.broken_glass import glass_until
from relationships.dashboards.shelf import Pinned, shelf_of
from relationships.foundation.undo import Undo, take_undo

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Place:
    """A page to go to: its URL name, words, icon, keys and the capability it needs (None: everybody signed in)."""

    name: str
    label: str
    icon: str
    keys: str = ""
    needs: Capability | None = None
    short: str = ""
    word: str = ""
    """A key of the firm's own nouns, which then stands in place of the label."""


@dataclass(frozen=True)
class Link:
    """A place that this person may go to."""

    place: Place
    address: str
    current: bool
    label: str = ""
    short: str = ""


MAIN = (
    Place("my_day", "My day", "sun", "g d", Capability.LOG_INTERACTIONS),
    Place("planned_list", "Planned touches", "calendar-event", "g t", Capability.LOG_INTERACTIONS),
    Place("arrivals", "Arrivals", "calendar-heart", "g h", Capability.SEE_CLIENTS),
    Place("promise_list", "Promises", "flag", "g m", Capability.SEE_CLIENTS),
    Place("client_list", "Clients", "building-community", "g c", Capability.SEE_CLIENTS, word="Clients"),
    Place("engagement_list", "Engagements", "briefcase", "g e", Capability.SEE_CLIENTS, word="Engagements"),
    Place("person_list", "People", "users", "g p", Capability.SEE_PEOPLE),
    Place("alumni_list", "Alumni", "plant-2", "g a", Capability.SEE_ALUMNI, word="Alumni"),
    Place("network", "Network", "affiliate", "g n", Capability.SEE_PEOPLE),
)
INSIGHT = (
    Place(
        "repeat_business",
        "Repeat business",
        "repeat",
        "g r",
        Capability.SEE_REPEAT_BUSINESS,
        "Repeat",
        word="Repeat_business",
    ),
    Place("portfolio", "Portfolio", "layout-grid", "g o", Capability.SEE_REPEAT_BUSINESS),
    Place("alert_list", "Alerts", "bell", "", Capability.SEE_HEALTH),
)
ACCOUNT = (
    Place("profile", "Your profile", "user"),
    Place("appearance", "Appearance", "sun"),
    Place("notice_choices", "How you are told", "bell"),
    Place("keyboard", "Keyboard", "keyboard"),
    Place("mfa_index", "Sign-in security", "shield-lock"),
    Place("capture_list", "Captured mail", "mail", "", Capability.LOG_INTERACTIONS),
    Place("capture_settings", "Mail and calendar", "calendar", "", Capability.LOG_INTERACTIONS),
    Place("session_list", "Where you are signed in", "device-desktop"),
    Place("token_list", "Tokens for programs", "key"),
    Place("account_change_password", "Change password", "key"),
    Place("firm_settings", "Settings", "settings", "", Capability.MANAGE_FIRM),
    Place("colleague_list", "Colleagues", "users-group", "", Capability.MANAGE_FIRM),
    Place("office_list", "Offices", "building-skyscraper", "", Capability.MANAGE_FIRM),
    Place("practice_list", "Practices", "briefcase", "", Capability.MANAGE_FIRM, word="Practices"),
    Place("departures", "Departures", "logout", "", Capability.HAND_OVER),
    Place("gift_list", "Gifts and hospitality", "gift", "", Capability.SEE_PEOPLE),
    Place("proposal_list", "Proposals from cards", "id-badge-2", "", Capability.EDIT_PEOPLE),
    Place("cadence_list", "Cadence", "clock", "", Capability.MANAGE_FIRM),
    Place("wall_list", "Walls", "lock", "", Capability.MANAGE_WALLS),
    Place("duplicate_list", "Duplicates", "users", "", Capability.EDIT_CLIENTS),
    Place("import_list", "Imports", "file-import", "", Capability.IMPORT_DATA),
    Place("erasure_list", "Erasures", "shield-lock", "", Capability.ERASE_PEOPLE),
    Place("audit_log", "Audit", "history", "", Capability.SEE_AUDIT),
)
NEW = (
    Place("log_interaction", "Log a touchpoint", "pencil", "", Capability.LOG_INTERACTIONS),
    Place("add_client", "Add a client", "building-community", "", Capability.EDIT_CLIENTS, word="Add_a_client"),
    Place("add_person", "Add a person", "user-plus", "", Capability.EDIT_PEOPLE),
    Place("add_alumnus", "Add an alumnus", "plant-2", "", Capability.EDIT_ALUMNI, word="Add_an_alumnus"),
)
LOG = Place("log_interaction", "Log a touchpoint", "pencil", "l", Capability.LOG_INTERACTIONS)
NOTICES = Place("notice_list", "Notices", "bell", "", Capability.SEE_CLIENTS)
FIND = Place("find", "Find anything", "search", "/", Capability.SEE_CLIENTS)
HELP = Place("keyboard_help", "Help", "help", "?")
APPEARANCE = Place("set_appearance", "Appearance", "sun")

_ALL = (*MAIN, *INSIGHT, *ACCOUNT, *NEW, LOG, NOTICES, FIND, HELP, APPEARANCE)
_NEEDS = frozenset(place.needs for place in _ALL if place.needs)

PINS_SHOWN = 7
"""Pins in the navigation; the page of all pins has the others."""


@dataclass(frozen=True, eq=False)
class Places:
    """The places of everybody who may see the same ones and stands at the same one: one object for all of them."""

    main: Sequence[Link]
    insight: Sequence[Link]
    account: Sequence[Link]
    new: Sequence[Link]
    log: Link | None
    notices: Link | None
    find: Link | None
    help: Link | None
    appearance: Link | None
    key_groups: Sequence[KeyGroup]


@dataclass(frozen=True)
class Shell:
    """Everything base.html needs besides the page itself."""

    firm: str = ""
    theme: str = "auto"
    density: str = "comfortable"
    keys: str = "on"
    places: Places | None = None
    """What pieces that show nothing else are kept under."""
    main: Sequence[Link] = ()
    insight: Sequence[Link] = ()
    account: Sequence[Link] = ()
    new: Sequence[Link] = ()
    tabs_before: list[Link] = field(default_factory=list)
    tabs_after: list[Link] = field(default_factory=list)
    log: Link | None = None
    notices: Link | None = None
    find: Link | None = None
    help: Link | None = None
    appearance: Link | None = None
    pins: list[Pinned] = field(default_factory=list)
    more_pins: int = 0
    pinned: frozenset[str] = frozenset()
    """Public ids of everything pinned."""
    undo: Undo | None = None
    scope: str = ""
    """The part of the clients that they are limited to."""
    glass_until: datetime | None = None
    """They stand inside a wall by broken glass until then."""
    role: str = ""
    idle_seconds: int = 0
    key_groups: Sequence[KeyGroup] = ()
    sample: bool = False
    sample_address: str = ""
    delay: str = ""
    look: tuple[object, ...] = ()
    """All that the frame depends on but names, pins, tokens and where one is: what it is kept under."""
    back_here: str = ""
    """Where one is, as the `next` of an address."""


class ShellWhenAsked(dict[str, Any]):
    """The fields of a `Shell` that is built when the first of them is read: templates look them up by key at once."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.request = request

    def __missing__(self, key: str) -> Any:
        if not self:
            self.update(vars(build_shell(self.request)))
            return self[key]
        raise KeyError(key)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor. Lazy, so that fragments and error pages pay nothing."""
    return {
        "shell": ShellWhenAsked(request),
        "theme": lambda: chosen_theme(request),
        "words": words,
    }


def build_shell(request: HttpRequest) -> Shell:
    """The frame for whoever asks; visitors get the firm's name and their theme, no places."""
    user = getattr(request, "user", None)
    theme = chosen_theme(request)
    if user is None or not user.is_authenticated:
        return Shell(firm=the_firm().name, theme=theme, look=(the_firm().name, theme))
    places, firm, manages = places_of(request), the_firm(), can(user, Capability.MANAGE_FIRM)
    keys, role = "on" if getattr(user, "single_keys", True) else "off", role_words()[Role(user.role)]
    tabs = {link.place.name: link for link in [*places.main, *places.insight]}
    pins = shelf_of(request).pins if can(user, Capability.SEE_CLIENTS) else []
    return Shell(
        firm=firm.name,
        theme=theme,
        density=getattr(user, "density", "comfortable"),
        keys=keys,
        places=places,
        main=places.main,
        insight=places.insight,
        account=places.account,
        new=places.new,
        tabs_before=[tabs[name] for name in ("my_day", "client_list") if name in tabs],
        tabs_after=[tabs[name] for name in ("alumni_list", "repeat_business") if name in tabs],
        log=places.log,
        notices=places.notices,
        find=places.find,
        help=places.help,
        appearance=places.appearance,
        pins=pins[:PINS_SHOWN],
        more_pins=max(0, len(pins) - PINS_SHOWN),
        pinned=frozenset(pin.public_id for pin in pins),
        undo=take_undo(request),
        scope=speak(str(scope)) if (scope := scope_of(user)) else "",
        glass_until=glass_until(request),
        role=role,
        idle_seconds=settings.IDLE_SECONDS,
        key_groups=places.key_groups,
        sample=firm.sample_since is not None,
        sample_address=reverse("sample_data") if manages else "",
        delay=delay(with_reason=manages),
        look=(places, firm.name, theme, keys, role, settings.IDLE_SECONDS),
        back_here=quote(request.get_full_path()),
    )


def places_of(request: HttpRequest) -> Places:
    """The places that exist and that whoever asks may see."""
    return _places(allowed(request.user), the_firm().vocabulary, standing_at(request.path, _ALL))


def allowed(user: object) -> frozenset[Capability]:
    """What of all that places need `user` may do."""
    return frozenset(need for need in _NEEDS if can(user, need))


def standing_at(path: str, places: Iterable[Place]) -> frozenset[str]:
    """The addresses of those places that the page at `path` belongs to."""
    addresses = {address(place.name) for place in places} - {"", "/"}
    return frozenset(each for each in addresses if path.startswith(each))


@cache
def address(name: str) -> str:
    """Where the place of this URL name is; "" while it does not exist."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def link(place: Place, may: frozenset[Capability], current: frozenset[str]) -> Link | None:
    """`place` with its address, or None when it does not exist yet or whoever may do `may` may not go there."""
    where = address(place.name)
    if not where or not (place.needs is None or place.needs in may):
        return None
    label = words()[place.word] if place.word else place.label
    short = words()[place.short] if place.short else ""
    return Link(place, where, where in current, label, short or label)


@lru_cache(maxsize=256)
def _places(may: frozenset[Capability], vocabulary: str, current: frozenset[str]) -> Places:
    """`vocabulary` is the firm's own, whose words `link` writes."""

    def links(places: Iterable[Place]) -> list[Link]:
        return [found for place in places if (found := link(place, may, current))]

    main, insight = links(MAIN), links(INSIGHT)
    log, notices, find, helping, appearance = (
        link(place, may, current) for place in (LOG, NOTICES, FIND, HELP, APPEARANCE)
    )
    keys = key_groups(
        logs=log is not None,
        finds=find is not None,
        places=[(each.place.keys, each.label, each.address) for each in [*main, *insight]],
    )
    return Places(main, insight, links(ACCOUNT), links(NEW), log, notices, find, helping, appearance, keys)


def chosen_theme(request: HttpRequest) -> str:
    """Light or dark as the person chose, else as the cookie of this browser says, else as the system does."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "theme", "auto")
    theme = chosen if chosen != "auto" else request.COOKIES.get("theme", "auto")
    return theme if theme in THEMES else "auto"
