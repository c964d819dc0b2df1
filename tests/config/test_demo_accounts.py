"""Production never opens while accounts work whose password everybody knows, and says how to shut them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.accounts.auth import passwords
from portal.accounts.first_admin import link_for_first_admin
from portal.accounts.models import SignIn, User
from portal.activity.models import Entry
from portal.cli import DemoAccounts, prepare_database
from portal.core.db import db, utcnow
from tests import factories, people
from tests.support.databases import new_app
from tests.support.sessions import sign_in


@pytest.fixture
def production(committed, tmp_path):
    """The same database, served in production."""
    before = committed.config["SETTINGS"]
    url = before.database_url or f"sqlite:///{before.database_file}"
    app = new_app(tmp_path, url, mode="production", host_url="https://relais.example.com")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_production_opens_once_their_doors_are_shut(committed, production):
    cast = people.gather()
    demo = factories.a_person("Admin Démo", email="admin@demo.example.com", is_admin=True)
    renamed = factories.a_person("Recruteur Démo", email="a-moi@exemple.example.com")
    passwords.store_password(demo, "demo-relais-2026")
    renamed.password_hash = demo.password_hash
    cast.ada.password_hash = None
    db.session.commit()
    sign_in(committed.test_client(), demo)
    prepare_database()  # not in production: the demo is the demo
    db.session.remove()

    with production.app_context():
        with pytest.raises(DemoAccounts, match=r"2 accounts.*disable-demo-accounts"):
            prepare_database()
        told = production.test_cli_runner().invoke(args=["set-up"])
        assert told.exit_code == 1
        assert told.output.startswith("Error: This database holds 2 accounts of the demo")
        assert production.test_cli_runner().invoke(args=["disable-demo-accounts"]).output.startswith("2 accounts")
        assert production.test_cli_runner().invoke(args=["disable-demo-accounts"]).output.startswith("0 accounts")
        prepare_database()
        assert db.session.scalar(select(SignIn.ended_at)) is not None
        assert set(db.session.scalars(select(User.id).where(User.disabled_at.is_not(None)))) == {demo.id, renamed.id}
        assert db.session.scalar(select(Entry.kind).order_by(Entry.id.desc())) == "accounts.disabled"
        assert link_for_first_admin(utcnow()), "somebody else becomes the administrator"
