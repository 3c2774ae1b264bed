"""The door that the server calls; the workspace is named by `TIDEGATE_WORKSPACE`."""

import multiprocessing
import os
import threading

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


_end_with_the_server()
