"""Addresses of the directory of alumni and of an alumnus's page."""

from django.urls import path

from relationships.dashboards import alumni_views

urlpatterns = [
    path("alumni/", alumni_views.alumni_list, name="alumni_list"),
    path("alumni/export.csv", alumni_views.export_alumni, name="export_alumni"),
    path("alumni/<str:public_id>/", alumni_views.alumnus_detail, name="alumnus_detail"),
    path("alumni/<str:public_id>/history/", alumni_views.alumnus_history, name="alumnus_history"),
]
