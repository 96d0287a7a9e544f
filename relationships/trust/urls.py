"""Addresses of proof: the audit record, everything as a file, everything about somebody, erasing, data keeping."""

from django.urls import path

from relationships.trust import audit_views, firm_export_views, keeping_views, privacy_views

urlpatterns = [
    path("audit/", audit_views.audit_log, name="audit_log"),
    path("audit/export/", audit_views.export_audit, name="export_audit"),
    path("audit/<str:context>/", audit_views.audit_change, name="audit_change"),
    path("exports/", firm_export_views.firm_export_list, name="firm_export_list"),
    path("exports/new/", firm_export_views.ask_firm_export, name="ask_firm_export"),
    path("exports/<str:public_id>/", firm_export_views.firm_export_detail, name="firm_export_detail"),
    path("exports/<str:public_id>/file/", firm_export_views.export_firm_file, name="export_firm_file"),
    path("exports/<str:public_id>/drop/", firm_export_views.drop_firm_export, name="drop_firm_export"),
    path("people/<str:public_id>/data/", privacy_views.person_data, name="person_data"),
    path("people/<str:public_id>/data/export/", privacy_views.export_person_data, name="export_person_data"),
    path("people/<str:public_id>/data/erase/", privacy_views.erase_person, name="erase_person"),
    path("settings/colleagues/<str:public_id>/data/", privacy_views.colleague_data, name="colleague_data"),
    path(
        "settings/colleagues/<str:public_id>/data/export/",
        privacy_views.export_colleague_data,
        name="export_colleague_data",
    ),
    path("settings/colleagues/<str:public_id>/data/erase/", privacy_views.erase_colleague, name="erase_colleague"),
    path("settings/data-keeping/", keeping_views.data_keeping, name="data_keeping"),
    path("settings/data-keeping/holds/new/", keeping_views.add_hold, name="add_hold"),
    path("settings/data-keeping/holds/<str:public_id>/archive/", keeping_views.archive_hold, name="archive_hold"),
    path("settings/data-keeping/holds/<str:public_id>/restore/", keeping_views.restore_hold, name="restore_hold"),
    path("settings/erasures/", privacy_views.erasure_list, name="erasure_list"),
    path("settings/erasures/<str:public_id>/", privacy_views.erasure_detail, name="erasure_detail"),
]
