"""Django settings of Mingtang, read from the environment. All state lives under MINGTANG_HOME."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from mingtang.config.environment import flag, flag_or, setting, words

HOME = Path(setting("MINGTANG_HOME", "var", "所有数据（数据库、文件、索引、密钥）所在的文件夹。")).resolve()

DEBUG = flag("MINGTANG_DEBUG", False, "调试模式。正式环境必须关闭。")
TESTING = flag("MINGTANG_TESTING", False, "自动测试时打开：口令散列用快速算法，不作他用。")


def _kept_secret(name: str) -> str:
    """A secret made once and kept in MINGTANG_HOME, readable by its owner only."""
    path = HOME / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Two processes may start at once: the one that creates the file wins, the other reads it.
        try:
            with path.open("x") as file:
                path.chmod(0o600)
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
    return path.read_text().strip()


SECRET_KEY = setting(
    "MINGTANG_SECRET_KEY", "", "签名会话用的密钥。不填则在 MINGTANG_HOME/keys 中生成一次并保存。"
) or _kept_secret("django")
PRIVACY_KEYS = words(
    "MINGTANG_PRIVACY_KEYS",
    "",
    "加密个人信息的密钥，逗号分隔，第一个用于加密，其余只用于解密。不填则生成并保存。",
) or [_kept_secret("privacy")]

ALLOWED_HOSTS = words("MINGTANG_HOSTS", "*", "允许访问的主机名，逗号分隔。正式环境应写明各站点域名。")
CSRF_TRUSTED_ORIGINS = words(
    "MINGTANG_TRUSTED_ORIGINS", "", "可信来源，如 https://www.example.gov.cn，逗号分隔。"
)
BEHIND_PROXY = flag(
    "MINGTANG_BEHIND_PROXY", False, "前面有 nginx 等反向代理，采信其 X-Forwarded-Proto 与 X-Forwarded-For。"
)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
HTTPS_ONLY = flag("MINGTANG_HTTPS_ONLY", False, "只允许 HTTPS：Cookie 加 Secure 标记。")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "js_asset",
    "django_prose_editor",
    "mingtang.core.triggers",
    "mingtang.core.events",
    "mingtang.core.design",
    "mingtang.core.audit",
    "mingtang.core.messages",
    "mingtang.core.privacy",
    "mingtang.core.calendars",
    "mingtang.core.parameters",
    "mingtang.core.accounts",
    "mingtang.core.organisations",
    "mingtang.core.files",
    "mingtang.publishing",
    "mingtang.catalogue",
    "mingtang.inspections",
    "mingtang.policies",
    "mingtang.gazette",
    "mingtang.supervision",
    "mingtang.assessments",
    "mingtang.portal",
    "mingtang.desk",
]

MIDDLEWARE = [
    "mingtang.portal.middleware.PageCache",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mingtang.core.accounts.middleware.ClientAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mingtang.core.refusals.middleware.RefusalsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "mingtang.config.urls"
WSGI_APPLICATION = "mingtang.config.wsgi.application"
WIRING = "mingtang.config.wiring"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """Django's settings for a database address; SQLite in MINGTANG_HOME where none is given."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "mingtang.sqlite3",
            "OPTIONS": {
                # IMMEDIATE: a transaction that will write waits for its turn at once instead of failing at its end.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                # FULL: an acknowledged act must survive a power cut. recursive_triggers: REPLACE must fire delete triggers.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
                    "PRAGMA journal_size_limit=27103364; PRAGMA recursive_triggers=ON;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"MINGTANG_DATABASE：不认识的数据库地址“{parts.scheme}”，应为 postgresql://用户:口令@主机:端口/库名。"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": _database(
        setting(
            "MINGTANG_DATABASE",
            "",
            "数据库地址，如 postgresql://用户:口令@主机:5432/库名。不填则用 MINGTANG_HOME 中的 SQLite。",
        )
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

SECOND_FACTOR_REQUIRED = flag_or(
    "MINGTANG_SECOND_FACTOR",
    "mingtang.config.home.second_factor_required",
    "登录须有动态口令（第二因素）：1 须有，0 不须。不填则正式环境须有、演示环境不须。",
)
EXTERNAL_SIGN_ON = setting(
    "MINGTANG_EXTERNAL_SIGN_ON",
    "",
    "统一身份认证的接入类（Python 路径），见 mingtang/core/accounts/README.md。不填则没有。",
)

# Five wrong answers (password or second factor) lock the pair of name and address for fifteen minutes.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# What axes must not write down with a failure: mistyped codes and passwords are close to the right ones.
AXES_SENSITIVE_PARAMETERS = [
    *("username", "ip_address", "code", "csrfmiddlewaretoken"),
    *("current_password", "new_password", "new_password_again"),
]
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 403

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
UPLOAD_LIMIT_BYTES = int(
    setting("MINGTANG_UPLOAD_LIMIT", str(100 * 1024 * 1024), "单个上传文件的上限（字节）。")
)
CLAMAV_SOCKET = setting(
    "MINGTANG_CLAMAV",
    "",
    "ClamAV 的套接字（/run/clamav/clamd.ctl 或 主机:端口）。填写后，查毒不通或查出病毒的文件一律不放行。",
)

_SELF = "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "style-src": [_SELF, "'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": [_SELF],
        "form-action": [_SELF],
        "frame-ancestors": [_SELF],
    }
}

EMAIL_BACKEND = setting(
    "MINGTANG_MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend", "发送邮件的后端。"
)
EMAIL_HOST = setting("MINGTANG_MAIL_HOST", "", "邮件服务器。不填则不发邮件，只发站内通知。")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
