"""App configuration."""

from django.apps import AppConfig


class FirmConfig(AppConfig):
    name = "relationships.firm"
    label = "firm"
