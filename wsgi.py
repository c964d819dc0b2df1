"""For any WSGI server: `wsgi:application`."""

from portal.app import create_app
from portal.running import mark
from portal.terminal import plainly

with plainly():
    application = create_app()
    mark(application.config["SETTINGS"])
