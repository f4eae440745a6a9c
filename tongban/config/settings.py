"""Django settings of the whole house. What differs between sites comes from `tongban.config.environment`."""

import datetime as dt
import os
from typing import Any

from csp.constants import NONE, SELF

from tongban.config import environment
from tongban.foundation.keys.folder import KeyFolder

BASE_DIR = environment.PROJECT
DATA_DIR = environment.data_folder()
KEY_DIR = environment.key_folder()
PRODUCTION = environment.is_production()
DEBUG = False

SECRET_KEY = KeyFolder(KEY_DIR).web_secret()
ALLOWED_HOSTS = [host for host in os.environ.get("TONGBAN_HOSTS", "*").split(",") if host]
PUBLIC_ADDRESS = environment.public_address()
TRUSTED_PROXIES = [address for address in os.environ.get("TONGBAN_PROXIES", "").split(",") if address]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "tongban.foundation.routing",
    "tongban.foundation.keys",
    "tongban.foundation.audit",
    "tongban.foundation.outbox",
    "tongban.foundation.outside",
    "tongban.foundation.files",
    "tongban.foundation.documents",
    "tongban.foundation.spreadsheets",
    "tongban.foundation.worklist",
    "tongban.foundation.ui",
    "tongban.registers.identifiers",
    "tongban.registers.forms",
    "tongban.registers.regions",
    "tongban.registers.calendars",
    "tongban.registers.orgs",
    "tongban.registers.access",
    "tongban.registers.entry",
    "tongban.registers.parties",
    "tongban.registers.catalogue",
    "tongban.registers.seals",
    "tongban.registers.signatures",
    "tongban.services.cases",
    "tongban.services.licences",
    "tongban.services.messages",
    "tongban.services.delivery",
    "tongban.faces.entrance",
    "tongban.faces.portal",
    "tongban.faces.workbench",
    "tongban.faces.api",
    "tongban.faces.jobs",
]
if environment.is_testing():
    INSTALLED_APPS += ["tests.routed"]

MIDDLEWARE = [
    # What marks every answer, …
    "django.middleware.security.SecurityMiddleware",
    "tongban.foundation.ui.middleware.RequestNumberMiddleware",
    "tongban.foundation.ui.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tongban.faces.api.quick.QuickMiddleware",
    # … what each request is asked, …
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tongban.foundation.ui.middleware.PreferencesMiddleware",
    "tongban.foundation.ui.middleware.RefusalMiddleware",
    "tongban.faces.api.callers.CallerMiddleware",
    "django.middleware.common.CommonMiddleware",
    # … and what costs time and is needed only where there is a session.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tongban.faces.entrance.middleware.OpenSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "tongban.config.urls"
WSGI_APPLICATION = "tongban.config.wsgi.application"
AUTH_USER_MODEL = "access.Account"
LOGIN_URL = "/workbench/sign-in"

# Sessions end when nobody was seen for so long, and in any case after twelve hours. Staff need a second factor in
# production; elsewhere `TONGBAN_SECOND_FACTOR=required` asks for it, so that sample accounts work without one.
SESSION_ENGINE = "tongban.registers.entry.browser_sessions"
SESSION_LASTS = dt.timedelta(hours=12)
SESSION_IDLE_CITIZEN = dt.timedelta(minutes=int(os.environ.get("TONGBAN_IDLE_CITIZEN") or 120))
SESSION_IDLE_STAFF = dt.timedelta(minutes=int(os.environ.get("TONGBAN_IDLE_STAFF") or 60))
SECOND_FACTOR_REQUIRED = PRODUCTION or os.environ.get("TONGBAN_SECOND_FACTOR", "") == "required"

# The national identity platform (OpenID Connect): none without an issuer. The client's secret is the file
# `national-platform-secret` in the key folder; how the platform is called stands on the button.
NATIONAL_PLATFORM_ISSUER = os.environ.get("TONGBAN_OIDC_ISSUER", "").rstrip("/")
NATIONAL_PLATFORM_CLIENT = os.environ.get("TONGBAN_OIDC_CLIENT", "")
NATIONAL_PLATFORM_NAME = os.environ.get("TONGBAN_OIDC_NAME", "国家政务服务平台")

# Where an electronic business licence shows a request to sign, before the request's id: none in production means that
# nobody signs; elsewhere the simulated platform stands there. Its roots are `signature-roots.pem` in the key folder.
SIGNING_ADDRESS = os.environ.get("TONGBAN_SIGNING_ADDRESS", "")

# How the organisation codes begin that registrars here may give to new enterprises (主体标识码号段, assigned by the
# national centre): none in production means that none is founded here; elsewhere codes that can belong to nobody.
CREDIT_CODE_BLOCK = os.environ.get("TONGBAN_CREDIT_CODE_BLOCK", "" if PRODUCTION else "EXAMF")

# allauth speaks OpenID Connect and keeps second factors; accounts, passwords, codes and sessions are our own.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "tongban.faces.entrance.platform.adapter.PlatformAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "tongban.registers.entry.sealing.SealedFactors"
MFA_TOTP_TOLERANCE = 1

# Every worker must see that a one-time code or token was used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# Threads of one web worker: what regions share fairly when it is busy (tongban.faces.api.fairness).
WEB_THREADS = environment.WEB_THREADS

# Seconds after which a process asks again whether what it keeps still holds (tongban.foundation.ui.kept).
KEPT_ASKED_EVERY = 0.0 if environment.is_testing() else 0.5

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            BASE_DIR / "tongban/foundation/ui/templates",
            BASE_DIR / "tongban/faces/entrance/templates",
            BASE_DIR / "tongban/faces/portal/templates",
            BASE_DIR / "tongban/faces/workbench/templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "tongban.foundation.ui.environment.environment"},
    },
]


def _database(url: str) -> dict[str, Any]:
    parts = environment.DatabaseUrl.parse(url or "postgresql:///tongban")
    return {
        "ENGINE": "tongban.config.postgres",
        "NAME": parts.name,
        "USER": parts.user,
        "PASSWORD": parts.password,
        "HOST": parts.host,
        "PORT": parts.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": 2, "application_name": "tongban"},
    }


# `tongban migrate` and `tongban rights` run as the owner; everything else as the runtime role.
_as_owner = os.environ.get("TONGBAN_DB_ROLE") == "owner"
DATABASES = {
    "default": _database(environment.owner_url() if _as_owner else environment.database_url()),
    "sealer": _database(environment.sealer_url()) | {"TEST": {"MIRROR": "default"}},
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
RUNTIME_ROLE = environment.DatabaseUrl.parse(environment.database_url() or "postgresql://tongban_app@/tongban").user
SEALER_ROLE = environment.DatabaseUrl.parse(environment.sealer_url() or "postgresql://tongban_sealer@/tongban").user

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "tongban/locale"]
LANGUAGE_COOKIE_NAME = "tb_lang"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    ("vendor/tabler", BASE_DIR / "node_modules/@tabler/core/dist/css"),
    ("vendor/htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

# Documents are set in these fonts and no others, so that they look the same on every machine.
DOCUMENT_FONTS = BASE_DIR / "node_modules/@expo-google-fonts"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "tongban.foundation.ui.errors.csrf_failure"
ERROR_ANSWERS = {"/api/": "tongban.faces.api.problems.answer"}
REFUSALS = "tongban.config.refusals.note"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8_000  # an editor's page of all tables of an item

# What one upload and one holder may take, and the virus scanner: a socket path or host:port, empty for none. Where it
# is required, nothing is taken in while it does not answer; elsewhere such files are kept and scanned later.
FILE_BYTES = 20_000_000
HOLDER_FILE_BYTES = 500_000_000
HOLDER_FILES = 2_000
CLAMAV = os.environ.get("TONGBAN_CLAMAV", "")
CLAMAV_REQUIRED = os.environ.get("TONGBAN_CLAMAV_REQUIRED", "") == "1"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Chrome asks this of redirects too: the button that leads to the national platform is a form.
        "form-action": [SELF, *([NATIONAL_PLATFORM_ISSUER] if NATIONAL_PLATFORM_ISSUER else [])],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    },
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
if environment.is_testing():
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TONGBAN_LOG", "WARNING")},
}
