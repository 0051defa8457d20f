"""A fake Twilio for the real Flex UI: HTTP, TaskRouter, Interactions, Sync, Conversations, voice, copilot.

All state lives in the test's process: the browser's requests and WebSockets are routed here, to no network.
"""

from __future__ import annotations

from build.demo.twilio.account import FLEX_ORIGIN, Account, PluginFile
from build.demo.twilio.http import Reply, Request
from build.demo.twilio.service import FakeTwilio

__all__ = ["FLEX_ORIGIN", "Account", "FakeTwilio", "PluginFile", "Reply", "Request"]
