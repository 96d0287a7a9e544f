"""App configuration."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "relationships.contacts"
    label = "contacts"
