"""Run compiled programs in an embedded V8."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass

from py_mini_racer import JSEvalException, JSOOMException, JSParseException, MiniRacer, mini_racer

from build.errors import ToolChainError

INTERRUPTED = 130

_PRELUDE = """
Error.stackTraceLimit = 60;
const $page = { written: [], end: null };
function __write(stream, text) { $page.written.push([stream, text]); }
const console = {
    log: (...parts) => __write('out', parts.join(' ') + '\\n'),
    warn: (...parts) => __write('err', parts.join(' ') + '\\n'),
    error: (...parts) => __write('err', parts.join(' ') + '\\n'),
};
"""

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


# V8 counts lines from 1.
_FIRST_LINE = _PROGRAM.partition("{code}")[0].count("\n") + 1


@dataclass(frozen=True)
class Outcome:
    """The result of a program: its output in order, on `out` or `err`, and its exit code."""

    written: tuple[tuple[str, str], ...]
    exit_code: int
    stack: tuple[int, ...] = ()
    """Lines of the program's code (from 0) where an uncaught exception was raised, the innermost first."""

    def text(self, stream: str) -> str:
        """Return the output on one stream."""
        return "".join(text for name, text in self.written if name == stream)


def run(code: str, *, seconds: float | None = None) -> Outcome:
    """Run a linked program with the runtime's `$uncaught`: an uncaught exception is printed on `err`.

    Ctrl-C ends the program and keeps its output. Raises ToolChainError if V8 cannot parse the code, or when
    the time is up.
    """
    return asyncio.run(_run(_PROGRAM.format(code=code), seconds))


async def _run(script: str, seconds: float | None) -> Outcome:
    with mini_racer(asyncio.get_running_loop()) as engine:
        engine.eval(_PRELUDE)
        try:
            await asyncio.wait_for(engine.eval_cancelable(script), seconds)
        except JSParseException as error:
            raise ToolChainError(f"V8 cannot parse the compiled program: {_in_a_line(error)}") from error
        except (TimeoutError, asyncio.TimeoutError) as error:
            raise ToolChainError(f"the program did not end within {seconds:g} s") from error
        except asyncio.CancelledError:
            return _outcome(engine, (INTERRUPTED, ""))
        except JSOOMException:
            return Outcome((("err", "MemoryError\n"),), 1)
        except JSEvalException as error:  # thrown by $uncaught itself, outside its own try
            return _outcome(engine, (1, f"{error}\n"))
        return _outcome(engine, None)


def _outcome(engine: MiniRacer, end: tuple[int, str] | None) -> Outcome:
    page = json.loads(str(engine.eval("JSON.stringify($page)")))
    written = [(str(stream), str(text)) for stream, text in page["written"]]
    if end is None and page["end"] is None:
        return Outcome(tuple(written), 0)
    code, text, *stack = end or page["end"]
    lines = [int(line) - _FIRST_LINE for line in re.findall(r"<anonymous>:(\d+):", "".join(map(str, stack)))]
    return Outcome((*written, ("err", str(text))), int(code), tuple(line for line in lines if line >= 0))


def syntax_error(script: str) -> str | None:
    """Return V8's error for a classic script that it cannot parse, on one line, or None. Nothing runs."""
    with MiniRacer() as engine:
        try:
            engine.eval(f"throw 0; {script}")
        except JSParseException as error:
            return _in_a_line(error)
        except JSEvalException:  # the statement in front: it parsed
            pass
    return None


def _in_a_line(error: Exception) -> str:
    """Reformat V8's message, which begins with `<anonymous>:LINE: REASON`."""
    place, _, reason = str(error).partition("\n")[0].removeprefix("<anonymous>:").partition(": ")
    return f"{reason} (line {place})"
