"""Show a select in which the agent chooses a record."""

from __future__ import annotations

from collections.abc import Mapping

from flex_sfdc.flex.strings import text_element
from flex_sfdc.salesforce.records import Record, option_text
from flex_sfdc.services import Services

LABEL = "PSSalesforceRecordLabel"
PLACEHOLDER = "PSSalesforceRecordPlaceholder"
SECOND_LABEL = "PSSalesforceSecondRecordLabel"
SECOND_NONE = "PSSalesforceSecondRecordNone"


def record_select(
    services: Services,
    records: list[Record],
    props: Mapping[str, object],
    more: list[object],
    label_key: str,
    first_key: str,
) -> object:
    """Return a select with its label: a placeholder or an option for none, the records and `more` options."""
    h = services.react.createElement
    first = {"key": "", "value": "", "disabled": first_key == PLACEHOLDER}
    options = [text_element(services, "option", first, first_key, {})]
    for record in records:
        options.append(h("option", {"key": record["id"], "value": record["id"]}, option_text(record)))
    label = text_element(services, "span", {}, label_key, {})
    return h("label", {"key": label_key}, label, h("select", props, [*options, *more]))
