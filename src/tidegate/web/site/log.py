"""Structured logs, one JSON object a line, on standard error. They say what happened, never to whom."""

import logging
import logging.config
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog


def set_up(wishes: dict[str, Any]) -> None:
    """Set up the log of the service; Django calls it with its setting `LOGGING`.

    Args:
        wishes: `level`, the least that is said.
    """
    level = getattr(logging, str(wishes.get("level", "info")).upper())
    shared: list[Any] = [structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[*shared, _only_sayable, structlog.processors.JSONRenderer(sort_keys=True)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"plain": {"()": "tidegate.web.site.log.Plain"}},
            "handlers": {"stderr": {"class": "tidegate.web.site.log.ToStandardError", "formatter": "plain"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            # Django writes the path of a refused request; the line of our own says the same without it.
            "loggers": {"django": {"handlers": [], "level": "CRITICAL", "propagate": False},
                        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False}},
        }
    )  # fmt: skip


def _only_sayable(logger: Any, method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:  # noqa: ARG001 - its signature
    """Let only known fields through, so that no line ever says more than it should."""
    return {k: v for k, v in event.items() if k in SAYABLE}


SAYABLE = frozenset(
    {"event", "level", "timestamp", "method", "route", "status", "ms", "number", "digest", "fault", "where", "check"}
)
"""Fields of a line. None can hold a name, an address, a path or a value of a form."""


class ToStandardError(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes to standard error as it is at the moment of writing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line.

        Args:
            record: What was said.
        """
        self.stream = sys.stderr
        super().emit(record)


class Plain(logging.Formatter):
    """Write what libraries say without the values in it: where it was said, and the kind of fault."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line.

        Args:
            record: What was said; its template is kept, its values are not.
        """
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        line = {"event": "library", "level": record.levelname.lower(), "where": record.name, "fault": fault}
        renderer = structlog.processors.JSONRenderer(sort_keys=True)
        return str(renderer(None, "", line))
