"""The tree of errors that a wrong call raises; bad data is a `Problem` record instead, never an exception.

DownrangeError
├── InputError      a path that is missing, a file that cannot be opened, an option out of range
├── CatalogError    a name that the catalog does not hold
└── FlightError     a vehicle or plan that cannot be flown as asked
"""

from __future__ import annotations


class DownrangeError(Exception):
    """A wrong call. The message says what, where and the value; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message}\nhint: {self.hint}" if self.hint else message


class InputError(DownrangeError):
    """A path or option that cannot be used."""


class CatalogError(DownrangeError):
    """A name that the catalog does not hold."""


class FlightError(DownrangeError):
    """A vehicle or plan that cannot be flown as asked."""
