"""Addresses where alumni are written. Their directory and page: `dashboards.alumni_urls`."""

from django.urls import path

from relationships.alumni import consent_views, views

urlpatterns = [
    path("alumni/new/", views.add_alumnus, name="add_alumnus"),
    path("alumni/<str:public_id>/edit/", views.edit_alumnus, name="edit_alumnus"),
    path("alumni/<str:public_id>/archive/", views.archive_alumnus, name="archive_alumnus"),
    path("alumni/<str:public_id>/restore/", views.restore_alumnus, name="restore_alumnus"),
    path("alumni/<str:public_id>/leave-out/", views.opt_out_alumnus, name="opt_out_alumnus"),
    path("alumni/<str:public_id>/take-in/", views.opt_in_alumnus, name="opt_in_alumnus"),
    path("alumni/<str:public_id>/consent/new/", consent_views.record_consent, name="record_consent"),
    path(
        "alumni/<str:public_id>/consent/<str:consent_id>/archive/",
        consent_views.archive_consent,
        name="archive_consent",
    ),
    path(
        "alumni/<str:public_id>/consent/<str:consent_id>/restore/",
        consent_views.restore_consent,
        name="restore_consent",
    ),
]
