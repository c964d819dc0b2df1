"""For any WSGI server: `wsgi:application`."""

from portal.app import create_app
from portal.cli_errors import explain_errors
from portal.running_lock import mark_running

with explain_errors():
    application = create_app()
    mark_running(application.config["SETTINGS"])
