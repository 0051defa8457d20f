"""A dry run changes nothing, and shows the requests that would be sent."""

from __future__ import annotations

from build.twilio.client import plugins, serverless
from build.twilio.client.dry_run import DryRun, Planned
from build.twilio.client.request import File
from tests.support.recorded import Recorded, bound


def test_reads_are_sent_and_change_nothing() -> None:
    real = Recorded({"account_sid": "AC1"})
    dry = DryRun(real)
    assert bound(dry).configuration.read().account_sid == "AC1"
    assert dry.planned == []
    assert [(request.method, request.path) for request in dry.requests] == [("GET", "/v1/Configuration")]


def test_a_whole_deploy_can_be_walked_through_without_a_request() -> None:
    real = Recorded()
    dry = DryRun(real)
    api = bound(dry)
    service = api.serverless.create_service()
    api.configuration.register_services("AC1", (service.sid,))
    assert api.serverless.environments(service.sid) == []
    environment = api.serverless.create_environment(service.sid, "p", "ab12c")
    asset = api.serverless.create_asset(service.sid, "p")
    file = File("p.js", b"secret plans", "application/javascript")
    version = api.serverless.upload(service.sid, asset, "/plugins/p/1.0.0/bundle.js", file, public=False)
    build = api.serverless.start_build(service.sid, [version.sid])
    build = api.serverless.wait_for_build(service.sid, build)
    api.serverless.deploy_build(service.sid, environment.sid, build.sid)
    plugin = api.plugins.create_plugin("p", "P", "Does")
    api.plugins.create_version(
        plugin.name, "1.0.0", "https://x", private=True, changelog="", tool_version="1", validated=False
    )
    made = api.plugins.create_configuration("n", [plugins.Chosen("FV1", 3), plugins.Chosen("FV2", 3)], "d")
    assert api.plugins.configured_plugins(made.sid) == []
    api.plugins.create_release(made.sid)
    assert real.requests == []
    assert [item.step for item in dry.planned] == [
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


def test_the_answer_contains_the_fields_of_the_request() -> None:
    made = bound(DryRun(Recorded())).serverless.create_environment("ZS1", "p", "ab12c")
    assert made == serverless.Environment("<new environment>", "p", "<domain name>", None)


def test_a_request_is_recorded_with_its_form_but_without_its_file() -> None:
    dry = DryRun(Recorded())
    file = File("p.js", b"x" * 12345, "application/javascript")
    bound(dry).serverless.upload("ZS1", "ZH1", "/plugins/p/1.0.0/bundle.js", file, public=True)
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


def test_only_the_names_of_json_fields_are_recorded() -> None:
    dry = DryRun(Recorded())
    bound(dry).configuration.write_ui_attributes("AC1", {"theme": "private"})
    assert dry.planned[0].fields == (("account_sid", "..."), ("ui_attributes", "..."))
