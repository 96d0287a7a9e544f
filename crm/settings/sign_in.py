"""Signing in, through allauth: by e-mail address and password, a second step, or a passkey alone."""

from __future__ import annotations

from crm.environment import env, is_production

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.ColleagueBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
# Without a click for so long, and the session ends (accounts.idle).
IDLE_SECONDS: int = 60 * env.int("IDLE_MINUTES", default=30)

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "accounts.passwords.GuessableValidator"},
]

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Addresses are given out by the firm's administrator, not claimed by strangers.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if is_production() else "http"
MFA_ADAPTER = "accounts.mfa_adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers treat http on this machine as safe; in production only https is.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not is_production()
MFA_FORMS = {
    "authenticate": "accounts.second_step_forms.CodeForm",
    "reauthenticate": "accounts.second_step_forms.ReauthenticateCodeForm",
    "add_webauthn": "accounts.second_step_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.second_step_forms.EditPasskeyForm",
    "authenticate_webauthn": "accounts.second_step_forms.AuthenticatePasskeyForm",
    "login_webauthn": "accounts.second_step_forms.SignInPasskeyForm",
    "reauthenticate_webauthn": "accounts.second_step_forms.ReauthenticatePasskeyForm",
}
# The firm's own provider, by OpenID Connect; without an issuer there is none.
OIDC_ISSUER: str = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_NAME: str = env.str("OIDC_NAME", default="") or "your firm's account"
# Some providers never say that they have made sure of an address, though their administrator has.
OIDC_TRUSTS_ADDRESSES: bool = env.bool("OIDC_TRUSTS_ADDRESSES", default=False)
SOCIALACCOUNT_ADAPTER = "accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "firm",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_ISSUER},
            }
        ],
    }
}
ACCOUNT_RATE_LIMITS = {
    "break_glass": "5/h/user",
    "alumni": "60/m/ip",
    "alumni_ask": "20/h/ip",
    "alumni_ask_for": "3/h/key",
    "alumni_said": "20/h/key",
    "card": "60/m/ip",
    "card_said": "20/h/key",
    # An office of two hundred behind one address, each program asking every few minutes.
    "feed": "240/m/ip",
    "first_key": "20/h/ip",
    "login": "60/m/ip",
    "login_failed": "20/h/ip,10/h/key",
    "reset_password": "20/h/ip,5/h/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# How many proxies to believe when asking for a visitor's address; 0: the connection's own.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXIES", default=0)
