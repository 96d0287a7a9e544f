"""App configuration."""

from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "relationships.interactions"
    label = "interactions"

    def ready(self) -> None:
        from relationships.interactions import receivers

        assert receivers
