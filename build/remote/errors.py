"""Errors of the work on an account or an org. Each names the failed step and what to do next.

    ReleaseError               1  anything below
      RemoteRefused            1  the other side refused the request
        NotFound               1  ... because it does not exist
      RemoteUnavailable        1  no usable answer; the request changed nothing
        AnswerLost             1  ... or it may have: read the state before you continue
      UnexpectedAnswer         1  the answer is not the documented one
      Conflict                 3  somebody else released in the meantime
      InputError               2  the user can fix it: versions, lengths, addresses
      Declined                 1  a person did not approve the changes
      CredentialsError         2  credentials are missing, incomplete, wrong or another account's
      Interrupted            130  Ctrl-C or SIGTERM, when something may have changed already

The number is the exit code.
"""

from __future__ import annotations

from typing import ClassVar

from build.errors import ToolChainError

RUN_AGAIN = "Run the same command again: it resumes where this one stopped."


class ReleaseError(ToolChainError):
    """`step: problem` and what to do next, in one line."""

    next_step: ClassVar[str] = ""

    def __init__(self, step: str, problem: str, next_step: str | None = None) -> None:
        self.step = step
        self.problem = problem
        self.next = self.next_step if next_step is None else next_step
        super().__init__(f"{step}: {problem}. {self.next}".rstrip() if self.next else f"{step}: {problem}")


class RemoteRefused(ReleaseError):
    """The other side refused the request. `code` and `more_info` are its own, if it sent them."""

    next_step = "Fix that, then run the same command again."

    def __init__(
        self,
        step: str,
        problem: str,
        *,
        status: int,
        code: int | str | None = None,
        more_info: str | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.more_info = more_info
        super().__init__(step, problem)


class NotFound(RemoteRefused):
    """The other side does not have the requested resource (404)."""


class RemoteUnavailable(ReleaseError):
    """No allowed try got a usable answer. The request changed nothing."""

    next_step = RUN_AGAIN

    def __init__(
        self, step: str, problem: str, next_step: str | None = None, *, status: int | None = None
    ) -> None:
        self.status = status
        super().__init__(step, problem, next_step)


class AnswerLost(RemoteUnavailable):
    """A request that changes something was sent, and its outcome is unknown."""


class UnexpectedAnswer(ReleaseError):
    """The answer lacks a documented part. Continuing would be a guess."""

    next_step = "Check where requests go (--api-base, a proxy); if that is right, please report this."


class Conflict(ReleaseError):
    """Somebody else released in the meantime."""

    exit_code = 3


class InputError(ReleaseError):
    """The input cannot be sent. Raised before anything is sent."""

    exit_code = 2


class Declined(ReleaseError):
    """A person did not approve the changes; nothing was sent."""


class CredentialsError(ReleaseError):
    """Credentials are missing or rejected. The text never contains a part of a secret."""

    exit_code = 2


class Interrupted(ReleaseError):
    """A person, or a cancelled pipeline, ended a command that changes something."""

    next_step = RUN_AGAIN
    exit_code = 130
