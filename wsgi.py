"""For any WSGI server: `wsgi:application`."""

from portal.app import create_app

application = create_app()
