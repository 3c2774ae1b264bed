"""What the operator may wish for: one setting, one environment variable, one unit, one default.

The environment is read here and nowhere below. A bad value stops the start with a sentence;
it is never replaced by the default, for nobody would notice.
"""

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, SettingsConfigDict

from tidegate.errors import SettingError

PREFIX = "TIDEGATE_"
"""What the name of every setting's environment variable begins with."""

MOST_THREADS = 8
"""More threads than this gain little on a city's registers and take memory each."""


def cores() -> int:
    """Count the cores that this process may use.

    Returns:
        At least 1, at most `MOST_THREADS`.
    """
    return max(1, min(MOST_THREADS, len(os.sched_getaffinity(0))))


def _wish(default: Any = None, *, unit: str, mend: str, description: str, **limits: Any) -> Any:
    """Describe a setting once, for the check, the message and the documentation."""
    extra: JsonDict = {"unit": unit, "mend": mend}
    return Field(default, description=description, json_schema_extra=extra, **limits)


class Settings(BaseSettings):
    """The settings of one run; made by `read_settings`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    memory_gib: float = _wish(
        3.0,
        ge=0.5,
        allow_inf_nan=False,
        unit="GiB",
        mend="give a whole number of GiB, 1 or more",
        description="Memory that the engine may use before it spills to the scratch folder. A half (0.5) is the least.",
    )
    threads: int = Field(
        default_factory=cores,
        ge=1,
        le=256,
        description=f"Number of threads of the engine. Without it, the cores of the machine, at most {MOST_THREADS}.",
        json_schema_extra={"unit": "threads", "mend": "give a whole number of threads, 1 or more"},
    )
    scratch: Path | None = _wish(
        unit="folder",
        mend="name a folder that exists and can be written",
        description="Folder for what does not fit into memory. Without it, a folder inside the workspace, "
        "removed after the run.",
    )
    shared: Path | None = _wish(
        unit="folder",
        mend="name a folder that exists",
        description="Folder with real open data, for tests and benchmarks of those who develop Tidegate.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _wish(
        "info",
        unit="level",
        mend="give debug, info, warning or error",
        description="What is said on standard error. `info` tells progress and notes, `warning` only what may be "
        "wrong, `error` only why a run stopped; `debug` adds the traceback of an unexpected fault.",
    )


def read_settings() -> Settings:
    """Read the settings from the environment.

    Returns:
        The settings, each with its default where the environment says nothing.
    Raises:
        SettingError: A value cannot be used, or a name is nearly that of a setting.
    """
    _refuse_misspelt(os.environ)
    try:
        settings = Settings()
    except ValidationError as fault:
        names = list(dict.fromkeys(str(error["loc"][0]) for error in fault.errors()))
        raise _refusal(*(_field_of(name) for name in names)) from None
    for name in ("scratch", "shared"):
        folder = getattr(settings, name)
        if folder is not None and not folder.is_dir():
            raise _refusal(name)
    return settings


def variable(name: str) -> str:
    """Give the environment variable of a setting.

    Args:
        name: Name of the setting, a field of `Settings`.
    Returns:
        The variable's name.
    Example:
        >>> variable("memory_gib")
        'TIDEGATE_MEMORY_GIB'
    """
    return f"{PREFIX}{name.upper()}"


def _field_of(location: str) -> str:
    """Name the field; pydantic's location is the field or its variable, whichever it met."""
    return location.lower().removeprefix(PREFIX.lower())


def _refusal(*names: str) -> SettingError:
    wrong = [f"{variable(name)} is {os.environ.get(variable(name), '')!r}" for name in names]
    mends = [_mend(name) for name in names]
    return SettingError(what=" and ".join(wrong), mend="; ".join(mends))


def _mend(name: str) -> str:
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra["mend"]) if isinstance(extra, dict) else ""


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Stop at TIDEGATE_MEMORY_GB: a wish that nobody hears is worse than none."""
    known = [variable(name) for name in Settings.model_fields]
    for name in environment:
        if not name.startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if near:
            raise SettingError(what=f"{name} is not a setting", mend=f"if you meant {near[0]}, use that name")
