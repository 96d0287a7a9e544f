"""Addresses of the second step of signing in. The names are the library's, which leads there by them."""

from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.generic import RedirectView

from accounts import second_step_views as ours

_KEY = "accounts/2fa/webauthn/keys/<str:public_id>"

urlpatterns = [
    path("accounts/2fa/", ours.SecondStepView.as_view(), name="mfa_index"),
    path("accounts/2fa/authenticate/", ours.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", ours.ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("accounts/2fa/totp/activate/", ours.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("accounts/2fa/webauthn/add/", ours.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/webauthn/login/", ours.SignInPasskeyView.as_view(), name="mfa_login_webauthn"),
    path(
        "accounts/2fa/webauthn/reauthenticate/",
        ours.ReauthenticatePasskeyView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(f"{_KEY}/edit/", ours.EditPasskeyView.as_view(), name="mfa_edit_webauthn"),
    path(f"{_KEY}/remove/", ours.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
]
