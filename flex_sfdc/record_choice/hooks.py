"""Connect choices (dropdown, messages, searches) and the Flex action `CompleteTask`."""

from __future__ import annotations

from flex_sfdc.record_choice.record_channel import RecordChannel
from flex_sfdc.record_choice.record_in_view import RecordInView
from flex_sfdc.record_choice.service import CompletionGuard, RecordChoice
from flex_sfdc.record_choice.view import RecordDropdown
from flex_sfdc.services import Services


def register(services: Services) -> None:
    """Resume the choices of an earlier page, and listen for new ones."""
    configuration = services.configuration
    choice = RecordChoice(services)
    services.record_choices = choice
    dropdown = RecordDropdown(services, choice)
    has_dropdown = configuration.activity_logging and configuration.screen_pop
    if has_dropdown:
        RecordInView(services).start()
    if configuration.record_channel:
        RecordChannel(services, choice, configuration.record_channel).start()
    choice.resume()  # even without the dropdown, because messages and searches choose records too
    if has_dropdown:
        dropdown.mount()
    if configuration.activity_logging:
        guard = CompletionGuard(services, choice, lambda sid: has_dropdown and dropdown.can_prompt(sid))
        services.flex.Actions.addListener("beforeCompleteTask", guard.before_complete)
