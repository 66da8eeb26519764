"""Check digits of numbers that identify people, organisations and accounts."""

from __future__ import annotations

import re
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999 (ISO 7064 MOD 11-2)
ID_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015 (MOD 31-3)
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714-1997
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
        "91",
    ]
)
ID_SHAPE = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
CREDIT_SHAPE = re.compile(r"[1-9A-HJ-NPQRTUWXY][\dA-HJ-NPQRTUWXY]\d{6}[\dA-HJ-NPQRTUWXY]{10}", re.ASCII)
ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]", re.ASCII)


def real_date(digits: str) -> date | None:
    """The day that eight digits YYYYMMDD name, from 1900 on, or None."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2099 else None


def has_id_shape(number: str) -> bool:
    """Eighteen characters that could be a citizen's number: a province, a real date of birth."""
    return (
        bool(ID_SHAPE.fullmatch(number)) and number[:2] in PROVINCES and real_date(number[6:14]) is not None
    )


def id_check_digit(number: str) -> str:
    """The check digit that belongs to the first seventeen digits."""
    return ID_CHECKS[sum(int(n) * w for n, w in zip(number[:17], ID_WEIGHTS, strict=True)) % 11]


def is_id_number(number: str) -> bool:
    """An eighteen-digit citizen's number (公民身份号码) whose date is real and whose check digit is right."""
    return has_id_shape(number) and id_check_digit(number) == number[17]


def is_old_id_number(number: str) -> bool:
    """A fifteen-digit number of the old kind: a province and a real date of the twentieth century."""
    return (
        len(number) == 15
        and number.isascii()
        and number.isdigit()
        and number[:2] in PROVINCES
        and real_date("19" + number[6:12]) is not None
    )


def is_credit_code(code: str) -> bool:
    """A unified social credit code (统一社会信用代码) with its check digit."""
    if not CREDIT_SHAPE.fullmatch(code):
        return False
    total = sum(CREDIT_ALPHABET.index(c) * w for c, w in zip(code[:17], CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def is_organisation_code(code: str) -> bool:
    """A nine-character organisation code (组织机构代码), written without hyphen, with its check digit."""
    if not ORGANISATION_SHAPE.fullmatch(code):
        return False
    total = sum(int(c, 36) * w for c, w in zip(code[:8], ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11] == code[8]


def passes_luhn(digits: str) -> bool:
    """Whether a card number's last digit is right (GB/T 17552, Luhn)."""
    if not digits.isascii() or not digits.isdigit():
        return False
    doubled = [int(n) * 2 for n in digits[-2::-2]]
    return (sum(int(n) for n in digits[-1::-2]) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0
