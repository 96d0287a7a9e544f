"""App configuration."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "relationships.imports"
    label = "imports"
