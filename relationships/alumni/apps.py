"""App configuration."""

from django.apps import AppConfig


class AlumniConfig(AppConfig):
    name = "relationships.alumni"
    label = "alumni"
