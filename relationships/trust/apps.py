"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "relationships.trust"
    label = "trust"

    def ready(self) -> None:
        from relationships.trust import receivers

        receivers.connect()
