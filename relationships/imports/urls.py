"""Addresses of what was brought in."""

from django.urls import path

from relationships.imports import views, wall_list_views

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/walls/", wall_list_views.import_walls, name="import_walls"),
]
