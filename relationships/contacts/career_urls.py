"""Addresses of a person's other names and of where they work outside our clients."""

from django.urls import path

from relationships.contacts import alias_views, outside_post_views

urlpatterns = [
    path("people/<str:public_id>/names/new/", alias_views.add_person_alias, name="add_person_alias"),
    path("people/<str:public_id>/names/<str:alias_id>/edit/", alias_views.edit_person_alias, name="edit_person_alias"),
    path(
        "people/<str:public_id>/names/<str:alias_id>/archive/",
        alias_views.archive_person_alias,
        name="archive_person_alias",
    ),
    path(
        "people/<str:public_id>/names/<str:alias_id>/restore/",
        alias_views.restore_person_alias,
        name="restore_person_alias",
    ),
    path("people/<str:public_id>/elsewhere/new/", outside_post_views.add_outside_post, name="add_outside_post"),
    path(
        "people/<str:public_id>/elsewhere/<str:post_id>/edit/",
        outside_post_views.edit_outside_post,
        name="edit_outside_post",
    ),
    path(
        "people/<str:public_id>/elsewhere/<str:post_id>/archive/",
        outside_post_views.archive_outside_post,
        name="archive_outside_post",
    ),
    path(
        "people/<str:public_id>/elsewhere/<str:post_id>/restore/",
        outside_post_views.restore_outside_post,
        name="restore_outside_post",
    ),
]
