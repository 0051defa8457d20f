"""What can go wrong on the way to an account. Each error names the step that failed and what to do next.

    ReleaseError               1  anything below
      RemoteRefused            1  Twilio answered, and the answer is no
        NotFound               1  ... because there is no such thing
      RemoteUnavailable        1  no answer of use, and nothing was changed by this request
        AnswerLost             1  or the request may have taken effect: read the state before going on
      UnexpectedAnswer         1  an answer that is not what Twilio documents
      Conflict                 3  another release came in between
      InputError               2  the user can mend it: versions, lengths, addresses
      CredentialsError         2  none, half of them, wrong ones, of another account
      Interrupted            130  Ctrl-C, while something may have been changed already

The number is the exit code.
"""

from __future__ import annotations

from typing import ClassVar

from build.errors import ToolChainError

RUN_AGAIN = "Run the same command again: it goes on from where this one stopped."


class ReleaseError(ToolChainError):
    """`step: problem` and the way on, in one line."""

    way_on: ClassVar[str] = ""

    def __init__(self, step: str, problem: str, way_on: str | None = None) -> None:
        self.step = step
        self.problem = problem
        self.next = self.way_on if way_on is None else way_on
        super().__init__(f"{step}: {problem}. {self.next}".rstrip() if self.next else f"{step}: {problem}")


class RemoteRefused(ReleaseError):
    """Twilio said no; `code` and `more_info` are its own, where it gave them."""

    way_on = "Mend that, then run the same command again."

    def __init__(
        self, step: str, problem: str, *, status: int, code: int | None = None, more_info: str | None = None
    ) -> None:
        self.status = status
        self.code = code
        self.more_info = more_info
        super().__init__(step, problem)


class NotFound(RemoteRefused):
    """There is no such thing on this account (404)."""


class RemoteUnavailable(ReleaseError):
    """No answer of use, after every try that was allowed; this request changed nothing."""

    way_on = RUN_AGAIN

    def __init__(
        self, step: str, problem: str, way_on: str | None = None, *, status: int | None = None
    ) -> None:
        self.status = status
        super().__init__(step, problem, way_on)


class AnswerLost(RemoteUnavailable):
    """A request that changes something was sent, and nobody knows whether it did."""


class UnexpectedAnswer(ReleaseError):
    """The answer lacks what Twilio documents, so going on would be a guess."""

    way_on = "Look whether --api-base leads to Twilio; if it does, please report this."


class Conflict(ReleaseError):
    """Somebody else released in the meantime."""

    exit_code = 3


class InputError(ReleaseError):
    """The user gave something that cannot be sent. Raised before anything is."""

    exit_code = 2


class CredentialsError(ReleaseError):
    """No credentials, or such as this account does not take. Never holds any part of a secret."""

    exit_code = 2


class Interrupted(ReleaseError):
    """A person, or a pipeline that was cancelled, ended a command that changes something."""

    way_on = RUN_AGAIN
    exit_code = 130
