"""Addresses of what was brought in."""

from django.urls import path

from relationships.imports import file_views, views, wall_list_views

_IMPORT = "imports/<str:public_id>"

urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/walls/", wall_list_views.import_walls, name="import_walls"),
    path("imports/new/", file_views.start_import, name="start_import"),
    path("imports/templates/<str:kind>.csv", file_views.import_template, name="import_template"),
    path(f"{_IMPORT}/map/", file_views.match_import, name="match_import"),
    path(f"{_IMPORT}/check/", file_views.check_import, name="check_import"),
    path(f"{_IMPORT}/run/", file_views.run_import, name="run_import"),
    path(f"{_IMPORT}/report/", file_views.import_report, name="import_report"),
    path(f"{_IMPORT}/undo/", file_views.undo_import, name="undo_import"),
    path(f"{_IMPORT}/discard/", file_views.discard_import, name="discard_import"),
    path(f"{_IMPORT}/problems.csv", file_views.import_problems, name="import_problems"),
]
