"""A dry run sends nothing that changes anything, and shows what would be sent."""

from __future__ import annotations

from build.twilio.client import flex_configuration, plugins, serverless
from build.twilio.client.dry_run import DryRun, Planned
from build.twilio.client.request import File
from build.twilio.client.retry import Clock
from tests.twilio.recorded import Recorded


def test_reading_is_let_through_and_changes_nothing() -> None:
    real = Recorded({"account_sid": "AC1"})
    dry = DryRun(real)
    assert flex_configuration.read_configuration(dry).account_sid == "AC1"
    assert dry.planned == []
    assert [(one.method, one.path) for one in dry.requests] == [("GET", "/v1/Configuration")]


def test_a_whole_deploy_can_be_walked_through_without_a_request() -> None:
    real = Recorded()
    dry = DryRun(real)
    service = serverless.create_service(dry)
    flex_configuration.register_services(dry, "AC1", (service.sid,))
    assert serverless.environments(dry, service.sid) == []
    environment = serverless.create_environment(dry, service.sid, "p", "ab12c")
    asset = serverless.create_asset(dry, service.sid, "p")
    file = File("p.js", b"secret plans", "application/javascript")
    version = serverless.upload(dry, service.sid, asset, "/plugins/p/1.0.0/bundle.js", file, public=False)
    build = serverless.start_build(dry, service.sid, [version.sid])
    build = serverless.wait_for_build(dry, service.sid, build, Clock())
    serverless.deploy_build(dry, service.sid, environment.sid, build.sid)
    plugin = plugins.create_plugin(dry, "p", "P", "Does")
    plugins.create_version(
        dry, plugin.name, "1.0.0", "https://x", private=True, changelog="", tool_version="1", validated=False
    )
    made = plugins.create_configuration(dry, "n", [plugins.Chosen("FV1", 3), plugins.Chosen("FV2", 3)], "d")
    assert plugins.configured_plugins(dry, made.sid) == []
    plugins.create_release(dry, made.sid)
    assert real.requests == []
    assert [one.step for one in dry.planned] == [
        "create the service",
        "register the service with Flex",
        "create the environment",
        "create an asset",
        "upload p.js",
        "start the build",
        "deploy the build",
        "register the plugin p",
        "register p 1.0.0",
        "create the configuration",
        "release the configuration <new configuration>",
    ]


def test_what_was_given_is_in_the_answer() -> None:
    made = serverless.create_environment(DryRun(Recorded()), "ZS1", "p", "ab12c")
    assert made == serverless.Environment("<new environment>", "p", "<domain name>", None)


def test_a_request_is_noted_with_its_form_but_not_with_the_content_of_its_file() -> None:
    dry = DryRun(Recorded())
    file = File("p.js", b"x" * 12345, "application/javascript")
    serverless.upload(dry, "ZS1", "ZH1", "/plugins/p/1.0.0/bundle.js", file, public=True)
    assert dry.planned == [
        Planned(
            "upload p.js",
            "POST",
            "serverless-upload.twilio.com",
            "/v1/Services/ZS1/Assets/ZH1/Versions",
            (
                ("Path", "/plugins/p/1.0.0/bundle.js"),
                ("Visibility", "Public"),
                ("Content", "p.js, 12,345 bytes, application/javascript"),
            ),
        )
    ]


def test_of_json_only_the_names_are_noted() -> None:
    dry = DryRun(Recorded())
    flex_configuration.write_ui_attributes(dry, "AC1", {"theme": "private"})
    assert dry.planned[0].fields == (("account_sid", "..."), ("ui_attributes", "..."))
