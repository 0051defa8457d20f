"""Run compiled programs in an embedded V8."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import dataclass

from py_mini_racer import JSEvalException, JSOOMException, JSParseException, MiniRacer, mini_racer

from build.errors import ToolChainError

INTERRUPTED = 130
ADDRESSES = 2 * 2**40
"""The bytes of address space that V8 needs, mostly to reserve them. With less it crashes the process."""

# `var`, because the code may run several times in one engine, where `const` and `let` would fail.
_PRELUDE = """
Error.stackTraceLimit = 60;
var $page = { written: [], end: null };
function __write(stream, text) { $page.written.push([stream, text]); }
var console = {
    log: (...parts) => __write('out', parts.join(' ') + '\\n'),
    warn: (...parts) => __write('err', parts.join(' ') + '\\n'),
    error: (...parts) => __write('err', parts.join(' ') + '\\n'),
};
"""

_PAGE_SO_FAR = "JSON.stringify($page)"

# The handler is assigned at the top of the block: functions are hoisted inside their block, not outside it.
_PROGRAM = """
(function () {{
'use strict';
let $handler = (error) => [1, String(error && error.stack || error) + '\\n'];
try {{
$handler = $uncaught;
{code}
}} catch (error) {{
    $page.end = $handler(error);
}}
}})();
"""


# The smallest page in which a plugin loads.
_PAGE = """
Error.stackTraceLimit = 60;
var window = globalThis;
var Twilio = { Flex: { Plugins: { init() {} } } };
"""
# The script begins on the first line, so that its line numbers stay valid.
_LOADED = """try {{ {script}
null }} catch (error) {{ JSON.stringify([String(error), String(error && error.stack)]) }}
"""


# V8 counts lines from 1.
_FIRST_LINE = _PROGRAM.partition("{code}")[0].count("\n") + 1


Place = tuple[int, int]
"""A line and a column, from 0."""


@dataclass(frozen=True)
class Outcome:
    """The result of a program: its exit code, and its output on `out` and `err` in the order of writing."""

    written: tuple[tuple[str, str], ...]
    exit_code: int
    stack: tuple[Place, ...] = ()
    """Places in the program's code where an uncaught exception was raised, the innermost first."""

    def text(self, stream: str) -> str:
        """Return the output on one stream."""
        return "".join(text for name, text in self.written if name == stream)


def run(code: str, *, seconds: float | None = None) -> Outcome:
    """Run a linked program with the runtime's `$uncaught`: an uncaught exception is printed on `err`.

    Ctrl-C ends the program and keeps its output. Raises ToolChainError if V8 cannot parse the code, or if the
    program exceeds its time limit.
    """
    _require_addresses()
    return asyncio.run(_run(_PROGRAM.format(code=code), seconds))


def run_again(engine: MiniRacer, code: str) -> Outcome:
    """Run a program in an engine that has run others, without a time limit.

    Use this for hundreds of small programs: a new engine costs five times as much as such a program.
    """
    # One call, because each is a switch to another thread; and the program's lines stay where they are.
    script = " ".join(_PRELUDE.split("\n")) + _PROGRAM.format(code=code) + _PAGE_SO_FAR
    try:
        page = engine.eval(script)
    except (JSParseException, JSOOMException, JSEvalException) as error:
        return _failed(engine, error)
    return _outcome(page, None)


def _require_addresses() -> None:
    """Raise ToolChainError if a limit of this process leaves V8 too little address space."""
    if sys.platform == "win32":
        return
    import resource  # missing on Windows

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if 0 <= limit < ADDRESSES:
        raise ToolChainError(
            f"V8 cannot start: it reserves more addresses than the limit of this shell, {limit // 1024} KB: "
            "run `ulimit -v unlimited`, or ask whoever set that limit"
        )


async def _run(script: str, seconds: float | None) -> Outcome:
    with mini_racer(asyncio.get_running_loop()) as engine:
        engine.eval(_PRELUDE)
        try:
            await asyncio.wait_for(engine.eval_cancelable(script), seconds)
        except (TimeoutError, asyncio.TimeoutError) as error:
            raise ToolChainError(f"the program did not end within {seconds:g} s") from error
        except asyncio.CancelledError:
            return _outcome(engine.eval(_PAGE_SO_FAR), (INTERRUPTED, ""))
        except (JSParseException, JSOOMException, JSEvalException) as error:
            return _failed(engine, error)
        return _outcome(engine.eval(_PAGE_SO_FAR), None)


def _failed(engine: MiniRacer, error: Exception) -> Outcome:
    if isinstance(error, JSParseException):
        raise ToolChainError(f"V8 cannot parse the compiled program: {_in_a_line(error)}") from error
    if isinstance(error, JSOOMException):
        return Outcome((("err", "MemoryError\n"),), 1)
    return _outcome(
        engine.eval(_PAGE_SO_FAR), (1, f"{error}\n")
    )  # thrown by $uncaught itself, outside its own try


def _outcome(page_so_far: object, end: tuple[int, str] | None) -> Outcome:
    page = json.loads(str(page_so_far))
    written = [(str(stream), str(text)) for stream, text in page["written"]]
    if end is None and page["end"] is None:
        return Outcome(tuple(written), 0)
    code, text, *stack = end or page["end"]
    places = _places("".join(map(str, stack)), _FIRST_LINE)
    return Outcome((*written, ("err", str(text))), int(code), tuple(places))


def _places(stack: str, first_line: int) -> list[Place]:
    """Return the places on V8's stack from this line on, which counts from 1 like V8's columns."""
    found = re.findall(r"<anonymous>:(\d+):(\d+)", stack)
    return [(int(line) - first_line, int(column) - 1) for line, column in found if int(line) >= first_line]


@dataclass(frozen=True)
class LoadFailure:
    """Why a script cannot be loaded."""

    reason: str
    """The kind of the exception and its message, on one line."""
    stack: tuple[Place, ...] = ()
    """Places in the script where it was raised, the innermost first."""


def load_failure(script: str, seconds: float) -> LoadFailure | None:
    """Load a script of a plugin in an almost empty page; return why it failed, None if it loads."""
    _require_addresses()
    try:
        failure = asyncio.run(_load(_LOADED.format(script=script), seconds))
    except (TimeoutError, asyncio.TimeoutError):
        return LoadFailure(f"an endless loop: nothing happened for {seconds:g} s")
    except JSEvalException as error:  # the engine's own error, such as a script that does not parse
        return LoadFailure(_in_a_line(error))
    if failure is None:
        return None
    reason, stack = json.loads(str(failure))
    return LoadFailure(" ".join(reason.split()), tuple(_places(stack, 1)))


async def _load(script: str, seconds: float) -> object:
    with mini_racer(asyncio.get_running_loop()) as engine:
        engine.eval(_PAGE)
        return await asyncio.wait_for(engine.eval_cancelable(script), seconds)


def syntax_error(script: str) -> str | None:
    """Return V8's error for a classic script that it cannot parse, on one line, or None. Nothing runs."""
    _require_addresses()
    with MiniRacer() as engine:
        try:
            engine.eval(f"throw 0; {script}")
        except JSParseException as error:
            return _in_a_line(error)
        except JSEvalException:  # thrown by the statement in front, so the script has parsed
            pass
    return None


def _in_a_line(error: Exception) -> str:
    """Reformat V8's message, which begins with `<anonymous>:LINE: REASON`."""
    place, _, reason = str(error).partition("\n")[0].removeprefix("<anonymous>:").partition(": ")
    return f"{reason} (line {place})"
