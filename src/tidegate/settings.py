"""What the operator may wish for: one setting, one environment variable, one unit, one default.

The environment is read here and nowhere below. A bad value stops the start with a sentence;
it is never replaced by the default, for nobody would notice.
"""

import difflib
import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

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


def _gibibytes(text: str) -> float:
    size = float(text)
    if not (math.isfinite(size) and size >= 0.5):
        raise ValueError(text)
    return size


def _threads(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 256:
        raise ValueError(text)
    return count


def _folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():
        raise ValueError(text)
    return folder


def _mebibytes(text: str) -> int:
    size = int(text)
    if not 1 <= size <= 1024 * 1024:
        raise ValueError(text)
    return size


def _level(text: str) -> str:
    if text not in {"debug", "info", "warning", "error"}:
        raise ValueError(text)
    return text


def _names(text: str) -> tuple[str, ...]:
    names = tuple(n for n in text.replace(",", " ").split() if n)
    if not all(n.replace("-", "").replace(".", "").isalnum() for n in names):
        raise ValueError(text)
    return names


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise ValueError(text)
    return text == "yes"


def _issuer(text: str) -> str:
    parts = urlsplit(text)
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme not in ({"https", "http"} if local else {"https"}) or not parts.hostname:
        raise ValueError(text)
    if parts.query or parts.fragment or "@" in parts.netloc or any(c.isspace() for c in text):
        raise ValueError(text)
    return text


def _claim(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.:/-]{0,79}", text):
        raise ValueError(text)
    return text


def _proof(text: str) -> str:
    if not re.fullmatch(r"(amr|acr)=\S+", text):
        raise ValueError(text)
    return text


def _file(text: str) -> Path:
    file = Path(text)
    if not file.is_file():
        raise ValueError(text)
    return file


def _own_file(text: str) -> Path:
    file = _file(text)
    if file.stat().st_mode & 0o077:
        raise ValueError(text)
    return file


def _wish(read: Callable[[str], Any], *, unit: str, mend: str, description: str, **default: Any) -> Any:
    """Describe a setting once, for the check, the message and the documentation."""
    return field(metadata={"read": read, "unit": unit, "mend": mend, "description": description}, **default)


@dataclass(frozen=True)
class Settings:
    """The settings of one run; made by `read_settings`.

    These few need no library for settings: loading one took a fifth of a second, and every command waits for it.
    """

    memory_gib: float = _wish(
        _gibibytes,
        default=3.0,
        unit="GiB",
        mend="give a whole number of GiB, 1 or more",
        description="Memory that the engine may use before it spills to the scratch folder. A half (0.5) is the least.",
    )
    threads: int = _wish(
        _threads,
        default_factory=cores,
        unit="threads",
        mend="give a whole number of threads, 1 or more",
        description=f"Number of threads of the engine. Without it, the cores of the machine, at most {MOST_THREADS}.",
    )
    scratch: Path | None = _wish(  # noqa: RUF009 - it makes a field
        _folder,
        default=None,
        unit="folder",
        mend="name a folder that exists and can be written",
        description="Folder for what does not fit into memory. Without it, a folder inside the workspace, "
        "removed after the run.",
    )
    shared: Path | None = _wish(  # noqa: RUF009 - it makes a field
        _folder,
        default=None,
        unit="folder",
        mend="name a folder that exists",
        description="Folder with real open data, for tests and benchmarks of those who develop Tidegate.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = _wish(
        _level,
        default="info",
        unit="level",
        mend="give debug, info, warning or error",
        description="What is said on standard error. `info` tells progress and notes, `warning` only what may be "
        "wrong, `error` only why a run stopped; `debug` adds the traceback of an unexpected fault.",
    )
    workspace: Path | None = _wish(  # noqa: RUF009 - it makes a field
        _folder,
        default=None,
        unit="folder",
        mend="name the folder of a city",
        description="Folder of the city that the site serves; `tidegate serve DIR` sets it.",
    )
    database: str = _wish(
        str,
        default="",
        unit="address",
        mend="write it as postgresql://name:password@host:5432/database",
        description="PostgreSQL database for officers, sessions and the ledger of the site. Without it, "
        "`casework.sqlite3` in the workspace.",
    )
    site_names: tuple[str, ...] = _wish(
        _names,
        default=(),
        unit="names",
        mend="give names of hosts parted by commas, without port",
        description="Names, besides localhost, under which the site is called; a request for any other is refused.",
    )
    site_https: bool = _wish(
        _yes,
        default=False,
        unit="yes or no",
        mend="give yes or no",
        description="Whether a proxy in front of the site speaks HTTPS and sets X-Forwarded-Proto. Cookies then travel "
        "encrypted only.",
    )
    upload_mib: int = _wish(
        _mebibytes,
        default=512,
        unit="MiB",
        mend="give a whole number of MiB, 1 or more",
        description="Largest file that may be sent to the site as a delivery; a larger one is laid into `deliveries/` "
        "by hand.",
    )
    directory_issuer: str = _wish(
        _issuer,
        default="",
        unit="address",
        mend="give its https address as the directory itself writes it, without question mark or fragment",
        description="Issuer of the city's directory (OpenID Connect). With it, officers may sign in through the "
        "directory; nothing else on the network is asked. `http` only on this machine.",
    )
    directory_client: str = _wish(
        str,
        default="",
        unit="id",
        mend="give the id of the client",
        description="Id under which the directory knows this site.",
    )
    directory_secret: str = _wish(
        str,
        default="",
        unit="secret",
        mend="give the secret of the client",
        description="Secret that the directory gave to this site; better kept in `TIDEGATE_DIRECTORY_SECRET_FILE`.",
    )
    directory_secret_file: Path | None = _wish(  # noqa: RUF009 - it makes a field
        _own_file,
        default=None,
        unit="file",
        mend="name a file that exists and that no other account may read (chmod 600)",
        description="File whose first line is the secret that the directory gave to this site.",
    )
    directory_claim: str = _wish(
        _claim,
        default="sub",
        unit="claim",
        mend="give the name of a claim, such as sub, oid or email",
        description="Claim of the directory that tells the officer; its value is what `--directory` names. `email` "
        "counts only where the directory says that it is verified.",
    )
    directory_domains: tuple[str, ...] = _wish(
        _names,
        default=(),
        unit="names",
        mend="give names of domains parted by commas",
        description="Domains of mail addresses that may come in through the directory; without it, any.",
    )
    directory_second_factor: str = _wish(
        _proof,
        default="",
        unit="claim=value",
        mend="write it as amr=mfa or as acr=… with the value that the directory gives",
        description="What shows that the directory asked for a second factor, which then counts as ours. Without it, "
        "ours is always asked as well.",
    )
    directory_name: str = _wish(
        str,
        default="",
        unit="name",
        mend="give a name",
        description="What the button on the sign-in page calls the directory. Without it, the host of its issuer.",
    )
    directory_ca: Path | None = _wish(  # noqa: RUF009 - it makes a field
        _file,
        default=None,
        unit="file",
        mend="name a file with certificates (PEM) that exists",
        description="Certificates by which the directory's own is checked, where the city signs its own.",
    )


def read_settings() -> Settings:
    """Read the settings from the environment.

    Returns:
        The settings, each with its default where the environment says nothing.
    Raises:
        SettingError: A value cannot be used, or a name is nearly that of a setting.
    """
    _refuse_misspelt(os.environ)
    wishes: dict[str, Any] = {}
    wrong: list[str] = []
    mends: list[str] = []
    for setting in fields(Settings):
        name = variable(setting.name)
        # An empty value is no wish.
        if text := os.environ.get(name, ""):
            try:
                wishes[setting.name] = setting.metadata["read"](text)
            except ValueError:
                wrong.append(f"{name} is {text!r}")
                mends.append(setting.metadata["mend"])
    if wrong:
        raise SettingError(what=" and ".join(wrong), mend="; ".join(mends))
    return Settings(**wishes)


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


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Stop at TIDEGATE_MEMORY_GB: a wish that nobody hears is worse than none."""
    known = [variable(f.name) for f in fields(Settings)]
    for name in environment:
        if not name.startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if near:
            raise SettingError(what=f"{name} is not a setting", mend=f"if you meant {near[0]}, use that name")
