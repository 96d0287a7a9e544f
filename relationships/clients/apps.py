"""App configuration."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "relationships.clients"
    label = "clients"
