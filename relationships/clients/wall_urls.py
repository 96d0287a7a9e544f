"""Addresses of walls."""

from django.urls import path

from relationships.clients import wall_views

urlpatterns = [
    path("walls/", wall_views.wall_list, name="wall_list"),
    path("walls/new/", wall_views.add_wall, name="add_wall"),
    path("walls/<str:public_id>/", wall_views.wall_detail, name="wall_detail"),
    path("walls/<str:public_id>/edit/", wall_views.edit_wall, name="edit_wall"),
    path("walls/<str:public_id>/restore/", wall_views.restore_wall, name="restore_wall"),
    path("walls/<str:public_id>/end/", wall_views.end_wall, name="end_wall"),
]
