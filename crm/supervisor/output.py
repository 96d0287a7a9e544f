"""Lines of many processes on one terminal, each marked with who said it."""

from __future__ import annotations

import sys
import threading
from typing import IO

WIDTH = 8
# Reentrant: a signal may interrupt the main thread just when it has its turn.
_turn = threading.RLock()


def say(line: str, who: str = "") -> None:
    """Print one line; a reader who has gone away (`make run | head`) is no reason to fail."""
    text = f"{who:<{WIDTH}} | {line}" if who else line
    with _turn:
        try:
            print(text, flush=True)
        except (BrokenPipeError, ValueError):
            sys.stdout = None


def relay(stream: IO[bytes], who: str) -> threading.Thread:
    """Print what `stream` holds, line by line, until its end."""

    def read() -> None:
        with stream:
            for line in stream:
                say(line.decode(errors="replace").rstrip(), who)

    thread = threading.Thread(target=read, name=f"output of {who}", daemon=True)
    thread.start()
    return thread
