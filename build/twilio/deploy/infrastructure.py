"""Prepare the account for a plugin's files: the service, its registration with Flex, the environment."""

from __future__ import annotations

from functools import partial

from build.remote.errors import RemoteRefused
from build.twilio.client import serverless
from build.twilio.client.flex_configuration import FlexConfiguration
from build.twilio.client.serverless import Environment, Service
from build.twilio.client.twilio import Twilio
from build.twilio.deploy.state import AccountState, default_service, find_environment

MAX_SUFFIXES = 3


def create_infrastructure(twilio: Twilio, state: AccountState, name: str) -> tuple[Service, Environment]:
    """Return the service and the environment, and create either if it is missing. Raises ReleaseError."""
    service = state.service
    if service is None:
        twilio.progress.step("create the service")
        service = twilio.create_idempotently(
            twilio.serverless.create_service, lambda: default_service(twilio), shared=True
        )
    if not state.is_registered:
        twilio.progress.step("register the service with Flex")
        _register(twilio, state, service)
    environment = state.environment
    if environment is None:
        twilio.progress.step("create the environment")
        environment = _create_environment(twilio, service.sid, name)
    return service, environment


def _register(twilio: Twilio, state: AccountState, service: Service) -> None:
    """Register the service. Read the list again first, because the request replaces all of it."""
    newest = twilio.configuration.read()
    others = tuple(sid for sid in newest.service_sids if sid not in (*state.missing_services, service.sid))
    sids = (*others, service.sid)
    if newest.service_sids == sids:
        return

    def find() -> FlexConfiguration | None:
        configuration = twilio.configuration.read()
        return configuration if service.sid in configuration.service_sids else None

    twilio.create_idempotently(lambda: twilio.configuration.register_services(newest.account_sid, sids), find)


def _create_environment(twilio: Twilio, service: str, name: str) -> Environment:
    """Create the environment with a random domain suffix: Twilio refuses a suffix that is in use."""
    for tries_left in reversed(range(MAX_SUFFIXES)):
        suffix = serverless.domain_suffix(twilio.clock.chance)
        create = partial(twilio.serverless.create_environment, service, name, suffix)
        try:
            return twilio.create_idempotently(
                create, lambda: find_environment(twilio, service, name), shared=True
            )
        except RemoteRefused as refusal:
            if refusal.status != 409 or not tries_left:
                raise
    raise AssertionError("the last try returns an environment or raises")
