"""For any WSGI server: `wsgi:application`."""

from portal.app import create_app
from portal.cli_errors import plainly
from portal.running_lock import mark

with plainly():
    application = create_app()
    mark(application.config["SETTINGS"])
