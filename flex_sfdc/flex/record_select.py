"""Show a select in which the agent chooses a record."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.flex.strings import text_element
from flex_sfdc.salesforce.records import Record, option_text
from flex_sfdc.services import Services

LABEL = "PSSalesforceRecordLabel"
PLACEHOLDER = "PSSalesforceRecordPlaceholder"


def record_select(
    services: Services, records: list[Record], props: Mapping[str, object], more: list[object]
) -> object:
    """Return a select with its label: a placeholder, the records and `more` options."""
    h = services.react.createElement
    placeholder = {"key": "", "value": "", "disabled": True}
    options = [text_element(services, "option", placeholder, PLACEHOLDER, {})]
    for record in records:
        options.append(h("option", {"key": record["id"], "value": record["id"]}, option_text(record)))
    label = text_element(services, "span", {}, LABEL, {})
    return h("label", {"key": "label"}, label, h("select", props, [*options, *more]))
