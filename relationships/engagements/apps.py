"""App configuration."""

from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "relationships.engagements"
    label = "engagements"
