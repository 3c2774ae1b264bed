"""The settings of Django, from the workspace and the environment; no secret stands here.

Read `tidegate.settings` for what the operator may wish for. `tidegate serve DIR` names the workspace.
"""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tidegate.errors import SettingError
from tidegate.settings import read_settings
from tidegate.web.databases import database
from tidegate.web.ground import open_ground, site_key
from tidegate.web.people.directory.wish import directory_wished

_WISHES = read_settings()
if _WISHES.workspace is None:
    raise SettingError(
        where="TIDEGATE_WORKSPACE", what="the site was not told which city it serves", mend="use `tidegate serve DIR`"
    )

GROUND = open_ground(_WISHES.workspace)
"""The workspace that is served."""

HERE = Path(__file__).parent
SECRET_KEY = site_key(GROUND.workspace.folder)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_WISHES.site_names]
ROOT_URLCONF = "tidegate.web.urls"
WSGI_APPLICATION = "tidegate.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, dict[str, Any]] = {"default": database(_WISHES.database, GROUND.workspace.folder)}

INSTALLED_APPS = [
    "tidegate.web.site",
    "tidegate.web.api",
    "tidegate.web.atlas",
    "tidegate.web.review",
    "tidegate.web.deliveries",
    "tidegate.web.jobs",
    "tidegate.web.people",
    "tidegate.web.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "tidegate.web.site.middleware.log_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tidegate.web.site.middleware.add_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "tidegate.web.api.door.door",
    "tidegate.web.people.middleware.require_officer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tidegate.web.people.middleware.Answers",
    # The last one, as its makers ask: it turns a refused sign-in into the page of the lock-out.
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tidegate.web.site.frame.frame",
            ]
        },
    }
]

PICTURE_READY = "tidegate.web.atlas.reading.ready.make_ready"
"""What is done for a picture once it was built in the background, before it is said to be done."""

DELIVERY_CHECK = "tidegate.web.deliveries.checking.check"
"""What looks at a delivery that was sent."""

TIDY = "tidegate.web.deliveries.keeping.end_old"
"""What removes deliveries that waited too long; the worker calls it every minute."""

UPLOAD_MOST = _WISHES.upload_mib * 1024 * 1024
"""Bytes of a delivery that is sent, at most."""

# Officers, sign-in, sessions

AUTH_USER_MODEL = "people.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "site:start"
LOGOUT_REDIRECT_URL = ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "tidegate.web.people.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Failures are counted by axes alone, in the database: two counters would tell a known account from an unknown one.
ACCOUNT_RATE_LIMITS = {"login_failed": None}
MFA_ADAPTER = "tidegate.web.people.second_factor.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {"authenticate": "tidegate.web.people.second_factor_form.CodeForm"}
MFA_TOTP_ISSUER = "Tidegate"
DIRECTORY = directory_wished(_WISHES)
"""The directory that vouches for officers; None where the operator wishes for none."""
SOCIALACCOUNT_ADAPTER = "tidegate.web.people.directory.dance.DirectoryAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "tidegate.web.people.accounts.locked_out"
AXES_USERNAME_CALLABLE = "tidegate.web.people.accounts.tried_name"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
SESSION_COOKIE_AGE = 30 * 60
"""Seconds without a request after which an officer signs in again."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "tidegate.web.site.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What the browser may do: nothing but show what comes from here.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# One rule for every cookie: read by no script, sent from no other site, never in the clear where there is HTTPS.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _WISHES.site_https
CSRF_TRUSTED_ORIGINS: list[str] = []
if _WISHES.site_https:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^health$", "^ready$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in _WISHES.site_names]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Files, languages, time

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60
USE_I18N = True
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ = True
TIME_ZONE = str(GROUND.workspace.city.get("time_zone") or "Europe/Amsterdam")
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# The log says what happened, never to whom: no path, no name, no value of a form (see site/middleware.py).
LOGGING_CONFIG = "tidegate.web.site.log.set_up"
LOGGING = {"level": _WISHES.log_level}
