"""One address in many spellings: the engine, the live bell and the backups all reach the same database."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import create_engine, text

from portal.backups import postgresql
from portal.config import Settings, database_url

ONE = {"host": "db", "user": "relais", "dbname": "relais"}
TWO = {"host": "a,b", "port": "5432,5433", "user": "relais", "dbname": "relais"}
SAME = {
    "postgresql://relais@db/relais": ONE,
    "postgres://relais@db/relais": ONE,
    "postgresql+psycopg://relais@db/relais": ONE,
    "postgresql:///relais?host=db&user=relais": ONE,
    "postgresql://relais@db:5433/relais": ONE | {"port": "5433"},
    "postgresql://relais@/relais?host=db:5433": ONE | {"port": "5433"},
    "postgresql://relais@[::1]:5433/relais": ONE | {"host": "::1", "port": "5433"},
    "postgresql://relais@/relais?host=/var/run/postgresql": ONE | {"host": "/var/run/postgresql"},
    "postgresql://relais:p%40ss%2F+%20x@db/relais": ONE | {"password": "p@ss/+ x"},
    "postgresql://relais@db/relais?options=-c%20search_path%3Dx": ONE | {"options": "-c search_path=x"},
    "postgresql://relais@a:5432,b:5433/relais": TWO,
    "postgresql://relais@/relais?host=a:5432&host=b:5433": TWO,
    "postgresql://relais@/relais?host=a,b&port=5432,5433": TWO,
    "postgresql://relais@/relais?host=a&host=b": ONE | {"host": "a,b"},
    "postgresql://relais@a,b/relais?target_session_attrs=read-write": ONE
    | {"host": "a,b", "port": ",", "target_session_attrs": "read-write"},
}


@pytest.mark.parametrize(("text", "wanted"), SAME.items())
def test_every_spelling_reaches_the_same_database(text, wanted):
    assert database_url.parse_options(text) == wanted
    engine = create_engine(database_url.for_sqlalchemy(text))
    _args, told = engine.dialect.create_connect_args(engine.url)
    assert {name: str(value) for name, value in told.items() if name in wanted} == wanted


@pytest.mark.postgresql
@pytest.mark.parametrize("hosts", ["host={0}&host={0}", "host={0},{0}", "host={0}&target_session_attrs=read-write"])
def test_engine_bell_and_backup_connect_with_several_hosts(apps, tmp_path, hosts):
    place, _, folder = apps.on("postgresql").config["SETTINGS"].database_url.partition("?host=")
    address = f"{place}?{hosts.format(folder)}"
    engine = create_engine(database_url.for_sqlalchemy(address))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
    with psycopg.connect(**database_url.parse_options(address)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    saved = tmp_path / "saved.dump"
    settings = Settings(database_url=address)
    postgresql.save_database(settings, saved)
    assert postgresql.read_revision(settings, saved)
