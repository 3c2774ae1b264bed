"""The door that the server calls; the workspace is named by `TIDEGATE_WORKSPACE`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidegate.web.settings")

application = get_wsgi_application()
"""The site, as a WSGI application."""
