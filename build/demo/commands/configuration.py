"""Commands: the feature's configuration, as an admin writes it."""

from __future__ import annotations

import json

import yaml
from jsonschema import Draft202012Validator

from build.demo.commands import BadCommand, Commands, Parameter
from build.demo.demo import Demo
from build.demo.plugin_setup import ALL_ON, feature
from build.demo.product import ROOT

CONFIGURATION = Commands("Configuration")
SCHEMA = ROOT / "build" / "bundle" / "schemas" / "configuration.schema.json"


@CONFIGURATION.command("Configure", Parameter("keys", "Keys (JSON)", "{}"), hint="Reloads Flex")
async def configure(demo: Demo, keys: str) -> None:
    """Replace the feature's configuration; `null` and missing keys have their default."""
    try:
        values = yaml.safe_load(keys)
    except yaml.YAMLError as error:
        raise BadCommand(f"keys: expected JSON: {str(error).splitlines()[0]}") from None
    if not isinstance(values, dict):
        raise BadCommand("keys: expected an object of the feature's keys")
    values = {key: value for key, value in values.items() if value is not None}
    mistakes = sorted(Draft202012Validator(schema()).iter_errors(values), key=str)
    if mistakes:
        raise BadCommand(f"{'.'.join(map(str, mistakes[0].path)) or 'keys'}: {mistakes[0].message}")
    demo.desktop.setup.account.custom_data.update(feature(values))
    await demo.reload()


@CONFIGURATION.command("Everything on", hint="Every feature, without fields or channels. Reloads Flex")
async def everything_on(demo: Demo) -> None:
    await configure(demo, json.dumps(ALL_ON))


def schema() -> dict[str, object]:
    """Return the schema of the feature's configuration."""
    schema: dict[str, object] = json.loads(SCHEMA.read_text("utf-8"))
    return schema
