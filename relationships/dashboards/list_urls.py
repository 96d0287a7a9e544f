"""Addresses of saved views, pins, acts on many records, and downloads of lists. They stand before those with an id."""

from django.urls import path

from relationships.dashboards import bulk_views, export_views, pin_views, view_views, writing_views

urlpatterns = [
    path("clients/export.csv", export_views.export_clients, name="export_clients"),
    path("people/export.csv", export_views.export_people, name="export_people"),
    path("engagements/export.csv", export_views.export_engagements, name="export_engagements"),
    path("clients/several/", bulk_views.bulk_clients, name="bulk_clients"),
    path("people/several/", bulk_views.bulk_people, name="bulk_people"),
    path("alumni/several/", bulk_views.bulk_alumni, name="bulk_alumni"),
    path("engagements/several/", bulk_views.bulk_engagements, name="bulk_engagements"),
    path("alumni/writing/", writing_views.write_to_alumni, name="write_to_alumni"),
    path("alumni/writing/ask/", writing_views.ask_many_for_consent, name="ask_many_for_consent"),
    path("alumni/writing/invite/", writing_views.invite_alumni, name="invite_alumni"),
    path("alumni/writing/export.csv", writing_views.export_recipients, name="export_recipients"),
    path("people/inviting/", writing_views.invite_people, name="invite_people"),
    path("events/<str:public_id>/guests/ties/", writing_views.invite_from_ties, name="invite_from_ties"),
    path("changes/<str:public_id>/", bulk_views.bulk_change, name="bulk_change"),
    path("changes/<str:public_id>/undo/", bulk_views.undo_bulk_change, name="undo_bulk_change"),
    path("views/new/", view_views.add_view, name="add_view"),
    path("views/<str:public_id>/", view_views.edit_view, name="edit_view"),
    path("views/<str:public_id>/save/", view_views.update_view, name="update_view"),
    path("views/<str:public_id>/archive/", view_views.archive_view, name="archive_view"),
    path("views/<str:public_id>/restore/", view_views.restore_view, name="restore_view"),
    path("views/<str:public_id>/default/", view_views.set_default_view, name="set_default_view"),
    path("pins/", pin_views.pin_list, name="pin_list"),
    path("pins/add/", pin_views.add_pin, name="add_pin"),
    path("pins/remove/", pin_views.remove_pin, name="remove_pin"),
]
