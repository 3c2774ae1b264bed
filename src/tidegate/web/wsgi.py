"""The door that the server calls; the workspace is named by `TIDEGATE_WORKSPACE`."""

import importlib
import multiprocessing
import os
import threading
from datetime import UTC, datetime

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidegate.web.settings")

application = get_wsgi_application()
"""The site, as a WSGI application."""


def _end_with_the_server() -> None:
    """End when the server that made this process was killed: it would go on to listen on the port of the next one."""
    server = multiprocessing.parent_process()
    if server is None:
        return

    def wait() -> None:
        server.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _warm() -> None:
    """Look up beside the first requests what they will ask for; where that fails, a page only comes later."""
    # Its modules can be imported only now that the applications are loaded.
    warming = importlib.import_module("tidegate.web.atlas.warming")
    folder, today = settings.GROUND.workspace.folder, datetime.now(UTC).date()
    threading.Thread(target=warming.warm, args=(folder,), kwargs={"today": today}, daemon=True).start()


_end_with_the_server()
if multiprocessing.parent_process() is not None:
    _warm()
