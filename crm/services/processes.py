"""Starting programs that die with us, and finding those that did not."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import BinaryIO

from crm.services.account import Account, identity

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 30.0
ON_LINUX = platform.system() == "Linux"
_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Answer a function for the child to run before exec: the kernel signals it when this process is gone.

    Linux only; elsewhere a left-over server is stopped at the next start.
    """
    parent = os.getpid()

    def arrange() -> None:
        end_with_parent(how)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def end_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to signal this process when its parent ends."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)


def start(
    command: Sequence[str | Path], *, account: Account | None, output: BinaryIO, when_orphaned: signal.Signals
) -> subprocess.Popen[bytes]:
    """Start a server in its own session, under `account`, with a bare environment."""
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd="/",
        env=plain_environment(),
        start_new_session=True,
        preexec_fn=die_with_parent(when_orphaned),
        **identity(account),
    )


def plain_environment() -> dict[str, str]:
    """Answer an environment without PG* variables: they would redirect the server tools."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def leftovers(directory: Path, names: Collection[str], pid_file: Path) -> list[int]:
    """Answer the processes with one of `names` that work in `directory` (a zombie works nowhere).

    Where there is no /proc, the pid file says which process to look at.
    """
    if ON_LINUX:
        where = os.path.realpath(directory)
        return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if _works_in(entry, where, names)]
    try:
        pid = int(pid_file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return []
    said = subprocess.run(["ps", "-p", str(pid), "-o", "comm="], capture_output=True, text=True, check=False)
    return [pid] if Path(said.stdout.strip()).name in names else []


def _works_in(entry: Path, where: str, names: Collection[str]) -> bool:
    try:
        return (entry / "comm").read_text().strip() in names and os.path.realpath(entry / "cwd", strict=True) == where
    except OSError:
        return False


def end_leftovers(directory: Path, names: Collection[str], pid_file: Path, *signals: signal.Signals) -> None:
    """Send each of `signals`, then SIGKILL, to left-over processes until none is there."""
    for how in (*signals, signal.SIGKILL):
        send(leftovers(directory, names, pid_file), how)
        if wait_until(lambda: not leftovers(directory, names, pid_file), STOP_SECONDS):
            return


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def send(pids: Sequence[int], how: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            continue
