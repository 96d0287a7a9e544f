"""App configuration."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "relationships.foundation"
    label = "foundation"
