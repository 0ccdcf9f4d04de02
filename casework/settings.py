"""Settings from the environment (contracts.md). A wrong value stops the start with one line that names the setting."""

import re
from email.utils import parseaddr
from importlib.metadata import version
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION = version("casework")
ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is one line that names it."""


class Settings(BaseSettings):
    """What may differ between installations. Nothing secret has a default."""

    model_config = SettingsConfigDict(env_prefix="CASEWORK_", extra="ignore", frozen=True)

    secret_key: Annotated[str, Field(min_length=32)]
    data_dir: Path = Path("var")
    database_url: str = ""
    smtp_url: str = ""
    files_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    mail_from: Annotated[str, Field(min_length=3)] = "Casework <casework@localhost.localdomain>"
    mail_reply_to: str = ""
    bounce_address: str = ""
    bounces_url: str = ""
    dkim_key: Path | None = None
    dkim_selector: Annotated[str, Field(validate_default=True)] = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    password_cost: Literal["full", "test"] = "full"  # noqa: S105  # how dear a hash is, no password
    live_seconds: Annotated[int, Field(ge=0, le=3600)] = 240
    demo: bool = False
    webhooks: bool = False
    webhook_private: str = ""
    referral_reminder_days: Annotated[int, Field(ge=0, le=60)] = 3
    minutes_reminder_days: Annotated[int, Field(ge=0, le=14)] = 2
    assignment_reminder_days: str = "14,3"

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        """SQLAlchemy 2.1 picks another driver for the bare scheme than 2.0 did, so the driver is always named."""
        for scheme in ("postgres://", "postgresql://"):
            if value.startswith(scheme):
                return "postgresql+psycopg://" + value.removeprefix(scheme)
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("ska börja med sqlite:/// eller postgresql+psycopg://")
        return value

    @field_validator("files_url")
    @classmethod
    def _files(cls, value: str) -> str:
        if value and not value.startswith("file:///"):
            raise ValueError("ska börja med file:/// (andra lager kan inte användas än)")
        return value

    @field_validator("base_url")
    @classmethod
    def _base(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("ska börja med http:// eller https://")
        return value.rstrip("/")

    @field_validator("mail_from", "mail_reply_to", "bounce_address")
    @classmethod
    def _mailbox(cls, value: str) -> str:
        local, _, domain = parseaddr(value)[1].rpartition("@")
        if not value:
            return value
        if not local or not domain or not domain.isascii() or "\n" in value or "\r" in value:
            raise ValueError("ska vara en e-postadress, till exempel Kommunen <arende@kommun.example>")
        return value

    @field_validator("dkim_selector")
    @classmethod
    def _selector(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("dkim_key") and not re.fullmatch(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?", value):
            raise ValueError("ska ange vilken nyckel i DNS som CASEWORK_DKIM_KEY hör till, till exempel casework")
        return value

    @field_validator("webhook_private")
    @classmethod
    def _networks(cls, value: str) -> str:
        try:
            for part in filter(None, value.replace(" ", "").split(",")):
                ip_network(part)
        except ValueError:
            raise ValueError("ska vara nät med komma emellan, till exempel 10.1.0.0/16,192.168.7.4/32") from None
        return value.replace(" ", "")

    @field_validator("assignment_reminder_days")
    @classmethod
    def _days(cls, value: str) -> str:
        """Numbers of days before an assignment's day; none of them is no reminder before it."""
        parts = [part for part in value.replace(" ", "").split(",") if part]
        if not all(part.isascii() and part.isdecimal() and 1 <= int(part[:4]) <= 365 for part in parts):
            raise ValueError("ska vara antal dagar från 1 till 365 med komma emellan, till exempel 14,3")
        return ",".join(parts)

    @property
    def assignment_reminder_stages(self) -> tuple[int, ...]:
        """How many days before the last day of an assignment its owner is reminded."""
        return tuple(int(part) for part in self.assignment_reminder_days.split(",") if part)

    @property
    def webhook_networks(self) -> list[IPv4Network | IPv6Network]:
        """The networks that webhooks may reach although they are not public."""
        return [ip_network(part) for part in self.webhook_private.split(",") if part]

    @property
    def database(self) -> str:
        """The database's URL; SQLite in the data folder when none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'casework.sqlite3'}"

    @property
    def mail_domain(self) -> str:
        """The domain of the sender's address."""
        return parseaddr(self.mail_from)[1].rpartition("@")[2]

    @property
    def bounce_mailbox(self) -> str:
        """The address below which refusals come back: the sender's own when none is set."""
        return parseaddr(self.bounce_address or self.mail_from)[1]

    @property
    def files_dir(self) -> Path:
        """Where files lie by content hash."""
        return Path(urlsplit(self.files_url).path) if self.files_url else self.data_dir / "files"

    def flask_config(self) -> dict[str, Any]:
        """The same settings under Flask's and its extensions' names."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.base_url.startswith("https://"),
            "PERMANENT_SESSION_LIFETIME": 12 * 3600,
            "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "BABEL_DEFAULT_LOCALE": "sv",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Stockholm",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "casework" / "translations"),
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a long draft must not be refused for its age
        }


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, `given` first. Raises SettingsError with one line that names the setting."""
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "CASEWORK_" + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}: {_told(first)}") from None


def _told(error: Any) -> str:
    """The mistake in Swedish; the value itself is never shown, since it may hold a password."""
    messages = {
        "missing": "saknas. Sätt den till en lång slumpmässig text.",
        "string_too_short": "är för kort: minst 32 tecken krävs.",
        "literal_error": f"ska vara något av {error.get('ctx', {}).get('expected', '')}.",
        "int_parsing": "ska vara ett heltal.",
        "less_than_equal": f"ska vara högst {error.get('ctx', {}).get('le', '')}.",
        "greater_than_equal": f"ska vara minst {error.get('ctx', {}).get('ge', '')}.",
        "bool_parsing": "ska vara true eller false.",
    }
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return messages.get(error["type"], "har ett värde som inte går att använda.")
