"""App configuration."""

from importlib import import_module

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "relationships.scoring"
    label = "scoring"

    def ready(self) -> None:
        import_module("relationships.scoring.receivers")
