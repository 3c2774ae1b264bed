"""One gate before values of registers are shown: a purpose the register allows, a reason, and a line in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tidegate.errors import LawfulPartError, LookError
from tidegate.pipeline.ledger import Consultation, record_consultation
from tidegate.pipeline.workspace import Workspace, open_workspace


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
        look: The look.
        registers: Registers whose values will be shown.
        rows: How many rows.
    Raises:
        LookError: The purpose or the reason is missing.
        LawfulPartError: A register may not be used for this purpose.
        WorkspaceError: The log cannot be written; then nothing is shown.
    """
    own = [r for r in workspace.registers if r.id in registers]
    reasoned = bool(look.purpose.strip() and look.reason.strip())
    if all(r.require_lawful().sensitivity == "open" for r in own) and not reasoned:
        return
    if not reasoned:
        raise _unreasoned(look)
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


def allow_picture_look(folder: Path, look: Look, registers: Sequence[str], rows: int) -> None:
    """Refuse a look into a picture that has no purpose and reason, and write down one that has.

    A picture within a city's folder follows the lawful parts of its registers, and open data needs neither. A folder by
    itself has no lawful parts, so nothing in it counts as open; its log lies beside it.

    Args:
        folder: Folder of the picture.
        look: The look.
        registers: Registers whose values will be shown.
        rows: How many rows.
    Raises:
        LookError: The purpose or the reason is missing.
        LawfulPartError: A register may not be used for this purpose.
        WorkspaceError: The log cannot be written; then nothing is shown.
    """
    whole = folder.resolve()
    city = next((p for p in whole.parents if (p / "city.toml").is_file()), None)
    if city is not None:
        allow_look(open_workspace(city), look, registers, rows)
        return
    if not look.purpose.strip() or not look.reason.strip():
        raise _unreasoned(look)
    entry = Consultation(look.now, look.who, look.act, tuple(sorted(registers)), (), look.purpose, look.reason, rows)
    record_consultation(whole.parent / "ledger.jsonl", entry)


def _unreasoned(look: Look) -> LookError:
    return LookError(
        where=look.act,
        what="values of registers would be shown, and a purpose and a reason are needed",
        mend="give --purpose and --reason",
    )
