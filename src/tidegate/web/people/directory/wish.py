"""Which directory the operator wishes for; read once at the start, where what does not fit together stops it."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tidegate.errors import SettingError
from tidegate.settings import Settings, variable

LONGEST = 200
"""Characters of a directory's key, as the table of its accounts has them."""


@dataclass(frozen=True)
class Directory:
    """A directory that vouches for officers.

    Args:
        issuer: Its address, as it writes it into what it signs.
        client: Id under which it knows this site.
        secret: Secret that it gave to this site.
        claim: Claim that tells the officer.
        domains: Domains of mail addresses that may come in, in small letters; empty for any.
        second_factor: Claim and value that show a second factor; empty where ours is always asked.
        name: What it is called on the screen.
        ca: Certificates by which its own is checked; None for those of the system.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "sub"
    domains: tuple[str, ...] = ()
    second_factor: tuple[str, str] | None = None
    name: str = ""
    ca: Path | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port: all that the site ever asks."""
        return origin_of(self.issuer)

    @property
    def key(self) -> str:
        """What an officer's entry belongs to: the same words of another directory or claim are another person's."""
        return f"{self.issuer}#{self.claim}"


def origin_of(address: str) -> str:
    """Give scheme, host and port of an address.

    Args:
        address: The address.
    Example:
        >>> origin_of("https://login.example.org/city/")
        'https://login.example.org'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def directory_wished(wishes: Settings) -> Directory | None:
    """Put together what the operator wished for.

    Args:
        wishes: The settings.
    Returns:
        The directory; None where no setting of one is given.
    Raises:
        SettingError: One is lacking, or two contradict each other.
    """
    if not wishes.directory_issuer:
        given = [n for n in ("client", "secret", "secret_file", "domains", "second_factor", "name", "ca")
                 if getattr(wishes, f"directory_{n}")]  # fmt: skip
        if given:
            raise SettingError(
                where=variable(f"directory_{given[0]}"), what="no directory is named for it",
                mend=f"set {variable('directory_issuer')} as well, or leave it out",
            )  # fmt: skip
        return None
    if not wishes.directory_client:
        raise SettingError(
            where=variable("directory_client"), what="it is not set, and the directory knows the site by it",
            mend="give the id that the directory gave to this site",
        )  # fmt: skip
    claim, _, value = wishes.directory_second_factor.partition("=")
    found = Directory(
        issuer=wishes.directory_issuer, client=wishes.directory_client, secret=_secret(wishes),
        claim=wishes.directory_claim, domains=tuple(d.lower() for d in wishes.directory_domains),
        second_factor=(claim, value) if value else None,
        name=wishes.directory_name or urlsplit(wishes.directory_issuer).netloc, ca=wishes.directory_ca,
    )  # fmt: skip
    if len(found.key) > LONGEST:
        raise SettingError(
            where=variable("directory_issuer"), what=f"it and the claim are longer than {LONGEST} characters",
            mend="use a shorter address of the directory",
        )  # fmt: skip
    return found


def _secret(wishes: Settings) -> str:
    file = wishes.directory_secret_file
    if bool(file) == bool(wishes.directory_secret):
        raise SettingError(
            where=variable("directory_secret"),
            what="it is set twice, here and as a file" if file else "the secret of the directory is not set",
            mend=f"set either it or {variable('directory_secret_file')}",
        )
    if file is None:
        return wishes.directory_secret
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingError(
            where=variable("directory_secret_file"), what="the file cannot be read",
            mend="let the account that serves read it",
        ) from fault  # fmt: skip
    if not lines or not lines[0].strip():
        raise SettingError(
            where=variable("directory_secret_file"), what="its first line is empty", mend="write the secret there"
        )
    return lines[0].strip()
