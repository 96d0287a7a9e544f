"""Addresses of what was brought in."""

from django.urls import path

from relationships.imports import views

urlpatterns = [path("imports/", views.import_list, name="import_list")]
