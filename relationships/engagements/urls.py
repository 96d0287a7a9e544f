"""Addresses where work and ledger entries are written. The page of an engagement: `dashboards.work_urls`."""

from django.urls import path

from relationships.engagements import entry_views, views, wall_views

urlpatterns = [
    path("clients/<str:public_id>/work/new/", views.add_engagement, name="add_engagement"),
    path("clients/<str:public_id>/work/options/", views.engagement_options, name="engagement_options"),
    path("clients/<str:public_id>/entries/new/", entry_views.add_ledger_entry, name="add_ledger_entry"),
    path("engagements/new/", views.start_engagement, name="start_engagement"),
    path("engagements/<str:public_id>/edit/", views.edit_engagement, name="edit_engagement"),
    path("engagements/<str:public_id>/close/", views.close_engagement, name="close_engagement"),
    path("engagements/<str:public_id>/reopen/", views.reopen_engagement, name="reopen_engagement"),
    path("engagements/<str:public_id>/archive/", views.archive_engagement, name="archive_engagement"),
    path("engagements/<str:public_id>/wall/", wall_views.add_engagement_wall, name="add_engagement_wall"),
    path("engagements/<str:public_id>/restore/", views.restore_engagement, name="restore_engagement"),
    path("entries/<str:public_id>/", entry_views.ledger_entry_detail, name="ledger_entry_detail"),
    path("entries/<str:public_id>/edit/", entry_views.edit_ledger_entry, name="edit_ledger_entry"),
    path("entries/<str:public_id>/follow/", entry_views.follow_register, name="follow_register"),
    path("entries/<str:public_id>/keep/", entry_views.keep_correction, name="keep_correction"),
    path("entries/<str:public_id>/archive/", entry_views.archive_ledger_entry, name="archive_ledger_entry"),
    path("entries/<str:public_id>/restore/", entry_views.restore_ledger_entry, name="restore_ledger_entry"),
]
