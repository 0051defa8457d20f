"""`package.py salesforce deploy|status|doctor|source`, as a person and a pipeline use them."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from build import cli as commands
from build.cli import ROOT, salesforce, salesforce_org
from build.demo.twilio_api.faults import cut_off, drop_before
from build.remote.retry import Clock
from tests.cli.twilio_checkout import Ended
from tests.support.checkout import SETTINGS, make_checkout
from tests.support.command_line import retry_without_pauses, set_environ
from tests.support.fake_org import FakeOrg, refuse, refuse_in_html
from tests.support.fake_org.deploys import failure
from tests.support.fake_org.server import CLIENT, TOKEN
from tests.support.org_project import FOLDER, make_project
from tests.support.processes import running


@dataclass
class Desk:
    """A checkout with the small package, and an org."""

    root: Path
    org: FakeOrg
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, *arguments: str) -> Ended:
        """Run `package.py salesforce ARGUMENTS`, whose output must not contain a secret."""
        self.capsys.readouterr()
        code = commands.main(["salesforce", *arguments])
        output = self.capsys.readouterr()
        for secret in (TOKEN, CLIENT[1], *self.org.tokens):
            assert secret not in output.out + output.err
        assert "Traceback" not in output.err
        return Ended(code, output.out, output.err)

    def interrupt(self) -> None:
        """Let the next pause be Ctrl-C."""

        def stop(_: float) -> None:
            raise KeyboardInterrupt

        defaults = Clock.__init__.__defaults__
        assert defaults
        self.monkeypatch.setattr(Clock.__init__, "__defaults__", (*defaults[:2], stop, defaults[3]))


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    root = make_checkout(tmp_path / "checkout")
    make_project(root / "salesforce")
    monkeypatch.setattr(salesforce, "ROOT", root)
    monkeypatch.setattr(salesforce_org, "ROOT", root)
    retry_without_pauses(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with FakeOrg() as org:
        set_environ(monkeypatch, org.environ)
        yield Desk(root, org, capsys, monkeypatch)


def test_from_an_empty_org_to_the_deployed_package(desk: Desk) -> None:
    before = desk.run("doctor")
    assert before.code == 1
    assert "problem  package: it is not in the org" in before.out
    checked = desk.run("deploy", "--check-only")
    assert checked.code == 0
    assert checked.out.startswith('the check of the org package succeeded in "Acme" (sandbox, 00D5g')
    deployed = desk.run("deploy", "--yes")
    assert deployed.code == 0
    assert deployed.out.startswith('the org package is deployed in "Acme" (sandbox, 00D5g')
    assert f"note: the deploy is {desk.org.deploys[1].id}" in deployed.err
    second_run = desk.run("deploy", "--yes")
    not_sent = second_run.out.split("not sent, because the org has its own (--reset replaces them):\n")[1]
    assert [line.split("/")[-1].split(".")[0] for line in not_sent.splitlines()[:4]] == [
        "FlexPop",
        "FlexSearch",
        "FlexDial",
        "Flex_Twilio",
    ]
    assert "lacks" not in desk.run("status").out
    fields = desk.org.tables["CustomField"]
    fields[:] = [row for row in fields if row["DeveloperName"] != "Flex_Updates"]
    listed = desk.run("status")
    assert "the org lacks Activity.Flex_Updates__c: python3 package.py salesforce deploy" in listed.out
    assert [line.split()[0] for line in listed.out.splitlines()[1:4]] == [
        deploy.id for deploy in reversed(desk.org.deploys)
    ]
    followed = desk.run("status", desk.org.deploys[0].id)
    assert (followed.code, followed.out.splitlines()[0]) == (0, "the check of the org package succeeded")
    after = desk.run("doctor")
    assert "ok       package: in the org" in after.out
    assert "problem  permission set" in after.out


def test_json_is_one_document_for_each_command(desk: Desk) -> None:
    deployed = desk.run("deploy", "--yes", "--json").document
    assert (deployed["ok"], deployed["status"], deployed["checkOnly"]) == (True, "Succeeded", False)
    assert deployed["org"] == {
        "id": "00D5g00000ABCDEEA4",
        "name": "Acme",
        "sandbox": True,
        "edition": "Enterprise Edition",
    }
    assert deployed["components"] == {"deployed": 15, "total": 15}
    assert deployed["requests"] == len(desk.org.requests)
    listed = desk.run("status", "--json").document
    assert (listed["deploys"][0]["id"], listed["missingFields"]) == (deployed["id"], [])
    assert desk.run("status", deployed["id"], "--json").document["org"] is None
    health = desk.run("doctor", "--json").document
    assert (health["ok"], health["org"]["name"], health["problems"]) == (False, "Acme", 2)
    assert {"check", "level", "text", "next"} <= set(health["findings"][0])


@pytest.mark.parametrize("command", [("deploy", "--yes"), ("status",), ("status", "0Af5g0000000001AAA")])
def test_an_org_that_is_too_old_gets_its_version_instead_of_a_404(
    desk: Desk, command: tuple[str, ...]
) -> None:
    desk.org.versions = ("61.0", "65.0")
    ended = desk.run(*command)
    assert ended.code == 2
    assert ended.error == (
        "read the org: it serves API 65.0, and the package needs 66.0. "
        "Wait for the org's next release, or use Open CTI."
    )


def test_a_deploy_that_fails_names_every_place_and_its_exit_code_is_1(desk: Desk) -> None:
    place = failure("classes/FlexHost.cls", "FlexHost", "Unexpected token \x1b[2J", 2, 7)
    desk.org.next_deploy = {"failures": [place]}
    ended = desk.run("deploy", "--yes")
    assert ended.code == 1
    assert "the org package failed in" in ended.out
    assert f"error    salesforce/{FOLDER}/classes/FlexHost.cls:2:7: Unexpected token ?[2J" in ended.out
    desk.org.next_deploy = {"failures": [place], "error": ("LIMIT", "too much")}
    document = desk.run("deploy", "--yes", "--json").document
    assert (document["ok"], document["error"]) == (False, "LIMIT: too much")
    (problem,) = document["problems"]
    assert (problem["file"], problem["line"]) == (f"salesforce/{FOLDER}/classes/FlexHost.cls", 2)
    assert desk.run("status", document["id"]).code == 1
    desk.org.next_deploy = {"is_canceled": True}
    assert "somebody cancelled" in desk.run("deploy", "--yes").out


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({}, 0, "the deploy succeeded"),
        ({"check_only": True}, 0, "the check succeeded"),
        ({"error": ("LIMIT", "too much")}, 1, "the deploy failed: nothing was changed"),
        ({"members": [("ApexClass", "FlexHost")]}, 0, "the org package is deployed"),
    ],
)
def test_the_status_of_something_else_does_not_mention_the_package(
    desk: Desk, fields: dict[str, Any], code: int, words: str
) -> None:
    deploy = desk.org.start_by_somebody(**fields)
    ended = desk.run("status", deploy.id)
    assert (ended.code, ended.out.splitlines()[0]) == (code, words)
    is_ours = "package" in words
    assert ("package.py salesforce" in ended.out) == is_ours


def test_a_deploy_needs_a_yes_and_a_check_does_not(desk: Desk) -> None:
    ended = desk.run("deploy")
    assert ended.code == 2
    assert ended.error.startswith("confirm: ")
    assert "--yes" in ended.error
    assert not desk.org.deploys
    assert desk.run("deploy", "--check-only").code == 0


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("", 1)])
def test_the_question_to_a_person_names_the_org_and_its_kind(desk: Desk, answer: str, code: int) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    desk.org.organization["IsSandbox"] = False
    desk.monkeypatch.setattr(sys, "stdin", Terminal(answer))
    ended = desk.run("deploy")
    assert ended.code == code
    assert 'to "Acme" (production, 00D5g00000ABCDEEA4). Continue? [y/N]' in ended.err
    assert len(desk.org.deploys) == 1 - code


def test_ctrl_c_says_that_the_deploy_continues(desk: Desk) -> None:
    real = Clock.__init__.__defaults__
    desk.interrupt()
    ended = desk.run("deploy", "--yes", "--json")
    (deploy,) = desk.org.deploys
    assert ended.code == 130
    assert f"`package.py salesforce status {deploy.id}`" in ended.error
    assert ended.document["error"]["exitCode"] == 130
    desk.monkeypatch.setattr(Clock.__init__, "__defaults__", real)
    assert desk.run("status", deploy.id).code == 0


COMMAND = "import sys; from build.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal_ends_the_command_and_not_the_deploy(desk: Desk, end: signal.Signals) -> None:
    desk.org.polls_needed = 10_000
    command = [sys.executable, "-c", COMMAND, "salesforce", "deploy", "--yes"]
    with running(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr
        progress = [next(line for line in process.stderr if "the deploy is" in line)]
        process.send_signal(end)
        _, errors = process.communicate(timeout=60)
    (deploy,) = desk.org.deploys
    assert process.returncode == 130
    assert errors.splitlines()[-1] == (
        f"interrupted: the deploy {deploy.id} has not ended. It continues in the org. "
        f"Follow it with `package.py salesforce status {deploy.id}`."
    )
    assert not deploy.is_canceled
    assert TOKEN not in "".join(progress) + errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("status", "0Af"), "expected an id"),
        (("status", ""), "expected a value"),
        (("deploy", "--target-org", "uat"), "Salesforce CLI is not installed"),
        (("deploy", "--password", "x"), "unrecognized arguments"),
        (("source",), "DIR"),
        (("upload",), "invalid choice"),
        (("doctor", "--env", "nowhere"), "no such environment"),
    ],
)
def test_mistakes_are_reported_in_one_line_with_code_2(
    desk: Desk, arguments: tuple[str, ...], words: str
) -> None:
    ended = desk.run(*arguments)
    assert ended.code == 2
    assert words in ended.error
    assert not desk.org.requests


@pytest.mark.parametrize(
    "environ",
    [
        {"SALESFORCE_ACCESS_TOKEN": ""},
        {"SALESFORCE_INSTANCE_URL": "https://evil.example"},
        {"SALESFORCE_INSTANCE_URL": "https://acme.lightning.force.com"},
        {"SALESFORCE_ACCESS_TOKEN": f"{TOKEN} {TOKEN}"},
        {"SALESFORCE_CLIENT_ID": CLIENT[0], "SALESFORCE_CLIENT_SECRET": CLIENT[1]},
        {"SALESFORCE_ACCESS_TOKEN": f"{TOKEN}wrong"},
    ],
)
@pytest.mark.parametrize("action", ["deploy", "status", "doctor"])
def test_credentials_that_do_not_work_are_code_2_and_not_shown(
    desk: Desk, environ: dict[str, str], action: str
) -> None:
    set_environ(desk.monkeypatch, environ)
    ended = desk.run(action, "--json")
    assert ended.code == 2
    assert not ended.document["ok"]
    assert TOKEN.split(".")[1] not in ended.out + ended.err


def test_a_client_in_the_environment_can_deploy(desk: Desk) -> None:
    desk.monkeypatch.setenv("SALESFORCE_ACCESS_TOKEN", "")
    desk.monkeypatch.setenv("SALESFORCE_CLIENT_ID", CLIENT[0])
    desk.monkeypatch.setenv("SALESFORCE_CLIENT_SECRET", CLIENT[1])
    assert desk.run("deploy", "--yes").code == 0
    assert "by SALESFORCE_CLIENT_ID" in desk.run("doctor").out


@pytest.mark.parametrize("action", ["deploy", "status", "doctor"])
def test_an_answer_that_repeats_the_token_does_not_show_it(desk: Desk, action: str) -> None:
    echo = refuse(400, "ODD", f"Authorization: Bearer {TOKEN}")
    for path in ("/services/data/v66.0/query", "/services/data/v66.0/tooling/query", "/services/data/"):
        desk.org.faults.on("GET", path, echo, times=None)
    ended = desk.run(action, "--json")
    assert ended.code == 1
    assert "[hidden]" in ended.out
    desk.org.faults.clear()


@pytest.mark.parametrize("fault", [drop_before(), cut_off(), refuse_in_html(503)], ids=lambda item: item.name)
def test_an_org_that_does_not_answer_is_code_1(desk: Desk, fault: Any) -> None:
    desk.org.faults.on("GET", "/services/data/**", fault, times=None)
    for action in ("deploy", "status", "doctor"):
        ended = desk.run(action)
        assert ended.code == 1
        assert ended.error.endswith("Run the same command again: it resumes where this one stopped.")


def test_the_rendered_source_deploys_like_the_checkout(desk: Desk, tmp_path: Path) -> None:
    configured = f"{SETTINGS}configuration:\n  dial_channel: AcmeDial__c\n"
    (desk.root / "settings.yaml").write_text(configured, "utf-8")
    ended = desk.run("source", "out")
    assert (ended.code, ended.out.splitlines()[0]) == (0, "out: 23 files written")
    rendered = (tmp_path / "out" / FOLDER / "lwc/flexChannels/flexChannels.js").read_text("utf-8")
    assert "'AcmeDial__c'" in rendered
    (tmp_path / "out" / FOLDER / "classes/FlexHost.cls").write_text("// mine", "utf-8")
    document = desk.run("source", "out", "--json").document
    assert document["kept"] == [f"{FOLDER}/classes/FlexHost.cls"]
    assert desk.run("source", "out", "--force", "--json").document["kept"] == []
    for folder in ("checkout", "checkout/flex_sfdc", "checkout/salesforce/out"):
        refused = desk.run("source", folder)
        assert (refused.code, refused.out) == (2, "")
        assert "is a folder of the sources: choose another folder" in refused.error
    assert not desk.org.requests
    failed = desk.run("deploy", "--check-only")
    assert failed.code == 1
    assert "Invalid reference AcmeDial__c" in failed.out


def test_a_checkout_without_the_package_is_reported(desk: Desk) -> None:
    (desk.root / "salesforce/sfdx-project.json").unlink()
    ended = desk.run("deploy")
    assert (ended.code, ended.error) == (
        2,
        "salesforce/sfdx-project.json: the org package is not in this checkout",
    )
