"""What every hook receives."""

from __future__ import annotations

from dataclasses import dataclass

from flex_sfdc.activities.outbox import ActivityOutbox
from flex_sfdc.browser.clock import Clock
from flex_sfdc.browser.log import Log
from flex_sfdc.browser.storage import WorkerStorage
from flex_sfdc.browser.types import Window
from flex_sfdc.configuration import Configuration
from flex_sfdc.flex.notices import Notices
from flex_sfdc.flex.task_store import Tasks
from flex_sfdc.flex.types import Flex, Manager, React
from flex_sfdc.salesforce.connection import Connection
from flex_sfdc.salesforce.crm_host import CrmHost


@dataclass(frozen=True)
class Context:
    """The platform, the port to the CRM, and what holds for this worker."""

    flex: Flex
    manager: Manager
    react: React
    configuration: Configuration
    log: Log
    clock: Clock
    notices: Notices
    crm: CrmHost
    connection: Connection
    window: Window
    tasks: Tasks
    storage: WorkerStorage
    outbox: ActivityOutbox
    origin: str  # of the page that embeds Flex
    locale: str  # the language the agent reads, a tag that `Intl` takes
    language: str  # the one nearest to it that there are texts in
    given: dict[str, str]  # those texts that Flex did not have, by key
