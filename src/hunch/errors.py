"""Every exception that Hunch raises on purpose.

HunchError                  what happened, with the value; `hint` says what would work
+-- UserError               the call was at fault (exit code 2)
|   +-- UnknownRun          no run answers to that name
|   +-- AmbiguousRun        several do
|   +-- UnknownQuestion     no question answers to that name
|   +-- UnknownIdea         no idea does
|   +-- UnknownHunch        no hunch does
|   +-- UnknownFinding      no finding does
|   +-- UnknownPaper        no paper, or claim of one, does
|   +-- AmbiguousName       several questions, ideas, hunches, findings or papers do
|   +-- InvalidFilter       the filter expression does not read
|   +-- InvalidConfig       hunch.toml does not read
|   +-- InvalidHunch        a prediction does not read, or contradicts itself or what is known
|   +-- InvalidPaper        a source is no paper that can be read
|   +-- InvalidMetric       log() or summary() was handed what is not a number
|   +-- NoWorkbench         there is no .hunch here or above
|   +-- UnsafePath          a path that would leave its folder
|   +-- Refused             what was asked would lose or overwrite something
+-- WorkbenchError          the project or the machine was at fault (exit code 1)
    +-- NewerFormat         a newer Hunch wrote this
    +-- CannotWrite         read-only, full, or not ours
    +-- Damaged             a file does not say what it must
    +-- GitFailed           a git process failed
    +-- GitMissing          there is no git program
"""


class HunchError(Exception):
    """What happened, with the value; `hint` says what would work."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UserError(HunchError):
    """The call was at fault."""

    exit_code = 2


class UnknownRun(UserError):
    """No run answers to that name."""


class AmbiguousRun(UserError):
    """Several runs answer to that name."""


class UnknownQuestion(UserError):
    """No question answers to that name."""


class UnknownIdea(UserError):
    """No idea answers to that name."""


class UnknownHunch(UserError):
    """No hunch answers to that name."""


class UnknownFinding(UserError):
    """No finding answers to that name."""


class UnknownPaper(UserError):
    """No paper, or claim of one, answers to that name."""


class AmbiguousName(UserError):
    """Several questions, ideas, hunches, findings or papers answer to that name."""


class InvalidFilter(UserError):
    """The filter expression does not read."""


class InvalidConfig(UserError):
    """hunch.toml does not read."""


class InvalidHunch(UserError):
    """A prediction does not read, or contradicts itself or what is known."""


class InvalidPaper(UserError):
    """A source is no paper that can be read."""


class InvalidMetric(UserError):
    """log() or summary() was handed what is not a number."""


class NoWorkbench(UserError):
    """There is no .hunch here or above."""


class UnsafePath(UserError):
    """A path that would leave its folder."""


class Refused(UserError):
    """What was asked would lose or overwrite something."""


class WorkbenchError(HunchError):
    """The project or the machine was at fault."""


class NewerFormat(WorkbenchError):
    """A newer Hunch wrote this."""


class CannotWrite(WorkbenchError):
    """Read-only, full, or not ours."""


class Damaged(WorkbenchError):
    """A file does not say what it must."""


class GitFailed(WorkbenchError):
    """A git process failed."""


class GitMissing(WorkbenchError):
    """There is no git program."""
