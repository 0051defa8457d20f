"""`package.py init-ci`: the file, the findings of workflow linters, and its promises."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

import package
from build import cli as commands
from build.cli import ROOT, init_ci
from build.cli.init_ci import FILE
from tests.support.checkout import make_checkout

SECRETS = {"TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"}
TWILIO_JOBS = ("deploy", "release")
ZIZMOR = Path(sys.executable).with_name("zizmor.exe" if sys.platform == "win32" else "zizmor")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_checkout(tmp_path / "a checkout")
    monkeypatch.setattr(init_ci, "ROOT", root)
    return root


@pytest.fixture
def file(checkout: Path) -> Path:
    assert commands.main(["init-ci"]) == 0
    return checkout / FILE


@pytest.fixture
def staged(checkout: Path) -> Path:
    """Return a workflow for a test account and production."""
    assert commands.main(["init-ci", "--staging", "staging"]) == 0
    return checkout / FILE


@pytest.mark.usefixtures("checkout")
def test_a_test_account_without_an_environment_names_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["init-ci", "--staging", "nope"]) == 2
    assert capsys.readouterr().err.startswith("--staging nope: no such environment in settings.yaml ")


ORG_SECRETS = {"SALESFORCE_INSTANCE_URL", "SALESFORCE_CLIENT_ID", "SALESFORCE_CLIENT_SECRET"}


@pytest.fixture(params=[[], ["--staging", "staging"]], ids=["alone", "staged"])
def with_org(checkout: Path, request: pytest.FixtureRequest) -> Path:
    """Return a workflow that deploys the org package too."""
    assert commands.main(["init-ci", "--salesforce", *request.param]) == 0
    return checkout / FILE


# The command --------------------------------------------------------------------------------------


def test_init_ci_writes_the_workflow_and_reports_what_github_still_needs(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["init-ci"]) == 0
    output = capsys.readouterr()
    assert output.out.startswith(f"{FILE}: written\n")
    assert all(name in output.out for name in (*SECRETS, "flex-deploy", "flex-release"))
    assert output.err == ""
    assert [path.name for path in (checkout / FILE).parent.iterdir()] == ["flex-plugin.yml"]


def test_a_second_run_changes_nothing(checkout: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.stat()
    capsys.readouterr()
    assert commands.main(["init-ci"]) == 0
    assert capsys.readouterr().out.startswith(f"{FILE}: is up to date\n")
    after = file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert (checkout / FILE) == file


def test_a_workflow_that_somebody_changed_is_kept(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("name: Mine\n", "utf-8")
    capsys.readouterr()
    assert commands.main(["init-ci"]) == 2
    output = capsys.readouterr()
    expected = f"{FILE}: differs from the generated one: keep it, or replace it with --force\n"
    assert (output.out, output.err) == ("", expected)
    assert file.read_text("utf-8") == "name: Mine\n"


def test_force_replaces_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file.read_bytes()
    file.write_text("name: Mine\n", "utf-8")
    capsys.readouterr()
    assert commands.main(["init-ci", "--force"]) == 0
    assert capsys.readouterr().out.startswith(f"{FILE}: replaced\n")
    assert file.read_bytes() == before


def test_a_place_that_cannot_be_written_is_reported_in_one_line(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / ".github").write_text("", "utf-8")
    assert commands.main(["init-ci"]) == 2
    output = capsys.readouterr()
    assert re.fullmatch(r"\S.*\.github\S*: cannot be written: [^\n]+\n", output.err)


def test_init_ci_does_not_need_the_packages_of_the_twilio_commands(tmp_path: Path) -> None:
    """Without their packages and without a network, which only those packages would use."""
    root = make_checkout(tmp_path)
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from argparse import Namespace
from build.cli import init_ci
init_ci.ROOT = Path({str(root)!r})
assert init_ci.main(Namespace(force=False, staging=None, salesforce=False)) == 0
print(sorted({{"build.twilio", "httpx", "rich", "semver", "socket"}} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("\n[]\n"), done.stdout + done.stderr


# Linters ------------------------------------------------------------------------------------------

needs_linters = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="the linters of workflows need Python 3.11 (see pyproject.toml)"
)


def lint(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@needs_linters
def test_with_a_test_account_the_linters_find_nothing_either(staged: Path) -> None:
    nothing_is_found_in(staged)


@needs_linters
def test_with_an_org_the_linters_find_nothing_either(with_org: Path) -> None:
    nothing_is_found_in(with_org)


def nothing_is_found_in(file: Path) -> None:
    schema = ("--builtin-schema", "vendor.github-workflows")
    done = lint(sys.executable, "-m", "check_jsonschema", *schema, str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    options = ("--offline", "--no-config", "--strict-collection", "--persona", "auditor")
    done = lint(str(ZIZMOR), *options, str(file))
    assert done.returncode == 0, done.stdout + done.stderr


@needs_linters
def test_the_workflow_follows_githubs_schema(file: Path) -> None:
    def check() -> subprocess.CompletedProcess[str]:
        schema = ("--builtin-schema", "vendor.github-workflows")
        return lint(sys.executable, "-m", "check_jsonschema", *schema, str(file))

    done = check()
    assert done.returncode == 0, done.stdout + done.stderr
    file.write_text(file.read_text("utf-8").replace("cancel-in-progress", "cancel-in-progres"), "utf-8")
    assert "cancel-in-progres" in check().stdout


@needs_linters
def test_a_security_linter_for_workflows_finds_nothing(file: Path) -> None:
    def check() -> subprocess.CompletedProcess[str]:
        options = ("--offline", "--no-config", "--strict-collection", "--persona", "auditor")
        return lint(str(ZIZMOR), *options, str(file))

    done = check()
    assert done.returncode == 0, done.stdout + done.stderr
    file.write_text(file.read_text("utf-8").replace('-- "$TARGET"', "${{ inputs.target }}"), "utf-8")
    assert "template-injection" in check().stdout


def test_the_linters_are_installed_where_they_can_be() -> None:
    assert sys.version_info < (3, 11) or find_spec("check_jsonschema") is not None


# Its promises -------------------------------------------------------------------------------------


def parsed(file: Path) -> dict[str, Any]:
    # YAML 1.1 reads the key `on` as true.
    document: dict[Any, Any] = yaml.safe_load(file.read_text("utf-8"))
    return {"on" if key is True else key: value for key, value in document.items()}


@pytest.fixture
def workflow(file: Path) -> dict[str, Any]:
    return parsed(file)


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job["steps"]


def test_a_tag_deploys_after_the_tests_and_a_person_releases(workflow: dict[str, Any]) -> None:
    assert workflow["on"]["push"] == {"tags": ["v[0-9]*"]}
    assert set(workflow["on"]) == {"push", "workflow_dispatch"}
    jobs = workflow["jobs"]
    assert jobs["test"]["if"] == "github.event_name == 'push'"
    assert jobs["deploy"]["needs"] == "test"
    assert jobs["release"]["if"] == "github.event_name == 'workflow_dispatch'"
    assert "needs" not in jobs["release"]
    assert [step["run"] for step in jobs["test"]["steps"] if "run" in step] == ["bash .ci/run"]


def test_runs_on_an_account_are_sequential_and_never_cancelled(workflow: dict[str, Any]) -> None:
    expected = {"group": "flex-plugin-account", "cancel-in-progress": False, "queue": "max"}
    for name in TWILIO_JOBS:
        assert workflow["jobs"][name]["concurrency"] == expected
    assert workflow["jobs"]["test"]["concurrency"]["group"] != expected["group"]


def test_the_workflow_may_only_read_the_repository(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == 3
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_jobs_that_touch_the_account_can_require_approval(workflow: dict[str, Any]) -> None:
    environments = {name: job.get("environment") for name, job in workflow["jobs"].items()}
    assert environments == {"test": None, "deploy": "flex-deploy", "release": "flex-release"}


def test_credentials_come_from_secrets_only_to_the_step_that_needs_them(
    workflow: dict[str, Any], file: Path
) -> None:
    for name in TWILIO_JOBS:
        *before, last = workflow["jobs"][name]["steps"]
        credentials = {key: value for key, value in last["env"].items() if key.startswith("TWILIO_")}
        assert credentials == {secret: f"${{{{ secrets.{secret} }}}}" for secret in SECRETS}
        assert "secrets." not in str(before)
    assert len(re.findall(r"secrets\.", file.read_text("utf-8"))) == len(SECRETS) * len(TWILIO_JOBS)


def test_no_input_becomes_part_of_a_script(workflow: dict[str, Any]) -> None:
    scripts = [step["run"] for step in steps(workflow) if "run" in step]
    assert len(scripts) == 3
    assert not any("${{" in script for script in scripts)


def test_actions_are_pinned_to_a_commit_with_a_version_comment(file: Path) -> None:
    used = re.findall(r"uses: (.*)", file.read_text("utf-8"))
    assert len(used) == 6
    assert len(set(used)) == 2
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", item) for item in used)


def test_the_workflow_runs_on_a_supported_python(workflow: dict[str, Any]) -> None:
    versions = {step["with"]["python-version"] for step in steps(workflow) if "setup-python" in str(step)}
    assert versions == {".".join(map(str, package.NEWEST))}


SHOW = 'python3() { printf "%s\\n" "$@"; };\n'


def called(script: str, **environ: str) -> list[str]:
    """Return the arguments of Python, in a shell as GitHub starts it."""
    bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SHOW + script]
    done = subprocess.run(bash, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_the_deploy_takes_its_version_from_the_tag(workflow: dict[str, Any]) -> None:
    script = workflow["jobs"]["deploy"]["steps"][-1]["run"]
    assert called(script, GITHUB_REF_NAME="v1.4.0-rc.1", GITHUB_SHA="abc") == [
        *shlex.split("package.py deploy --plugin-version 1.4.0-rc.1 --changelog"),
        "Tag v1.4.0-rc.1, commit abc",
    ]


@pytest.mark.parametrize("action", ["release", "rollback", "doctor"])
def test_a_target_is_optional(workflow: dict[str, Any], action: str) -> None:
    assert action in workflow["on"]["workflow_dispatch"]["inputs"]["action"]["options"]
    script = workflow["jobs"]["release"]["steps"][-1]["run"]
    agreed = [] if action == "doctor" else ["--yes"]  # no person can answer
    assert called(script, ACTION=action, TARGET="") == ["package.py", action, *agreed]


@pytest.mark.parametrize(
    "target", ["plugin-tiny@1.4.0", "--api-base=https://evil.example", "$(id)", '"; id; "', "a b", "-h"]
)
def test_a_target_stays_one_argument_and_is_never_an_option(workflow: dict[str, Any], target: str) -> None:
    script = workflow["jobs"]["release"]["steps"][-1]["run"]
    assert called(script, ACTION="release", TARGET=target) == ["package.py", "release", "--yes", "--", target]


# An org


def test_the_org_package_is_deployed_after_the_tests_and_an_approval(with_org: Path) -> None:
    jobs = parsed(with_org)["jobs"]
    is_staged = "sandbox" in jobs
    assert is_staged == ("staging" in jobs)
    job = jobs["salesforce"]
    assert (job["needs"], job["environment"]) == ("sandbox" if is_staged else "test", "flex-salesforce")
    orgs = {"salesforce": [], **({"sandbox": ["--env", "staging"]} if is_staged else {})}
    for name, options in orgs.items():
        *before, last = jobs[name]["steps"]
        secrets = {key: value for key, value in last["env"].items() if key != "ENVIRONMENT"}
        assert secrets == {secret: f"${{{{ secrets.{secret} }}}}" for secret in ORG_SECRETS}
        assert "secrets." not in str(before)
        set_before = {"ENVIRONMENT": last["env"].get("ENVIRONMENT", "")}
        assert called(last["run"], **set_before) == ["package.py", "salesforce", "deploy", "--yes", *options]
        assert jobs[name]["concurrency"] == {
            **{"group": "flex-plugin-org", "cancel-in-progress": False, "queue": "max"}
        }
    assert jobs.get("sandbox", {}).get("environment") == ("flex-sandbox" if is_staged else None)


@pytest.mark.parametrize("staging", [[], ["--staging", "staging"]], ids=["alone", "staged"])
@pytest.mark.usefixtures("checkout")
def test_the_environments_and_secrets_for_an_org_are_named(
    capsys: pytest.CaptureFixture[str], staging: list[str]
) -> None:
    assert commands.main(["init-ci", "--salesforce", *staging]) == 0
    output = capsys.readouterr().out
    assert output.startswith(f"{FILE}: written\n")
    assert all(name in output for name in ("flex-salesforce", *ORG_SECRETS))
    assert ("flex-sandbox" in output) == bool(staging)


def test_the_org_gets_only_its_own_secrets(with_org: Path) -> None:
    for name, job in parsed(with_org)["jobs"].items():
        used = set(re.findall(r"secrets\.(\w+)", str(job)))
        expected = ORG_SECRETS if name in ("salesforce", "sandbox") else SECRETS
        assert used in (set(), expected), name


@pytest.mark.parametrize("which", ["file", "staged"])
def test_without_an_org_nothing_of_it_is_in_the_file(request: pytest.FixtureRequest, which: str) -> None:
    file: Path = request.getfixturevalue(which)
    assert not re.search("org package|SALESFORCE|sandbox", file.read_text("utf-8"))


# A test account, then production


def test_production_gets_the_bundle_of_the_test_account_or_nothing(staged: Path, tmp_path: Path) -> None:
    jobs = parsed(staged)["jobs"]
    assert (jobs["staging"]["needs"], jobs["deploy"]["needs"]) == ("test", "staging")
    assert (jobs["staging"]["environment"], jobs["deploy"]["environment"]) == ("flex-staging", "flex-deploy")
    output = tmp_path / "output"
    bundle = tmp_path / "dist" / "plugin-tiny.js"
    bundle.parent.mkdir()
    bundle.write_bytes(b"the bundle")
    (tmp_path / "dist" / "plugin-tiny.mjs").write_bytes(b"the module")
    first = jobs["staging"]["steps"][-1]
    tag = {"GITHUB_REF_NAME": "v1.4.0", "GITHUB_SHA": "abc"}
    environment = {"ENVIRONMENT": first["env"]["ENVIRONMENT"], "GITHUB_OUTPUT": str(output), **tag}
    script = f"cd {shlex.quote(str(tmp_path))}\n{first['run']}"
    assert called(script, PATH=os.environ["PATH"], **environment)[:4] == [
        *("package.py", "deploy", "--env", "staging")
    ]
    digest = hashlib.sha256(b"the bundle").hexdigest()
    assert output.read_text("utf-8") == f"bundle={digest}\n"
    assert jobs["staging"]["outputs"] == {"bundle": "${{ steps.deploy.outputs.bundle }}"}
    last = jobs["deploy"]["steps"][-1]
    assert last["env"]["BUNDLE"] == "${{ needs.staging.outputs.bundle }}"
    assert called(last["run"], BUNDLE=digest, **tag)[:4] == [
        "package.py",
        "deploy",
        "--expect-sha256",
        digest,
    ]


def test_a_person_chooses_the_account_of_a_release(staged: Path) -> None:
    document = parsed(staged)
    assert document["on"]["workflow_dispatch"]["inputs"]["account"]["options"] == ["staging", "production"]
    release = document["jobs"]["release"]
    chosen = "inputs.account == 'staging' &&"
    assert release["environment"] == f"${{{{ {chosen} 'flex-staging' || 'flex-release' }}}}"
    step = release["steps"][-1]
    assert step["env"]["ENVIRONMENT"] == f"${{{{ {chosen} 'staging' || '' }}}}"
    for action, options in (("doctor", ["--env", "staging"]), ("release", ["--yes"])):
        command = called(step["run"], ACTION=action, TARGET="", ENVIRONMENT="staging")
        assert command == ["package.py", action, *options]
    assert called(step["run"], ACTION="doctor", TARGET="", ENVIRONMENT="") == ["package.py", "doctor"]
    assert all(
        document["jobs"][name]["concurrency"]["group"] == "flex-plugin-account"
        for name in ("staging", "deploy", "release")
    )


def test_a_test_account_needs_an_environment_of_the_settings(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.main(["init-ci", "--staging", "nowhere"]) == 2
    assert "--staging nowhere: no such environment in settings.yaml" in capsys.readouterr().err
    assert not (checkout / FILE).exists()


def test_without_a_test_account_the_file_does_not_mention_one(file: Path) -> None:
    assert not re.search("staging|test account|ENVIRONMENT|BUNDLE", file.read_text("utf-8"))
