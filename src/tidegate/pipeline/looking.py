<<<<<<< HEAD
"""One gate before values of registers are shown: a purpose the register allows, a reason, and a line in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tidegate.errors import LawfulPartError, LookError
from tidegate.pipeline.ledger import Consultation, record_consultation
from tidegate.pipeline.workspace import Workspace


@dataclass(frozen=True)
class Look:
    """A look at values of registers, as it goes into the log.

    Args:
        who: Name of the account.
        act: What is done.
        purpose: For what purpose.
        reason: Why, in the reader's words.
        now: When.
    """

    who: str
    act: str
    purpose: str
    reason: str
    now: datetime


def allow_look(workspace: Workspace, look: Look, registers: Sequence[str], rows: int) -> None:
    """Refuse a look that has no purpose and reason, and write down one that has; open data needs neither.

    Args:
        workspace: The workspace.
=======
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
>>>>>>> net
        look: The look.
        registers: Registers whose values will be shown.
        rows: How many rows.
    Raises:
<<<<<<< HEAD
        LookError: The purpose or the reason is missing.
        LawfulPartError: A register may not be used for this purpose.
        WorkspaceError: The log cannot be written; then nothing is shown.
    """
    own = [r for r in workspace.registers if r.id in registers]
    if all(r.require_lawful().sensitivity == "open" for r in own) and not look.purpose:
        return
    if not look.purpose.strip() or not look.reason.strip():
        raise LookError(
=======
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
>>>>>>> net
            where=look.act,
            what="values of registers would be shown, and a purpose and a reason are needed",
            mend="give --purpose and --reason",
        )
<<<<<<< HEAD
    classes: set[str] = set()
    for register in own:
        lawful = register.require_lawful()
        classes |= set(lawful.data_classes)
        if look.purpose not in lawful.purposes:
            raise LawfulPartError(
                where=register.id,
                what=f"this register may not be used for '{look.purpose}', only for {', '.join(lawful.purposes)}",
                mend="name one of these purposes",
            )
    record_consultation(
        workspace.folder / "ledger.jsonl",
        Consultation(
            look.now,
            look.who,
            look.act,
            tuple(sorted(registers)),
            tuple(sorted(classes)),
            look.purpose,
            look.reason,
            rows,
        ),
    )
=======
    entry = Consultation(look.now, look.who, look.act, tuple(sorted(registers)), (), look.purpose, look.reason, rows)
    record_consultation(whole.parent / "ledger.jsonl", entry)
>>>>>>> net
