"""A look at the rows behind a picture: allowed and written down before anything is shown."""

from collections.abc import Sequence
from pathlib import Path

from tidegate.errors import NetworkError
from tidegate.pipeline.ledger import Consultation, record_consultation
from tidegate.pipeline.who.explain import Look, allow_look
from tidegate.pipeline.workspace import open_workspace


def allow_picture_look(folder: Path, look: Look, registers: Sequence[str], rows: int) -> None:
    """Refuse a look that has no purpose and reason, and write down one that has.

    A picture of a city's workspace follows the lawful parts of its registers, and open data needs neither. A folder by
    itself has no lawful parts, so nothing in it counts as open; its log lies beside it.

    Args:
        folder: Folder of the picture.
        look: The look.
        registers: Registers whose values will be shown.
        rows: How many rows.
    Raises:
        LinkageError: The purpose or the reason is missing.
        NetworkError: The same, for a folder by itself.
        LawfulPartError: A register may not be used for this purpose.
        WorkspaceError: The log cannot be written; then nothing is shown.
    """
    whole = folder.resolve()
    city = whole.parents[1] if len(whole.parents) > 1 else whole.parent
    if (city / "city.toml").is_file():
        allow_look(open_workspace(city), look, registers, rows)
        return
    if not look.purpose.strip() or not look.reason.strip():
        raise NetworkError(
            where=look.act,
            what="values of registers would be shown, and a purpose and a reason are needed",
            mend="give --purpose and --reason",
        )
    entry = Consultation(look.now, look.who, look.act, tuple(sorted(registers)), (), look.purpose, look.reason, rows)
    record_consultation(whole.parent / "ledger.jsonl", entry)
