"""An outside value in the place of an error code is printed only if it looks like a code."""

from __future__ import annotations

import json

import pytest

from .day import ADA, ALL_ON, attributes
from .page import NAME, NUMBER, Engine

CUSTOMER = f"call of {NAME} {NUMBER}"


@pytest.mark.parametrize("code", [CUSTOMER, NUMBER, NUMBER[1:], f"NO_{NUMBER[1:]}"])
def test_no_customer_data_is_printed_as_a_code(engine: Engine, code: str) -> None:
    world = engine.world(ALL_ON)
    world.run(f"world.org.records.push({ADA!r})")
    tab = world.open()
    said = json.dumps({"success": False, "errors": [{"code": code}], "returnValue": None})
    rejected = f"Promise.reject(Object.assign(new Error('x'), {{ name: {code!r}, code: {code!r} }}))"
    tab.run(f"""for (const method of ['searchAndScreenPop', 'screenPop', 'saveLog', 'publish'])
        tab.window.sforce.opencti[method] = ({{ callback }}) => callback({said});
        world.startOutboundCall = () => {rejected};
        world.setAttributes = () => {rejected};""")
    sid = world.offer(1, "web", attributes(NUMBER))
    tab.accept(sid)
    shown = world.offer(2, "web", {"sfdcObjectId": ADA["Id"]})
    tab.accept(shown)
    chosen = {"taskSid": sid, "recordId": ADA["Id"], "objectType": "Contact"}
    tab.says("subscribe Record__c", chosen)
    tab.click({"number": NUMBER})
    tab.complete(sid)
    world.passes(60)
    assert NAME not in world.printed
    assert "5557391" not in world.printed
    for said_so in ("StartOutboundCall failed", "searchAndScreenPop was refused", "screenPop was refused"):
        assert said_so in world.printed, "it was printed that it failed"
    assert "saving task attributes" in world.printed
