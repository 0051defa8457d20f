"""Find out what works, from the outcomes of the plugin's parts and from checks when the list is opened."""

from __future__ import annotations

from typing import Any

from flex_sfdc.answer import Answer
from flex_sfdc.browser.page_objects import dig, text_at
from flex_sfdc.browser.storage import PREFIX, JsonStorage
from flex_sfdc.diagnostics.rules import (
    Check,
    activities_reason,
    channels_reason,
    checks,
    connection_reasons,
    origin_reason,
    report,
    settings_reasons,
)
from flex_sfdc.flex.selectors import state_of
from flex_sfdc.flex.task_attributes import WRITER, check_writer, writer_url
from flex_sfdc.services import Services
from flex_sfdc.utils.sfdc_loader import AUTO, is_trusted

STORAGES = ("localStorage", "sessionStorage")
TRIAL = "trial"
PROBE_LENGTH = 4_000  # more characters than an activity has
LOG_LABEL = "diagnostics"


class Diagnostics:
    """Find out the plugin's health. `is_on`: whether the plugin has registered more than the list."""

    def __init__(self, services: Services, is_on: bool, warnings: list[str], version: str) -> None:
        self._services = services
        self.is_on = is_on
        self._warnings = warnings
        self._version = version
        self._is_asking = False
        self._follows_microphone = False

    def checks(self) -> list[Check]:
        """Return every check that applies, from recorded outcomes, without sending a request."""
        services = self._services
        configuration, outcomes, window = services.configuration, services.outcomes, services.window
        is_embedded = window.self is not window.top
        trusted = is_trusted(services.origin, configuration.trusted_origins)
        health = services.drivers.health()
        outcome = outcomes.get("salesforce")
        if outcome and configuration.crm_host != AUTO:  # the driver may be the wrong one for this page
            outcome = f"{outcome}; crm_host: {configuration.crm_host}"
        reasons: dict[str, str | None] = {
            "enabled": "" if configuration.enabled else "enabled: false",
            "embedded": "" if is_embedded else "no parent",
            "origin": origin_reason(is_embedded, trusted, services.origin),
            **connection_reasons(outcome, health),
            "storage": outcomes.get("storage"),
            "configuration": "\n".join(self._warnings + settings_reasons(outcomes)),
            "activities": activities_reason(self._unsaved_states()),
        }
        if configuration.click_to_dial:
            reasons["click_to_dial"] = outcomes.get("click-to-dial")
        if configuration.prevent_popout_during_call:
            console = health["console"] or outcomes.get("console")
            reasons["console"] = console if outcome == "" else None
        dial_channel = configuration.click_to_dial and configuration.dial_channel
        if configuration.record_channel or configuration.event_channel or dial_channel:
            reasons["channels"] = channels_reason(outcomes)
        if services.manager.voiceClient is not None:
            reasons["microphone"] = outcomes.get("microphone")
        if writer_url(services):
            reasons["attributes"] = outcomes.get(WRITER)
        return checks(reasons)

    def versions(self) -> str:
        """Return the versions of the plugin, of Flex and of the driver."""
        services = self._services
        flex, driver = text_at(services.flex, "VERSION"), services.drivers.health()["driver"]
        return f"flex-sfdc {self._version}, Flex UI {flex}, {driver}"

    def report(self) -> str:
        """Return the text for a ticket."""
        services = self._services
        lines = [
            self.versions(),
            f"task attributes by {writer_url(services) or 'Flex'}",
            text_at(services.window, "navigator.userAgent"),
            services.clock.date(services.clock.now()),
        ]
        return report(lines, self.checks())

    def run_checks(self) -> None:
        """Run the checks that send requests. The list calls this when it is opened."""
        for check in (self.check_storage, self.check_microphone, self._check_parts):
            self._services.log.attempt(LOG_LABEL, check)

    def check_storage(self) -> None:
        """Find out whether the browser stores a string that is as long as an activity."""
        services = self._services
        failed = []
        for name in STORAGES:
            storage = JsonStorage(services.window, name, PREFIX)
            if not storage.put_text(TRIAL, "x" * PROBE_LENGTH):
                failed.append(name)
            storage.drop(TRIAL)
        services.set_outcome("storage", f"{', '.join(failed)}: full or denied" if failed else "")

    def check_microphone(self) -> None:
        """Find out whether the browser denies the microphone, now and whenever that changes."""
        permissions: Any = dig(self._services.window, "navigator.permissions")
        if permissions is not None:
            listener = self._services.log.guarded(LOG_LABEL, self._on_permission)
            permissions.query({"name": "microphone"}).then(listener, lambda _: None)

    def _on_permission(self, status: Any) -> None:
        self._set_permission(status)
        if not self._follows_microphone:
            self._follows_microphone = True
            status.addEventListener("change", lambda _: self._set_permission(status))

    def _set_permission(self, status: object) -> None:
        self._services.set_outcome("microphone", "denied" if text_at(status, "state") == "denied" else "")

    def _check_parts(self) -> None:
        if self.is_on:
            check_writer(self._services)
            if self._services.outcomes.get("salesforce") is not None and not self._is_asking:
                self._is_asking = True
                self._services.clock.retry(
                    lambda _, answered: self._services.crm.ask(answered), self._on_asked
                )

    def _on_asked(self, _: int, answer: Answer) -> bool:
        """Record the answer. Ask again until the CRM answers, so that the problem leaves the list."""
        self._services.set_outcome("salesforce", answer.why)
        self._is_asking = not answer.success
        return self._is_asking

    def _unsaved_states(self) -> list[str]:
        rows = state_of(self._services.flex_state()).get("unsaved") or []
        return [row["state"] for row in rows]
