"""Turn an empty account into a healthy one, only by commands."""

from __future__ import annotations

import yaml

from tests.cli.twilio_checkout import Desk
from tests.support.checkout import SETTINGS
from tests.support.twilio_client import client_of

FLAGS = "  enabled: true\n  screen_pop: true\n  trusted_origins: [https://acme.lightning.force.com]\n"


def _said(user: Desk, level: str) -> list[str]:
    """Return the checks with findings of that level."""
    findings = user.run("doctor", "--json").document["findings"]
    return [finding["check"] for finding in findings if finding["level"] == level]


def test_each_command_removes_a_problem_and_the_next_version_brings_a_warning(user: Desk) -> None:
    assert _said(user, "problem") == ["serverless service", "environment", "plugin", "release"]
    user.write("settings.yaml", f"{SETTINGS}configuration:\n{FLAGS}")
    assert user.run("deploy", "--changelog", "First").code == 0
    assert _said(user, "problem") == ["release"]
    assert user.run("release").code == 0
    assert _said(user, "problem") == []
    assert _said(user, "warning") == ["flags", "flags", "trusted origins"]

    assert user.run("config", "push").code == 2
    assert user.run("config", "push", "--yes").code == 0
    written = client_of(user.twilio).flex_api.v1.configuration().fetch().ui_attributes
    assert written == {
        "custom_data": {"features": {"salesforce_integration": yaml.safe_load(FLAGS)}},
        "theme": {"isLight": True},
    }
    assert user.run("config", "diff", "--json").document["changes"] == []
    healthy = user.run("doctor")
    assert healthy.code == 0
    assert "is the one built here" in healthy.out
    assert "no problems, no warnings\n" in healthy.out

    user.write("flex_sfdc/strings/en-US.yaml", "PSTinyHello: Second {{name}}\n")
    assert user.run("deploy", "--bump", "minor", "--changelog", "Second").code == 0
    assert _said(user, "warning") == ["release", "bundle"]
    assert user.run("release").code == 0
    assert user.run("doctor").out.count("warning ") == 0
