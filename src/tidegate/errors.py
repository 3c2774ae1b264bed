"""Every error that a reader of Tidegate may meet, in one tree.

    TidegateError
    ├── SettingError        a wish of the operator that cannot be met
    ├── WorkspaceError      the folder of a city is not as it should be
    ├── ContractError       a table does not keep its contract
    ├── EngineError         the engine gave up (memory, disk)
    ├── DeliveryError       a file that came cannot be read
    │   └── UnsafeFileError     ... and would harm the machine if it were
    ├── DescriptionError    a register's description is wrong
    │   ├── MappingError        ... in its mapping
    │   └── LawfulPartError     ... in its lawful part
    ├── CovenantError       the covenant is wrong, or does not give what is asked for
    │   └── RequestError        ... or a request for a picture is not ripe
    ├── LinkageError        records cannot be linked as it was asked
    │   ├── NothingToLinkError  no record holds a value that could be compared
    │   └── JudgementError      a judgement cannot be taken as it is written
    ├── LookError           values of registers would be shown without a purpose or a reason
    ├── PictureError        a picture cannot be built or found
    ├── NetworkError        the network cannot answer what it was asked
    ├── PlacesError         a city's places cannot be put on the map
    ├── EvaluationError     an effect cannot be estimated as it was asked
    │   ├── PanelError          ... because of the panel
    │   └── PlanError           ... because of the plan
    ├── RuleError           a rule or what a city says about it cannot be used
    ├── MeanwhileError      somebody else has said something of it since it was looked at
    └── ExportError         a file that should leave cannot be written

An error says what went wrong, where, and how to mend it, in that order, in the
words of the person who will read it.
"""

from collections.abc import Mapping, Sequence
from typing import Any


class TidegateError(Exception):
    """What went wrong, where, and how to mend it, in that order.

    Args:
        what: What is wrong, without the final full stop.
        mend: What the reader can do about it, as an imperative.
        where: File, line, column or table; empty where it is plain.
    Example:
        >>> str(TidegateError(what="the file is empty", mend="ask its sender for a new one", where="a.csv"))
        'a.csv: the file is empty. Ask its sender for a new one.'
    """

    exit_code = 2
    """What the command line ends with: 1 problems in the data, 2 could not run."""

    def __init__(self, *, what: str, mend: str, where: str = "") -> None:
        """Keep the three parts, so that the CLI, the web and the log may each lay them out."""
        self.what, self.where, self.mend = what, where, mend
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head}. {mend[:1].upper()}{mend[1:]}.")


class SettingError(TidegateError):
    """A setting has a value that cannot be used; a bad setting is never replaced by a default."""


class WorkspaceError(TidegateError):
    """The folder of a city lacks something, or holds something that cannot be used."""


class ContractError(TidegateError):
    """A table does not keep its contract; every broken column is named at once."""


class EngineError(TidegateError):
    """The engine could not finish: memory, disk or rights were not enough."""


class DeliveryError(TidegateError):
    """A delivered file cannot be read as what it claims to be."""

    exit_code = 1


class UnsafeFileError(DeliveryError):
    """A delivered file is refused because reading it could harm the machine."""


class DescriptionError(TidegateError):
    """A register's description is wrong or incomplete."""


class MappingError(DescriptionError):
    """The mapping part of a description is wrong."""


class LawfulPartError(DescriptionError):
    """The lawful part of a description is missing or incomplete: without it, no row is read."""


class LinkageError(TidegateError):
    """Records cannot be linked as it was asked: the model, the records or the budget do not allow it."""


class NothingToLinkError(LinkageError):
    """No record holds a value that could be compared."""


class JudgementError(LinkageError):
    """A judgement about two records cannot be taken as it is written."""


class CovenantError(TidegateError):
    """The covenant is wrong, or no clause in force gives what is asked for."""


class RequestError(CovenantError):
    """A request for a picture lacks a part, or one of its gates is closed."""


class LookError(TidegateError):
    """Values of registers would be shown, and the purpose or the reason is missing."""


class PictureError(TidegateError):
    """A picture cannot be built as it was asked, or there is none."""


class NetworkError(TidegateError):
    """The network cannot answer what it was asked: a node is not there, or the answer would rank people."""


class PlacesError(TidegateError):
    """The places of a city cannot be put on the map as it was asked."""


class EvaluationError(TidegateError):
    """An effect cannot be estimated as it was asked."""


class PanelError(EvaluationError):
    """A panel of units and periods lacks something, or holds something that cannot be used."""

    exit_code = 1


class PlanError(EvaluationError):
    """The plan of an evaluation lacks something, contradicts itself, or was changed after it was frozen."""

    exit_code = 1


class RuleError(TidegateError):
    """An indicator's rule, a city's switch or a review of a flag cannot be used; every fault is named at once."""


class MeanwhileError(TidegateError):
    """Somebody else judged a pair or reviewed a flag since it was looked at; nothing was written.

    Args:
        what: What was judged, and by whom.
        mend: What the reader can do about it.
        where: What it is about.
        since: What they said, a row each.
    """

    def __init__(self, *, what: str, mend: str, where: str = "", since: Sequence[Mapping[str, Any]] = ()) -> None:
        """Keep what was said, so that a page may lay it out."""
        self.since = tuple(since)
        super().__init__(what=what, mend=mend, where=where)


class ExportError(TidegateError):
    """A file that should leave cannot be written."""
