"""The account that the embedded servers run as. PostgreSQL refuses to run as root."""

from __future__ import annotations

import functools
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from crm.services.errors import ServiceError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int


class Identity(TypedDict, total=False):
    """Arguments of `subprocess.Popen` that change who the child is."""

    user: int
    group: int
    extra_groups: list[int]


@functools.cache
def preferred_account() -> Account | None:
    """Answer whom root gives the servers to, or None when we are an ordinary user and need no one else."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServiceError(
        "PostgreSQL refuses to run as root, and this machine has neither a 'postgres' nor a 'nobody' account.",
        "Run as an ordinary user, or create one: useradd --system postgres",
    )


def account_for(data: Path) -> Account | None:
    """Answer the account that owns `data` already, so that installing a system PostgreSQL later changes nothing."""
    account = preferred_account()
    if account is None or not data.exists():
        return account
    owner = data.stat()
    if owner.st_uid == 0:
        return account
    try:
        name = pwd.getpwuid(owner.st_uid).pw_name
    except KeyError as gone:
        raise ServiceError(
            f"{data} belongs to account number {owner.st_uid}, which this machine does not know.",
            f"Give it to another account: chown -R {account.name} {data.parent}",
        ) from gone
    return Account(name, owner.st_uid, owner.st_gid)


def identity(account: Account | None) -> Identity:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def can_reach(account: Account, path: Path) -> bool:
    """Tell whether `account` may enter every existing directory on the way to `path`, and read `path` itself."""
    return all(_may_enter(account, each) for each in [*reversed(path.parents), path] if each.exists())


def _may_enter(account: Account, path: Path) -> bool:
    found = path.stat()
    if found.st_uid == account.uid:
        bit = stat.S_IXUSR
    elif found.st_gid == account.gid:
        bit = stat.S_IXGRP
    else:
        bit = stat.S_IXOTH
    return bool(found.st_mode & bit)
