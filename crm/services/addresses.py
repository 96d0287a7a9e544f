"""Where to reach the embedded servers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

from crm.services.places import places
from crm.services.roles import APPLICATION, DATABASE, OWNER
from crm.services.valkey import SOCKET


def database_address(var: Path, *, owner: bool) -> dict[str, str]:
    """Answer NAME, USER and HOST of the embedded database, for its owner or for the application."""
    return {"NAME": DATABASE, "USER": OWNER if owner else APPLICATION, "HOST": str(places(var).sockets)}


def database_url(var: Path, *, owner: bool) -> str:
    """Answer the same as a URL, for other programs."""
    found = database_address(var, owner=owner)
    return f"postgresql://{found['USER']}@/{found['NAME']}?{urlencode({'host': found['HOST']})}"


def broker_url(var: Path) -> str:
    return f"unix://{places(var).sockets / SOCKET}"
