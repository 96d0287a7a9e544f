"""Addresses of an engagement's page and of all work for a client."""

from django.urls import path

from relationships.dashboards import engagement_list_views, work_views

urlpatterns = [
    path("clients/<str:public_id>/work/all/", work_views.client_engagements, name="client_engagements"),
    path("engagements/", engagement_list_views.engagement_list, name="engagement_list"),
    path("engagements/<str:public_id>/", work_views.engagement_detail, name="engagement_detail"),
]
