"""Bind the API of one account once. Steps receive this object and no other part of the connection."""

from __future__ import annotations

from build.remote.progress import Progress
from build.remote.retry import Clock
from build.twilio.client.connection import Connection
from build.twilio.client.flex_configuration import ConfigurationService
from build.twilio.client.plugins import PluginService
from build.twilio.client.request import Transport
from build.twilio.client.serverless import Serverless


class Twilio:
    """One Twilio account: its three services, its clock, and the progress display."""

    def __init__(self, transport: Transport, clock: Clock, progress: Progress) -> None:
        connection = Connection(transport, clock)
        self.serverless = Serverless(connection)
        self.plugins = PluginService(connection)
        self.configuration = ConfigurationService(connection)
        self.clock = clock
        self.progress = progress
        self.send = connection.send
        self.create_idempotently = connection.create_idempotently
