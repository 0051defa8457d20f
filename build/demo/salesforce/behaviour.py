"""Bad answers of Salesforce to a call, for tests to choose."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Behaviour:
    """The outcome of one answer. `processed`: whether the call takes effect before the answer goes wrong."""

    copies: int = 1
    delay: float = 0.0
    free: asyncio.Event | None = None
    processed: bool = True
    response: Any = None
    has_response: bool = False
    changes: Json = field(default_factory=dict)

    async def wait(self) -> None:
        """Wait until the answer is due."""
        await asyncio.sleep(self.delay)
        if self.free is not None:
            await self.free.wait()


NORMAL = Behaviour()


def refuse(code: str = "GENERIC_ERROR", description: str = "Refused.", details: Any = None) -> Behaviour:
    """Answer with Open CTI's failure."""
    error: Json = {"code": code, "description": description}
    if details is not None:
        error["details"] = details
    response = {"success": False, "returnValue": None, "errors": [error]}
    return Behaviour(processed=False, response=response, has_response=True)


def never(processed: bool = False) -> Behaviour:
    """Do not answer; with `processed` the call takes effect and only its answer is lost."""
    return Behaviour(copies=0, processed=processed)


def late(seconds: float) -> Behaviour:
    """Answer correctly after this time."""
    return Behaviour(delay=seconds)


def twice() -> Behaviour:
    """Answer correctly, twice."""
    return Behaviour(copies=2)


def nonsense(response: Any = "garbage") -> Behaviour:
    """Answer in a form that Salesforce never sends."""
    return Behaviour(processed=False, response=response, has_response=True)


def with_message(**changes: Any) -> Behaviour:
    """Answer correctly in a message with other fields, such as another `apiVersion`."""
    return Behaviour(changes=changes)
