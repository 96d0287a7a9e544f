"""Reading the firm and its people."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.apps import apps

from accounts.models import Firm, Office, Practice, User
from accounts.policy import Capability, Role
from accounts.prepared import Prepared
from accounts.record import Record
from accounts.still_here import STILL_HERE

_read_already: ContextVar[dict[str, Any] | None] = ContextVar("read_in_this_request", default=None)

_PRACTICE, _OFFICE = ([field.attname for field in model._meta.concrete_fields] for model in (Practice, Office))
_PLACES = Prepared(
    "accounts_places",
    f"""SELECT {", ".join(f"p.{name}" for name in _PRACTICE)}, {", ".join(f"o.{name}" for name in _OFFICE)}
    FROM accounts_user u LEFT JOIN accounts_practice p ON p.id = u.practice_id
    LEFT JOIN accounts_office o ON o.id = u.office_id WHERE u.id = %(user)s::bigint""",  # noqa: S608 - constants only
)
_HERE = Prepared(
    "accounts_here",
    f"""SELECT u.public_id, u.name, o.public_id, o.name
    FROM accounts_user u LEFT JOIN accounts_office o ON o.id = u.office_id
    WHERE u.is_active AND {STILL_HERE} AND u.archived_at IS NULL ORDER BY u.name_search, u.id""",  # noqa: S608 - constants only
)


def the_firm() -> Firm:
    """The firm's settings; the defaults (unsaved) before anybody has set them. Read once a request."""
    known = _read_already.get()
    if known is None:
        return Firm.objects.first() or Firm()
    if "firm" not in known:
        known["firm"] = Firm.objects.first() or Firm()
    firm: Firm = known["firm"]
    return firm


def colleagues_and_offices() -> list[tuple[str, str, str | None, str | None]]:
    """Public id and name of everybody who works here now, by name (`fields.colleagues_here`), and of their office."""
    return [(row[0], row[1], row[2], row[3]) for row in _HERE.rows({})]


def read_places(user: User) -> User:
    """`user` with their practice and office read, in one statement."""
    row = _PLACES.rows({"user": user.pk})[0]
    practice, office = row[: len(_PRACTICE)], row[len(_PRACTICE) :]
    user.practice = Practice.from_db("default", _PRACTICE, practice) if practice[0] is not None else None
    user.office = Office.from_db("default", _OFFICE, office) if office[0] is not None else None
    return user


def withholds(role: Role, capability: Capability) -> bool:
    """Whether the firm's settings take `capability` from `role`, which would have it else."""
    taken = role is Role.ACCOUNT_MANAGER and capability is Capability.SEE_FEES
    return taken and the_firm().fees_seen_by == Firm.FeesSeenBy.PARTNERS.value


def remember_firm(firm: Firm) -> None:
    """Spare this request a reading of the firm; outside of requests nothing is remembered."""
    known = _read_already.get()
    if known is not None:
        known.setdefault("firm", firm)


def lay_by(name: str, what: Any) -> None:
    """Keep something that this request will want; outside of requests nothing is kept."""
    known = _read_already.get()
    if known is not None:
        known[name] = what


def take_out(name: str) -> Any:
    """What was laid by, for once; None when there is nothing."""
    known = _read_already.get()
    return known.pop(name, None) if known is not None else None


def learn(name: str, fact: bool) -> None:
    """Keep a fact about the whole firm for the rest of this request; outside of requests nothing is kept."""
    known = _read_already.get()
    if known is not None:
        known[name] = fact


def learnt(name: str) -> bool | None:
    """A fact that this request has read already; None for what it has not."""
    known = _read_already.get()
    return known.get(name) if known is not None else None


def begin_request(**_: object) -> None:
    """From here on one reading of the firm serves the whole page."""
    _read_already.set({})


def end_request(**_: object) -> None:
    """Commands, jobs and the next request read the firm anew."""
    _read_already.set(None)


def last_saved_by(record: Record) -> User | None:
    """Who saved `record` last, as its history says; None for imports, commands and records without history."""
    model = type(record)
    try:
        events = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    except LookupError:
        return None
    newest = events._base_manager.filter(pgh_obj_id=record.pk).order_by("-pgh_id").select_related("pgh_context").first()
    user_id = newest.pgh_context.metadata.get("user") if newest and newest.pgh_context else None
    return User.objects.filter(pk=user_id).first() if user_id else None
