"""What a command says at the terminal when it can't go on: one sentence for what an operator mends."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal.config import OperatorError

EXPECTED = (OperatorError, OSError, SQLAlchemyError, sqlite3.Error)
"""What `told` has words for."""


@contextmanager
def explain_errors(status: int = 1) -> Iterator[None]:
    """Turn what an operator can mend into a sentence on standard error, and end with `status`."""
    try:
        yield
    except EXPECTED as error:
        refusal = click.ClickException(explain_error(error))
        refusal.exit_code = status  # ty: ignore[invalid-attribute-access] (Click reads it from the instance)
        raise refusal from None


def explain_error(error: Exception) -> str:
    """The sentence for an error of EXPECTED."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return _of_system(cause)
    if isinstance(cause, sqlite3.Error) and "not a database" in str(cause):
        return "The file of the database is no database. Bring a backup back with bin/restore FILE --replace."
    if isinstance(cause, sqlite3.Error) and "full" in str(cause):
        return "There is no room left on the disk."
    if isinstance(error, SQLAlchemyError | sqlite3.Error):
        return f"The database can’t be used: {' '.join(str(cause).split())}"
    return str(error)


def _of_system(error: OSError) -> str:
    place = error.filename2 or error.filename
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"There is no room left on the disk{f' for {place}' if place else ''}."
    return f"{place}: {error.strerror}." if place else f"{error.strerror or error}."
