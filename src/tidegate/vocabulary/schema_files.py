"""The schema files themselves: ours, FollowTheMoney's, and both together for other tools."""

import functools
import importlib.util
import shutil
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import yaml

from tidegate.errors import ExportError


def export(folder: Path) -> tuple[Path, ...]:
    """Write the schema files that other FollowTheMoney tools need to understand our records.

    With `FTM_MODEL_PATH=folder` in their environment, `ftm validate` and its kin know our own
    schemata beside FollowTheMoney's.

    Args:
        folder: Where to write; made where it is absent. Files of an earlier export are replaced.
    Returns:
        The files written, sorted by name.
    Raises:
        ExportError: The folder cannot be written, or holds something else that would be taken for a schema.
    """
    sources = {path.name: path for path in (*_schema_paths(_ftm_folder()), *_schema_paths(_own_folder()))}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        strange = sorted(p.name for p in folder.iterdir() if p.name not in sources)
        if strange:
            raise ExportError(
                where=str(folder),
                what=f"the folder holds other files ({', '.join(strange[:3])}), which would be read as schemata",
                mend="name an empty folder or one that does not exist yet",
            )
        return tuple(Path(shutil.copyfile(source, folder / name)) for name, source in sorted(sources.items()))
    except OSError as fault:
        raise ExportError(
            where=str(folder),
            what=f"the schema files cannot be written ({fault.strerror})",
            mend="name a folder that you may write to, on a disk with room",
        ) from fault


@functools.cache
def own_schemata() -> frozenset[str]:
    """Name the schemata that are ours.

    Returns:
        Their names; each lies in a file of the same name.
    Example:
        >>> "Premises" in own_schemata(), "Company" in own_schemata()
        (True, False)
    """
    return frozenset(path.stem for path in _schema_paths(_own_folder()))


@functools.cache
def labels(language: str) -> Mapping[str, str]:
    """Give the labels of our own schemata and properties in another language than English.

    Args:
        language: Two letters, such as `nl`.
    Returns:
        Label by name: `Permit` for the schema, `Permit:` for its plural, `Permit:holder` for a property;
        empty where the language is not there.
    Example:
        >>> labels("nl")["Permit:holder"]
        'Vergunninghouder'
    """
    path = files(__package__).joinpath("labels", f"{language}.yaml")
    if not path.is_file():
        return {}
    found: dict[str, str] = {}
    for name, words in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        found |= {name: words["label"], f"{name}:": words["plural"]}
        found |= {f"{name}:{prop}": label for prop, label in words["properties"].items()}
    return found


def _own_folder() -> Path:
    return Path(str(files(__package__).joinpath("schema")))


def _ftm_folder() -> Path:
    # Asked for without importing it: the import costs seconds, the files are all that is wanted.
    spec = importlib.util.find_spec("followthemoney")
    if spec is None or not spec.submodule_search_locations:
        raise ExportError(what="followthemoney is not installed", mend="install the project's dependencies again")
    return Path(spec.submodule_search_locations[0]) / "schema"


def _schema_paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
