"""`package.py salesforce deploy|status|doctor|source`: the org package."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from build.bundle.settings import Settings
from build.bundle.watch import is_in_sources
from build.cli import ROOT, printable
from build.cli.account import Report, confirm, counted, table
from build.cli.doctor import FindingsReport
from build.cli.processes import ended_by_sigterm
from build.cli.progress import progress_on
from build.errors import UserError
from build.remote.progress import Progress
from build.remote.retry import Clock
from build.salesforce.client.credentials import find_credentials
from build.salesforce.client.org import Identity, Org, Row, check_deploy_id, flag, text
from build.salesforce.client.transport import OrgTransport
from build.salesforce.conversion import DeployArchive, convert
from build.salesforce.deploy import PackagePlan, check_version, deploy, follow, plan_package
from build.salesforce.deploy_result import DeployResult
from build.salesforce.doctor.run import run_checks
from build.salesforce.doctor.snapshot import Expected
from build.salesforce.org_package import OrgPackage, WrittenSource, read_package, write_source

PROJECT = "salesforce"
"""The folder of the org package in the checkout."""


@ended_by_sigterm()
def _run(options: argparse.Namespace, package: OrgPackage, work: Callable[[Org, str], Report]) -> int:
    """Do the work on the org that the options and the environment name, and print the report.

    `work` gets the org and the source of its credentials.
    """
    began = time.perf_counter()
    credentials = find_credentials(os.environ, options.target_org, options.allow_host)
    clock = Clock()
    with OrgTransport(credentials, clock=clock) as http:
        with progress_on(sys.stderr) as progress:
            report = work(Org(http, package.api_version, clock, progress), credentials.source)
        requests, seconds = http.requests, time.perf_counter() - began
    if options.json:
        document = {"ok": report.exit_code == 0, **report.document()}
        print(json.dumps({**document, "requests": requests, "seconds": round(seconds, 3)}))
    else:
        print(printable(f"{report.in_words()}\n{counted(requests, 'request')}, {seconds:.1f} s"))
    return report.exit_code


def _package(settings: Settings) -> OrgPackage:
    return read_package(ROOT / PROJECT, settings)


@dataclass(frozen=True)
class SourceFiles:
    """Find the checkout's file for a path that Salesforce names in the result of a deploy."""

    package: OrgPackage
    archive: DeployArchive

    def __call__(self, file: str, name: str) -> str:
        """Return the checkout's path, or Salesforce's own if the package has no such file."""
        source = self.archive.source(file, name)
        return f"{PROJECT}/{self.package.folder}{source}" if source in self.package.files else source


def _deploy(options: argparse.Namespace, settings: Settings) -> int:
    package = _package(settings)
    return _run(options, package, partial(_deployed, options, package))


def _deployed(options: argparse.Namespace, package: OrgPackage, org: Org, _: str) -> Report:
    plan = plan_package(org, package, reset=options.reset)
    files = SourceFiles(package, plan.archive)
    approve = partial(_approve, options.yes, org.progress)
    return DeployReport(plan, deploy(org, plan, files, approve, check_only=options.check_only))


def _approve(yes: bool, progress: Progress, org: Identity, archive: DeployArchive) -> bool:
    size = counted(archive.count, "component")
    return confirm(f"deploy {size} to {org}. Continue?", yes, progress)


def _status(options: argparse.Namespace, settings: Settings) -> int:
    package = _package(settings)
    if not options.deploy:
        return _run(options, package, partial(_listed, package))
    files = SourceFiles(package, convert(package.files, package.api_version))
    return _run(options, package, partial(_followed, package, check_deploy_id(options.deploy), files))


def _listed(package: OrgPackage, org: Org, _: str) -> Report:
    check_version(org, package)
    org.progress.step("list the deploys")
    deploys = org.recent_deploys()
    return DeploysReport(deploys, package.activity_fields_missing(org.activity_fields()))


def _followed(package: OrgPackage, deploy_id: str, files: SourceFiles, org: Org, _: str) -> Report:
    check_version(org, package)
    result = follow(org, deploy_id, files)
    return DeployReport(None, result, files.archive.covers(result.names))


def _doctor(options: argparse.Namespace, settings: Settings) -> int:
    package = _package(settings)
    return _run(options, package, partial(_checked, package, settings.call_center.adapter_url))


def _checked(package: OrgPackage, flex: str, org: Org, source: str) -> Report:
    results = run_checks(org, Expected(package, flex, source))
    return FindingsReport(results.findings, {"org": _identity(results.org)})


def _source(options: argparse.Namespace, settings: Settings) -> int:
    if is_in_sources(ROOT, options.folder):
        raise UserError(f"{options.folder}: is a folder of the sources: choose another folder")
    written = write_source(_package(settings), options.folder, force=options.force)
    report = SourceReport(str(options.folder), written)
    print(json.dumps({"ok": True, **report.document()}) if options.json else printable(report.in_words()))
    return report.exit_code


ACTIONS: Mapping[str, Callable[[argparse.Namespace, Settings], int]] = {
    "deploy": _deploy,
    "status": _status,
    "doctor": _doctor,
    "source": _source,
}


@dataclass(frozen=True)
class DeployReport:
    """The end of a deploy."""

    plan: PackagePlan | None
    """None for one that was started before."""
    result: DeployResult
    is_package: bool = True
    """Whether it is a deploy of the org package; anything may have been started before."""

    @property
    def exit_code(self) -> int:
        """0 only if everything is deployed, or has passed the check."""
        return 0 if self.result.succeeded else 1

    def in_words(self) -> str:
        """Return the outcome, a line for each problem, and the next step."""
        result = self.result
        done, total = result.components
        lines = [self._outcome()]
        rows = [("deploy", result.id), ("components", f"{done} of {total}")]
        if result.tests[1]:
            rows.append(("tests", f"{result.tests[0]} of {result.tests[1]}"))
        lines += table(rows)
        lines += [
            f"{'warning' if problem.is_warning else 'error':<8} {problem}" for problem in result.problems
        ]
        if result.error:
            lines.append(f"error    {result.error}")
        if self.plan and self.plan.kept:
            lines.append("not sent, because the org has its own (--reset replaces them):")
            lines += [f"  {path}" for path in self.plan.kept]
        return "\n".join([*lines, *([self._next()] if self.is_package else [])])

    def _outcome(self) -> str:
        result = self.result
        kind = "check" if result.check_only else "deploy"
        subject = f"the {kind} of the org package" if self.is_package else f"the {kind}"
        org = f" in {self.plan.identity}" if self.plan else ""
        if result.succeeded and self.is_package and not result.check_only:
            return f"the org package is deployed{org}"
        if result.succeeded:
            return f"{subject} succeeded{org}"
        if result.status == "Canceled":
            return f"somebody cancelled the deploy{org}: nothing was changed"
        if result.status == "SucceededPartial":
            return f"only a part of {subject} succeeded{org}"
        return f"{subject} failed{org}: nothing was changed"

    def _next(self) -> str:
        if not self.result.succeeded:
            return "correct that, then run `package.py salesforce deploy --check-only`"
        if self.result.check_only:
            return "to deploy it: python3 package.py salesforce deploy"
        return "then: docs/salesforce-setup.md#permission-set, and python3 package.py salesforce doctor"

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        result = self.result
        return {
            "id": result.id,
            "status": result.status,
            "checkOnly": result.check_only,
            "org": _identity(self.plan.identity) if self.plan else None,
            "components": {"deployed": result.components[0], "total": result.components[1]},
            "tests": {"completed": result.tests[0], "total": result.tests[1]},
            "problems": [asdict(problem) for problem in result.problems],
            "error": result.error or None,
            "kept": list(self.plan.kept) if self.plan else [],
        }


@dataclass(frozen=True)
class DeploysReport:
    """The latest deploys of the org, by any user."""

    rows: Sequence[Row]
    missing: Sequence[str]
    """The fields of the package that the org lacks."""
    exit_code: int = 0

    def in_words(self) -> str:
        """Return a line for each."""
        lacks = f"\nthe org lacks {', '.join(self.missing)}: python3 package.py salesforce deploy"
        return self._listed() + (lacks if self.missing else "")

    def _listed(self) -> str:
        lines = [tuple(map(str, deploy.values())) for deploy in self._deploys()]
        if not lines:
            return "nothing was deployed to this org recently"
        then = "to follow one: python3 package.py salesforce status ID"
        return "\n".join(["the latest deploys:", *table(lines), then])

    def _deploys(self) -> list[dict[str, str]]:
        return [
            {
                "id": text(row.get("Id")),
                "status": text(row.get("Status")),
                "kind": "check only" if flag(row.get("CheckOnly")) else "deploy",
                "date": text(row.get("CreatedDate")),
                "by": _name(row.get("CreatedBy")),
            }
            for row in self.rows
        ]

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {"deploys": self._deploys(), "missingFields": list(self.missing)}


def _identity(org: Identity) -> Mapping[str, object]:
    return {"id": org.id, "name": org.name, "sandbox": org.is_sandbox, "edition": org.edition}


def _name(user: object) -> str:
    return text(user.get("Name")) if isinstance(user, dict) else ""


@dataclass(frozen=True)
class SourceReport:
    """The folder that was written."""

    folder: str
    done: WrittenSource
    exit_code: int = 0

    def in_words(self) -> str:
        """Return the written folder, and how to deploy it."""
        lines = [f"{self.folder}: {counted(len(self.done.written), 'file')} written"]
        lines += [f"  kept, because it was changed: {path} (--force replaces it)" for path in self.done.kept]
        lines += [f"  removed: {path}" for path in self.done.removed]
        return "\n".join([*lines, f"to deploy it: cd {self.folder} && sf project deploy start"])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
        return {"folder": self.folder, **{name: list(value) for name, value in asdict(self.done).items()}}
