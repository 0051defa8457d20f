"""`package.py deploy`: builds the plugin, puts it on the account, registers it; nothing goes live by it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from build.cli import ROOT
from build.errors import UserError

if TYPE_CHECKING:
    from build.bundle.settings import Settings
    from build.cli.remote import Account
    from build.compiler.compile import LinkedProgram
    from build.twilio.deploy import Deployable, Deployed, Found


def main(arguments: Sequence[str]) -> int:
    """Checks what can be checked here before the account is asked anything."""
    options = _parser().parse_args(arguments)

    from build.bundle.settings import load_settings
    from build.bundle.working_tree import check_clean
    from build.cli.remote import run

    settings = load_settings(ROOT, environment=options.env, version=options.plugin_version)
    if options.changelog is not None and not options.changelog.strip():
        raise UserError("--changelog: expected a text, got an empty one")
    if not options.allow_dirty:
        check_clean(ROOT)
    return run(options, lambda account: _deploy(account, settings, options))


def _parser() -> argparse.ArgumentParser:
    from build.cli.remote import parser_of

    parser = parser_of("deploy", __doc__, changes=True)
    parser.add_argument(
        "--changelog", metavar="TEXT", help="what is new (the commit and the bundle's digest)"
    )
    version = parser.add_mutually_exclusive_group()
    version.add_argument(
        "--bump", choices=("patch", "minor", "major"), help="the version after the greatest on the account"
    )
    version.add_argument("--plugin-version", metavar="X.Y.Z", help="the version, instead of settings.yaml's")
    parser.add_argument("--public", action="store_true", help="let anybody read the files (agents alone)")
    parser.add_argument("--env", metavar="NAME", help="an environment of settings.yaml")
    parser.add_argument("--allow-dirty", action="store_true", help="deploy what is not committed")
    parser.add_argument(
        "--update-texts",
        action="store_true",
        help="replace the plugin's friendly name and description on the account by those of settings.yaml",
    )
    return parser


def _deploy(account: Account, settings: Settings, options: argparse.Namespace) -> DeployReport:
    from build.bundle.products import ENTRY, write_products
    from build.compiler.compile import compile_program
    from build.twilio.deploy import comparing, deploy, is_deployed, look, make_plan
    from build.twilio.doctor.findings import OK
    from build.twilio.doctor.flex_ui import judge_react, judge_version

    account.progress.step("compile the plugin")
    program = compile_program(ROOT / ENTRY, root=ROOT)
    account.progress.step("read what is on the account")
    found = look(account.transport, settings.name)
    account.credentials.check_account(found.configuration.account_sid)
    for finding in (
        judge_version(found.configuration.ui_version, settings.flex_ui),
        judge_react(found.configuration.ui_dependencies, found.configuration.ui_version),
    ):
        if finding.level != OK:
            account.progress.note(f"{finding.check}: {finding.text}")
    compare = comparing(found, account.http, account.credentials)
    workshop = _Workshop(program, settings, options)
    plugin = None
    for version in _versions(found, settings, options):
        plugin = workshop.make(version)
        if is_deployed(found, plugin, compare):
            break
    if plugin is None:
        raise AssertionError("there is always a version to try")
    plan = make_plan(found, plugin, compare)
    if not account.is_dry_run:
        write_products(workshop.products, ROOT / "dist")
    done = deploy(account.transport, found, plan, plugin, account.clock, account.progress)
    return DeployReport(plugin, done, account.is_dry_run, bool(options.bump))


def _versions(found: Found, settings: Settings, options: argparse.Namespace) -> list[str]:
    """What to try: with --bump first the greatest there is, for a run before may have come that far."""
    from build.twilio.versions import greatest, next_version

    if not options.bump:
        return [settings.version]
    top = greatest(found.version_numbers)
    following = next_version(found.version_numbers, options.bump)
    return [top, following] if top else [following]


class _Workshop:
    """Makes the plugin in any version out of one compilation."""

    def __init__(self, program: LinkedProgram, settings: Settings, options: argparse.Namespace) -> None:
        from build.bundle.products import Product
        from build.bundle.working_tree import commit_in_words

        self._program = program
        self._settings = settings
        self._options = options
        self._commit = commit_in_words(ROOT) or "no commit"
        self.products: Sequence[Product] = ()
        """Those of the version that was made last."""

    def make(self, version: str) -> Deployable:
        """The plugin as it would be deployed in that version."""
        from build.bundle.products import make_products
        from build.bundle.versions import project
        from build.twilio.deploy import Deployable

        settings = replace(self._settings, version=version)
        self.products = make_products(ROOT, settings, self._program).products
        by_name = {product.name: product for product in self.products}
        bundle = by_name[f"{settings.name}.js"]
        return Deployable(
            name=settings.name,
            version=version,
            friendly_name=settings.friendly_name,
            description=settings.description,
            changelog=self._options.changelog or f"{self._commit}, bundle sha256 {bundle.sha256}",
            public=self._options.public,
            tool_version=str(project(ROOT)["project"]["version"]),
            bundle=bundle.data,
            source_map=by_name[f"{settings.name}.js.map"].data,
            replace_texts=self._options.update_texts,
        )


@dataclass(frozen=True)
class DeployReport:
    """How a deploy ended."""

    plugin: Deployable
    done: Deployed
    is_dry_run: bool
    is_bump: bool
    exit_code: int = 0

    def in_words(self) -> str:
        """What is where, and how to go on."""
        from build.cli.remote import table

        name = f"{self.plugin.name} {self.plugin.version}"
        if self.done.was_there:
            first = f"{name} was deployed before: nothing was left to do"
            if self.is_bump:
                first += "; to have it under another version give --plugin-version"
        else:
            first = (
                f"{name} would be deployed" if self.is_dry_run else f"{name} is deployed, and not live yet"
            )
        rows = [
            ("plugin URL", self.done.version.url),
            ("visibility", "public" if self.plugin.public else "private"),
            ("version", self.done.version.sid),
            ("build", self.done.build_sid),
            ("bundle", f"{len(self.plugin.bundle):,} bytes, sha256 {self.plugin.bundle_sha256[:16]}"),
        ]
        wish = f"{self.plugin.name}@{self.plugin.version}"
        then = [] if self.is_dry_run else [f"to make it live: python3 package.py release {wish}"]
        return "\n".join([first, *table(rows), *then])

    def document(self) -> Mapping[str, object]:
        """The same for machines."""
        return {
            "name": self.plugin.name,
            "version": self.plugin.version,
            "pluginUrl": self.done.version.url,
            "public": self.plugin.public,
            "changelog": self.plugin.changelog,
            "sha256": self.plugin.bundle_sha256,
            "bytes": len(self.plugin.bundle),
            "pluginSid": self.done.version.plugin_sid,
            "versionSid": self.done.version.sid,
            "serviceSid": self.done.service_sid,
            "environmentSid": self.done.environment_sid,
            "buildSid": self.done.build_sid,
            "wasThere": self.done.was_there,
            "dryRun": self.is_dry_run,
        }
