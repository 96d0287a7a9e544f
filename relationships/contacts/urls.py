"""Addresses where people are written. Their list and page: `dashboards.people_urls`."""

from django.urls import include, path

from relationships.contacts import alike_views, contact_point_views, position_views, views

urlpatterns = [
    path("", include("relationships.contacts.career_urls")),
    path("people/new/", views.add_person, name="add_person"),
    path("people/look-alikes/", alike_views.person_look_alikes, name="person_look_alikes"),
    path("people/<str:public_id>/edit/", views.edit_person, name="edit_person"),
    path("people/<str:public_id>/archive/", views.archive_person, name="archive_person"),
    path("people/<str:public_id>/restore/", views.restore_person, name="restore_person"),
    path("people/<str:public_id>/positions/new/", position_views.add_position, name="add_position"),
    path(
        "people/<str:public_id>/positions/<str:position_id>/edit/", position_views.edit_position, name="edit_position"
    ),
    path("people/<str:public_id>/positions/<str:position_id>/end/", position_views.end_position, name="end_position"),
    path(
        "people/<str:public_id>/positions/<str:position_id>/archive/",
        position_views.archive_position,
        name="archive_position",
    ),
    path(
        "people/<str:public_id>/positions/<str:position_id>/restore/",
        position_views.restore_position,
        name="restore_position",
    ),
    path("people/<str:public_id>/reach/new/", contact_point_views.add_contact_point, name="add_contact_point"),
    path(
        "people/<str:public_id>/reach/<str:point_id>/edit/",
        contact_point_views.edit_contact_point,
        name="edit_contact_point",
    ),
    path(
        "people/<str:public_id>/reach/<str:point_id>/archive/",
        contact_point_views.archive_contact_point,
        name="archive_contact_point",
    ),
    path(
        "people/<str:public_id>/reach/<str:point_id>/restore/",
        contact_point_views.restore_contact_point,
        name="restore_contact_point",
    ),
]
