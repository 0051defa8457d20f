"""`package.py deploy`."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from build.bundle.product_file import ProductFile
from build.bundle.products import compile_plugin, make_products, write_products
from build.bundle.settings import Settings, load_settings
from build.bundle.versions import check_clean, commit_in_words, project_value
from build.cli import ROOT
from build.cli.account import Account, run, table
from build.compiler.compile import LinkedProgram
from build.errors import UserError
from build.remote.findings import OK
from build.twilio.deploy import (
    AccountState,
    BuiltPlugin,
    Comparison,
    Deployed,
    deploy,
    is_deployed,
    plan_plugin,
    read_state,
)
from build.twilio.doctor.flex_ui import check_react, check_version
from build.twilio.versions import highest, next_version


def main(options: argparse.Namespace) -> int:
    """Check everything that needs no account, then build and deploy."""
    settings = load_settings(ROOT, environment=options.env, version=options.plugin_version)
    expected = options.expect_sha256
    if expected is not None and not re.fullmatch("[0-9a-f]{64}", expected):
        raise UserError(f'--expect-sha256: expected 64 hexadecimal digits, got "{expected}"')
    if not options.allow_dirty:
        check_clean(ROOT)
    return run(options, lambda account: _deploy(account, settings, options))


def _deploy(account: Account, settings: Settings, options: argparse.Namespace) -> DeployReport:
    progress = account.twilio.progress
    progress.step("compile the plugin")
    program = compile_plugin(ROOT, settings.extensions)
    progress.step("read the account")
    state = read_state(account.twilio, settings.name)
    account.credentials.check_account(state.configuration.account_sid)
    for finding in (
        check_version(state.configuration.ui_version, settings.flex_ui),
        check_react(state.configuration.ui_dependencies, state.configuration.ui_version),
    ):
        if finding.level != OK:
            progress.note(f"{finding.check}: {finding.text}")
    compare = Comparison(state, account.files)
    maker = _PluginMaker(program, settings, options)
    plugin = None
    for version in _versions(state, settings, options):
        plugin = maker.make(version)
        if is_deployed(state, plugin, compare):
            break
    if plugin is None:
        raise AssertionError("there is always a version to try")
    if options.expect_sha256 not in (None, plugin.bundle_sha256):
        raise UserError(
            f"--expect-sha256: the bundle has sha256 {plugin.bundle_sha256}, not {options.expect_sha256}. "
            "Nothing was changed. Check out the commit of that bundle, and pass its version."
        )
    plan = plan_plugin(state, plugin, compare)
    if not account.is_dry_run:
        write_products(maker.products, ROOT / "dist")
    done = deploy(account.twilio, state, plan, plugin)
    return DeployReport(plugin, done, account.is_dry_run, bool(options.bump))


def _versions(state: AccountState, settings: Settings, options: argparse.Namespace) -> list[str]:
    """Return the versions to try. With --bump, try the highest first: an earlier run may have created it."""
    if not options.bump:
        return [settings.version]
    top = highest(state.version_numbers)
    following = next_version(state.version_numbers, options.bump)
    return [top, following] if top else [following]


class _PluginMaker:
    """Make the plugin in any version from one compilation."""

    def __init__(self, program: LinkedProgram, settings: Settings, options: argparse.Namespace) -> None:
        self._program = program
        self._settings = settings
        self._options = options
        self._commit = commit_in_words(ROOT) or "no commit"
        self.products: Sequence[ProductFile] = ()
        """The products of the version that was built last."""

    def make(self, version: str) -> BuiltPlugin:
        """Build the plugin for a deploy of that version."""
        settings = replace(self._settings, version=version)
        self.products = make_products(ROOT, settings, self._program).products
        by_name = {product.name: product for product in self.products}
        bundle = by_name[f"{settings.name}.js"]
        return BuiltPlugin(
            name=settings.name,
            version=version,
            friendly_name=settings.friendly_name,
            description=settings.description,
            changelog=self._options.changelog or f"{self._commit}, bundle sha256 {bundle.sha256}",
            public=self._options.public,
            tool_version=str(project_value(ROOT, "project", "version")),
            bundle=bundle.data,
            source_map=by_name[f"{settings.name}.js.map"].data,
            replace_texts=self._options.update_texts,
        )


@dataclass(frozen=True)
class DeployReport:
    """The result of a deploy."""

    plugin: BuiltPlugin
    done: Deployed
    is_dry_run: bool
    is_bump: bool
    exit_code: int = 0

    def in_words(self) -> str:
        """Return the deployed files with their places, and the next command."""
        name = f"{self.plugin.name} {self.plugin.version}"
        if self.done.was_deployed:
            first = f"{name} was deployed before: there was nothing left to do"
            if self.is_bump:
                first += "; pass --plugin-version to deploy it as another version"
        else:
            first = (
                f"{name} would be deployed"
                if self.is_dry_run
                else f"{name} is deployed, and not released yet"
            )
        rows = [
            ("plugin URL", self.done.version.url),
            ("visibility", "public" if self.plugin.public else "private"),
            ("version", self.done.version.sid),
            ("build", self.done.build_sid),
            ("bundle", f"{len(self.plugin.bundle):,} bytes, sha256 {self.plugin.bundle_sha256[:16]}"),
        ]
        spec = f"{self.plugin.name}@{self.plugin.version}"
        then = [] if self.is_dry_run else [f"to release it: python3 package.py release {spec}"]
        return "\n".join([first, *table(rows), *then])

    def document(self) -> Mapping[str, object]:
        """Return the JSON object."""
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
            "wasThere": self.done.was_deployed,
            "dryRun": self.is_dry_run,
        }
