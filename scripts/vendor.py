"""Fetch the front-end files that the site serves, and hold them to their lock.

    python scripts/vendor.py             fetches every package and writes its files; refuses what differs from the lock
    python scripts/vendor.py --update    the same, and writes the lock anew (after a version below was changed)
    python scripts/vendor.py --check     fetches nothing; exit code 1 where a file is not what its lock says

The site itself needs none of this: the files are committed. Only whoever raises a version needs npm, which fetches
from the registry it is set up with. Files are taken as their makers built them; the one change is that the line
naming a source map is cut, for the maps are not served and a browser would ask for them in vain.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = "vendor.lock.json"
SOURCE_MAP = re.compile(rb"[ \t]*(?://[#@][ \t]*sourceMappingURL=[^\s]*|/\*[#@][ \t]*sourceMappingURL=[^*]*\*/)[ \t]*")


@dataclass(frozen=True)
class Package:
    """A package of the registry, and which of its files are kept (the names inside the package)."""

    name: str
    version: str
    files: tuple[str, ...]


# What lies on each shelf, and why.
SHELVES: dict[str, tuple[Package, ...]] = {
    "src/tidegate/web/static/vendor": (
        # The look: its styles alone. What folds or opens is done with <details> and <dialog>, so its scripts stay out.
        Package("bootstrap", "5.3.9", ("dist/css/bootstrap.min.css", "LICENSE")),
        # Maps: an ES module, and the worker it starts from a file of its own.
        Package(
            "maplibre-gl",
            "6.17.0",
            ("dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css", "LICENSE.txt"),
        ),
        # Networks. Their ES modules import bare names, which a browser cannot find without an import map (an inline
        # script); so their browser bundles are kept, which set globalThis.Sigma and globalThis.graphology.
        Package("sigma", "4.0.4", ("dist/sigma.min.js", "LICENSE.txt")),
        Package("graphology", "0.26.0", ("dist/graphology.umd.min.js", "LICENSE.txt")),
    ),
    # Looks for what keeps people out; used by the tests only.
    "tests/web/axe": (Package("axe-core", "4.14.1", ("axe.min.js", "LICENSE")),),
}


class VendorError(Exception):
    """A package or file is not what its lock says; the message names it and the mend."""


def sha512(content: bytes) -> str:
    """The digest as npm writes it: `sha512-` and base64."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode("ascii")


def without_source_map(content: bytes) -> bytes:
    """Cut the comment that names a source map; everything else stays byte for byte."""
    return SOURCE_MAP.sub(b"", content)


def fetch(package: Package, folder: Path) -> bytes:
    """The tarball of one package, fetched by npm from the registry it is set up with."""
    command = ["npm", "pack", "--silent", "--ignore-scripts", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)  # noqa: S603 (words of this file)
    if done.returncode:
        raise VendorError(f"npm could not fetch {package.name} {package.version}: {done.stderr.strip()}")
    return (folder / done.stdout.split()[-1]).read_bytes()


def unpack(package: Package, tarball: Path) -> dict[str, bytes]:
    """The files to keep, by their place on the shelf: `<package>/<name of the file>`."""
    with tarfile.open(tarball) as archive:
        kept = {}
        for name in package.files:
            if f"package/{name}" not in archive.getnames():
                raise VendorError(f"{package.name} {package.version} has no file {name}: correct its list of files")
            member = archive.extractfile(f"package/{name}")
            kept[f"{package.name}/{Path(name).name}"] = without_source_map(member.read() if member else b"")
        return kept


def read_lock(shelf: Path) -> list[dict[str, Any]]:
    """The entries of a shelf's lock; none where there is no lock yet."""
    path = shelf / LOCK
    return json.loads(path.read_text(encoding="utf-8"))["packages"] if path.is_file() else []


def write_shelf(shelf: Path, packages: tuple[Package, ...], *, update: bool) -> None:
    """Fetch the packages of a shelf, compare them with the lock (or write it anew), and write their files."""
    locked = {entry["name"]: entry for entry in read_lock(shelf)}
    entries: list[dict[str, Any]] = []
    contents: dict[str, bytes] = {}
    for package in packages:
        with tempfile.TemporaryDirectory() as name:
            tarball = fetch(package, Path(name))
            path = Path(name, "kept.tgz")
            path.write_bytes(tarball)
            files = unpack(package, path)
        entry = {
            "name": package.name,
            "version": package.version,
            "tarball": sha512(tarball),
            "files": [{"file": file, "sha512": sha512(content)} for file, content in files.items()],
        }
        if not update and locked.get(package.name) != entry:
            raise VendorError(
                f"{package.name} {package.version} is not what {shelf.relative_to(ROOT)}/{LOCK} says. Where its "
                "version was changed on purpose, run with --update and read what changed; otherwise do not use it."
            )
        entries.append(entry)
        contents |= files
    for file, content in contents.items():
        (shelf / file).parent.mkdir(parents=True, exist_ok=True)
        (shelf / file).write_bytes(content)
    (shelf / LOCK).write_text(json.dumps({"packages": entries}, indent=2) + "\n", encoding="utf-8")


def differences(shelf: Path) -> list[str]:
    """What on a shelf is not what its lock says; empty when all is well."""
    locked = {f["file"]: f["sha512"] for entry in read_lock(shelf) for f in entry["files"]}
    lying = {p.relative_to(shelf).as_posix(): p for p in shelf.rglob("*") if p.is_file() and p.name != LOCK}
    told = [f"{file} is in the lock but not on the shelf" for file in sorted(locked.keys() - lying.keys())]
    told += [f"{file} is on the shelf but not in the lock" for file in sorted(lying.keys() - locked.keys())]
    for file in sorted(locked.keys() & lying.keys()):
        content = lying[file].read_bytes()
        if sha512(content) != locked[file]:
            told.append(f"{file} is not the file of the lock")
        if b"sourceMappingURL=" in content:
            told.append(f"{file} names a source map")
    return told if locked else ["there is no lock"]


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description="Fetch the front-end files, and hold them to their lock.")
    parser.add_argument("--update", action="store_true", help="write the lock anew")
    parser.add_argument("--check", action="store_true", help="fetch nothing, compare the files with the lock")
    asked = parser.parse_args()
    if asked.check:
        told = [f"{shelf}: {what}" for shelf in SHELVES for what in differences(ROOT / shelf)]
        print("\n".join(told) or "Every file is that of its lock.")
        return bool(told)
    try:
        for shelf, packages in SHELVES.items():
            write_shelf(ROOT / shelf, packages, update=asked.update)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
