"""App configuration."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "relationships.scoring"
    label = "scoring"
