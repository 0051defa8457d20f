"""Salesforce's Console toolkit: what Open CTI has no method for.

To come: keeping the panel from being popped out during a call.
"""

from __future__ import annotations

from collections.abc import Callable

from flex_sfdc.crm_host import Answer
from flex_sfdc.edge.clock import Clock
from flex_sfdc.edge.salesforce_scripts import SalesforceScripts
from flex_sfdc.log import Log
from flex_sfdc.utils.sfdc_loader import CONSOLE_ATTEMPTS


class ConsoleToolkit:
    """Loads the toolkit, apart from Open CTI: only the toolkit's own features depend on it.

    `unreachable` is called once when its script could not be loaded.
    """

    def __init__(
        self, clock: Clock, scripts: SalesforceScripts, log: Log, unreachable: Callable[[], object]
    ) -> None:
        self._clock = clock
        self._scripts = scripts
        self._log = log
        self._unreachable = unreachable
        self._asked = False

    def load(self) -> None:
        """Load it, with a few attempts. Asking twice is asking once."""
        if not self._asked:
            self._asked = True
            self._clock.keep_trying(self._try, self._failed, self._loaded)

    def _try(self, _: int, answered: Callable[[Answer], object]) -> None:
        self._scripts.load_console(answered)

    def _loaded(self, attempt: int) -> None:
        self._log.info(f"the Console toolkit is loaded (attempt {attempt + 1})")

    def _failed(self, attempt: int, answer: Answer) -> bool:
        if attempt + 1 < CONSOLE_ATTEMPTS:
            return True
        self._log.error(f"the Console toolkit is not reachable: {answer.why}")
        self._unreachable()
        return False
