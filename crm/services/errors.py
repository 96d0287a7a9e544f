"""What a service that cannot run tells the person at the keyboard."""

from __future__ import annotations


class ServiceError(Exception):
    """A server cannot be used; carries what is wrong and what to do about it."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}\n{remedy}" if remedy else problem)
