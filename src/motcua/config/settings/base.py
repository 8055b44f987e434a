"""Settings that every installation shares. Values that differ come from the environment (config/env.py)."""

from pathlib import Path

from csp.constants import NONE, SELF

from motcua.config import databases, env

HOME = env.home()
DEBUG = env.flag("MOTCUA_DEBUG")
DEMO = env.flag("MOTCUA_DEMO")
PUBLIC_URL = env.web_address("MOTCUA_PUBLIC_URL", "http://127.0.0.1:8000")
SECURE = PUBLIC_URL.startswith("https://")
SECRET_KEY = env.secret("MOTCUA_SECRET_KEY", "session.key").hex()
# Where it comes from; None: from the environment, so that no command can change it alone.
SECRET_KEY_FILE = None if env.text("MOTCUA_SECRET_KEY") else HOME / "keys" / "session.key"
ALLOWED_HOSTS = env.word_list("MOTCUA_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if SECURE else []

# What this installation is: which office, which keys protect photos at rest.
OFFICE = env.text("MOTCUA_OFFICE", "phuong-sai-gon")
PHOTO_KEYS, PHOTO_KEYS_FILE = env.secrets_in("MOTCUA_PHOTO_KEY", "photos.key", size=32)
SIGNING_FOLDER = Path(env.text("MOTCUA_SIGNING_FOLDER", str(HOME / "signing")))
# Module, token, key and PIN file of an office key that lies in a token; empty: office.p12 in the folder.
SIGNING_TOKEN = env.signing_token()
# Empty: signatures carry no time stamp (PAdES B-B instead of B-T).
TSA_URL = env.text("MOTCUA_TSA_URL", "")
TAX_URL = env.text("MOTCUA_TAX_URL", "http://127.0.0.1:8101")
TAX_SECRET = env.secret("MOTCUA_TAX_SECRET", "tax.key", size=32)
# The other outside systems: name -> (address, shared secret); one without an address is not connected.
OUTSIDE = {
    name: env.outside(name)
    for name in (
        "bank", "sms_1", "sms_2", "email_1", "email_2", "population", "business", "post",
        "portal", "identity",
    )
}  # fmt: skip
# How many days photos of faces stay with a dossier that has ended (dossiers/retention.py says why 90).
FACES_KEPT_DAYS = env.number("MOTCUA_FACES_KEPT_DAYS", 90)
# Self-service machines of this office, by name; one that is not listed is none.
KIOSKS = env.word_list("MOTCUA_KIOSKS", "")
IDENTITY = env.identity()
# The address on e-mail that goes out through a mail server.
MAIL_FROM = env.text("MOTCUA_MAIL_FROM", "motcua@localhost")
# Who we are to X-Road security servers (INSTANCE/CLASS/MEMBER/SUBSYSTEM), where systems stand behind them.
XROAD_CLIENT = env.text("MOTCUA_XROAD_CLIENT")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "motcua.accounts",
    "motcua.audit",
    "motcua.ui",
    "motcua.people",
    "motcua.gallery",
    "motcua.interconnect",
    "motcua.presence",
    "motcua.procedures",
    "motcua.dossiers",
    "motcua.outcomes",
    "motcua.portal",
    "motcua.desk",
    "motcua.kiosk",
    "motcua.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "motcua.ui.post_redirect_get.PostRedirectGetMiddleware",
    "motcua.ui.errors.ErrorMiddleware",
]

ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.ui.context.page",
                "motcua.portal.context.identity",
                "motcua.portal.context.open_here",
            ],
        },
    }
]

_database_url = env.text("DATABASE_URL")
DATABASES = {
    "default": databases.from_url(_database_url) if _database_url else databases.embedded(HOME / "postgres"),
    "faces": databases.faces(
        env.text("MOTCUA_FACES_DATABASE_URL"), main_url=_database_url, data_folder=HOME / "postgres"
    ),
}
DATABASE_ROUTERS = ["motcua.config.routers.FacesRouter"]
# The face store: its keys, and where this machine keeps the index that searches run on.
FACES_KEYS = Path(env.text("MOTCUA_FACES_KEYS", str(HOME / "keys" / "faces")))
FACES_INDEX = Path(env.text("MOTCUA_FACES_INDEX", str(HOME / "faces")))
# Whether an officer's account must have a second factor beside its password.
OFFICERS_SECOND_FACTOR = env.one_of("MOTCUA_OFFICERS_SECOND_FACTOR", ("offered", "required"))
# Where a sure face that moved opens dossiers without a second fact.
FACE_ALONE = env.one_of("MOTCUA_FACE_ALONE", ("kiosk", "never", "everywhere"))
FACES_SEARCH = env.one_of("MOTCUA_FACES_SEARCH", ("exact", "pgvector", "hnsw", "milvus"))
MILVUS_URI = env.text("MOTCUA_MILVUS_URI")
MILVUS_TOKEN = env.text("MOTCUA_MILVUS_TOKEN")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:queue"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "motcua_language"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where the build put them; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

# A photo is at most 15 MB (papers.photo), a whole request 20 MB (ui.upload_limit). All of it stays in memory:
# a process that is killed would leave faces and cards in the clear in the folder for temporary files.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "motcua.ui.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
DATA_UPLOAD_MAX_NUMBER_FILES = 6

SESSION_COOKIE_NAME = "motcua_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "motcua.ui.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("MOTCUA_BEHIND_PROXY") else None
# Whose X-Forwarded-For is believed; empty: of any peer on this machine or in a private network.
PROXIES = env.networks("MOTCUA_PROXIES")
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# No inline script or style anywhere: what JavaScript there is comes from our own files.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Signing in leaves for the identity provider; browsers check where a form is redirected to.
        "form-action": [SELF, *filter(None, [OUTSIDE["identity"][0]])],
        "frame-ancestors": [NONE],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOG_LEVEL = env.one_of("MOTCUA_LOG_LEVEL", ("WARNING", "DEBUG", "INFO", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "motcua.config.logs.PersonRedactingFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "filters": {"without_arguments": {"()": "motcua.config.logs.ArgumentRedactingFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["without_arguments"],
        }
    },
    # A stranger's file is no event: each one sent to the page of verification left three tracebacks.
    "loggers": {name: {"level": "ERROR"} for name in ("pyhanko", "pyhanko_certvalidator")},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
