"""Which port the web server listens on."""

from __future__ import annotations

import socket

from crm.services.errors import ServiceError

FIRST_CHOICE = 8000
CHOICES = 100


def choose_port(host: str, wanted: int | None) -> int:
    """Answer `wanted`, or the first free port from 8000 on; raise `ServiceError` when it is taken."""
    if wanted is not None:
        if not is_free(host, wanted):
            raise ServiceError(f"Port {wanted} is taken by another program.", "Choose another one: make run PORT=8080")
        return wanted
    for port in range(FIRST_CHOICE, FIRST_CHOICE + CHOICES):
        if is_free(host, port):
            return port
    raise ServiceError(f"No port from {FIRST_CHOICE} to {FIRST_CHOICE + CHOICES - 1} is free.", "Set PORT.")


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as refused:
            raise ServiceError(f"Port {port} needs more rights than we have.", "Choose one above 1023.") from refused
        except OSError:
            return False
    return True
