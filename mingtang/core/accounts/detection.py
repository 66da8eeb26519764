"""One-time codes (RFC 6238) and recovery codes, as plain functions told the moment. Knows no Django."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

STEP_SECONDS = 30
DRIFT = 1  # steps before and after the present one: telephones' clocks are never quite right
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are taken for each other on paper
CODE_LETTERS = 16  # 16 of 31 letters: 79 random bits, so a plain hash cannot be searched
RECOVERY_CODES = 10


def new_secret() -> str:
    """A seed for one-time codes, 160 random bits in base 32."""
    return pyotp.random_base32()


def matched_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Return the time step whose code this is, if it is near `at` and later than `after`; else None."""
    now = int(at.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret)
    steps = [now + drift for drift in range(-DRIFT, DRIFT + 1)]
    # Every step is compared, so that the time taken does not tell which one was near.
    matches = [step for step in steps if hmac.compare_digest(codes.generate_otp(step), code)]
    return max((step for step in matches if step > after), default=None)


def tidied(code: str) -> str:
    """The code as it was meant: no spaces, hyphens or capitals, full-width digits as plain ones."""
    plain = code.strip().lower().translate({full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)})
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def new_recovery_codes() -> list[str]:
    """Fresh codes to print, each of four groups of four letters."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str, user_id: int) -> str:
    """What is stored of a recovery code."""
    return hashlib.sha256(f"{user_id}:{tidied(code)}".encode()).hexdigest()


def _recovery_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, CODE_LETTERS, 4))
