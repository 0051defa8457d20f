"""Where a plugin's files go: the account's service, known to Flex, and in it the plugin's own environment."""

from __future__ import annotations

from functools import partial

from build.twilio.client import serverless
from build.twilio.client.flex_configuration import FlexConfiguration, read_configuration, register_services
from build.twilio.client.idempotency import made_once
from build.twilio.client.request import Transport
from build.twilio.client.retry import Clock
from build.twilio.client.serverless import Environment, Service
from build.twilio.deploy.state import Found, default_service, find_environment
from build.twilio.errors import RemoteRefused
from build.twilio.progress import Progress

MOST_SUFFIXES = 3


def make_place(
    transport: Transport, found: Found, name: str, clock: Clock, progress: Progress
) -> tuple[Service, Environment]:
    """The service and the environment, made where they are missing. Raises ReleaseError."""
    service = found.service
    if service is None:
        progress.step("create the service")
        service = made_once(
            lambda: serverless.create_service(transport),
            lambda: default_service(transport),
            clock,
            shared=True,
        )
    if not found.is_registered:
        progress.step("register the service with Flex")
        _register(transport, found, service, clock)
    environment = found.environment
    if environment is None:
        progress.step("create the environment")
        environment = _make_environment(transport, service.sid, name, clock)
    return service, environment


def _register(transport: Transport, found: Found, service: Service, clock: Clock) -> None:
    """The list is replaced whole, so it is read anew: another pipeline may have added to it."""
    newest = read_configuration(transport)
    kept = tuple(sid for sid in newest.service_sids if sid not in (*found.missing_services, service.sid))
    sids = (*kept, service.sid)
    if newest.service_sids == sids:
        return

    def look() -> FlexConfiguration | None:
        configuration = read_configuration(transport)
        return configuration if service.sid in configuration.service_sids else None

    made_once(lambda: register_services(transport, newest.account_sid, sids), look, clock)


def _make_environment(transport: Transport, service: str, name: str, clock: Clock) -> Environment:
    """Its domain's suffix is chance: one that another environment has is refused like a taken name."""
    for tries_left in reversed(range(MOST_SUFFIXES)):
        suffix = serverless.domain_suffix(clock.chance)
        create = partial(serverless.create_environment, transport, service, name, suffix)
        try:
            return made_once(create, lambda: find_environment(transport, service, name), clock, shared=True)
        except RemoteRefused as refusal:
            if refusal.status != 409 or not tries_left:
                raise
    raise AssertionError("the last try gives an environment or an error")
