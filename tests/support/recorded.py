"""A transport that records requests and answers from a list."""

from __future__ import annotations

from collections.abc import Mapping

from build.remote.progress import Silence
from build.remote.retry import Clock
from build.twilio.client.answers import Answer
from build.twilio.client.request import Request, Transport
from build.twilio.client.twilio import Twilio


class Recorded:
    """A transport with a list of answers, each the data to return or the error to raise."""

    def __init__(self, *answers: Mapping[str, object] | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Answer(request.step, answer)

    @property
    def only(self) -> Request:
        """The only request."""
        (request,) = self.requests
        return request


def bound(transport: Transport, clock: Clock | None = None) -> Twilio:
    """Return the API on that transport, by default with a clock that does not wait."""
    return Twilio(transport, clock or Clock(sleep=lambda _: None), Silence())
