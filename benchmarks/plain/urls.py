"""Addresses of the plain pages; named like the product's."""

from django.urls import path

from benchmarks.plain import views

urlpatterns = [
    path("clients/", views.client_list, name="client_list"),
    path("clients/<str:public_id>/", views.client_detail, name="client_detail"),
    path("clients/<str:public_id>/timeline/", views.client_timeline, name="client_timeline"),
    path("people/", views.person_list, name="person_list"),
    path("repeat/", views.repeat_business, name="repeat_business"),
    path("repeat/live/", views.repeat_business_live, name="repeat_business_live"),
    path("touches/new/", views.add_touch, name="log_interaction"),
]
