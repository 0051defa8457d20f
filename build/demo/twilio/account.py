"""The fake Flex account: its worker, feature flags and plugins."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from build.demo.twilio import ids

FLEX_ORIGIN = "https://flex.twilio.com"
LOGIN = "/demo-login"
"""The page at Flex's origin that is the account's identity provider."""
FLEX_PACKAGE = Path(__file__).parents[1] / "flex" / "package.json"
FLEX_UI_VERSION: str = json.loads(FLEX_PACKAGE.read_text("utf-8"))["dependencies"]["@twilio/flex-ui"]
LONG_AGO = "2024-01-01T00:00:00Z"

DEFAULT_FEATURES = {
    "flex-single-session": True,
    "flex-data-client": True,
    "ai-conversation-wrapup-notes": True,
}

CALL_FLOW = {
    "enabled": True,
    "caller_id": "+15550001111",
    "queue_sid": ids.QUEUE,
    "workflow_sid": ids.WORKFLOW,
    "location": "US",
}
UNUSED = (
    "taskrouter_taskqueues",
    "taskrouter_worker_channels",
    "taskrouter_worker_attributes",
    "messaging_service_instance_sid",
    "crm_type",
    "crm_callback_url",
    "crm_fallback_url",
    "crm_attributes",
    "call_recording_webhook_url",
    "queue_stats_configuration",
    "wfm_integrations",
    "debugger_integration",
    "citrix_voice_vdi",
    "flex_insights_hr",
    "agent_conv_end_methods",
)
"""The parts of the configuration that this account does not set."""
SAME_FOR_ALL = {
    "date_created": LONG_AGO,
    "date_updated": LONG_AGO,
    "status": "ok",
    "ui_language": "en-US",
    "ui_dependencies": {"react": "17.0.2", "react-dom": "17.0.2"},
    "attributes": {},
    "public_attributes": {},
    "taskrouter_skills": [{"name": "english", "multivalue": False, "minimum": None, "maximum": None}],
    "crm_enabled": False,
    "plugin_service_enabled": True,
    "plugin_service_attributes": {},
    "integrations": [],
    "call_recording_enabled": False,
    "serverless_service_sids": [],
    "notifications": {"enabled": True, "mode": "whenNotInFocus"},
    "markdown": {"enabled": False, "mode": "readOnly"},
    "channel_configs": [],
    "flex_ui_status_report": {"enabled": False},
    "url": "https://flex-api.twilio.com/v1/Configuration",
}
"""The parts of the configuration that no test changes."""


@dataclass
class PluginFile:
    """One entry of Flex's plugin list, and the script behind it."""

    entry: dict[str, Any]
    script: bytes

    @property
    def name(self) -> str:
        """The plugin's name."""
        return str(self.entry["name"])

    @property
    def path(self) -> str:
        """Where the script is served on Flex's origin, in the form of Twilio's plugin service."""
        return f"/plugins/v1/FS0/{self.name}/{self.entry['version']}/{self.name}.js"

    def listed(self) -> dict[str, Any]:
        """Return the plugin's entry in the answer to `GET /plugins`."""
        return {**self.entry, "src": FLEX_ORIGIN + self.path, "provider": "PluginsApiV1"}


@dataclass
class Account:
    """The options of a test for the Twilio side before Flex boots."""

    plugins: list[PluginFile] = field(default_factory=list)
    custom_data: dict[str, Any] = field(default_factory=dict)
    worker_attributes: dict[str, Any] = field(default_factory=dict)
    features: dict[str, bool] = field(default_factory=lambda: dict(DEFAULT_FEATURES))
    identity: str = "agent_40acme_2Ecom"
    roles: tuple[str, ...] = ("agent",)

    def session(self) -> dict[str, Any]:
        """Return the login Flex finds in `localStorage.TWILIO_FLEX_SSO`."""
        return {
            "token": ids.fake_token(self.identity),
            "identity": self.identity,
            "roles": list(self.roles),
            "flexUserSid": ids.FLEX_USER,
            "accountSid": ids.ACCOUNT,
            "expiration": "2099-01-01T00:00:00.000Z",
        }

    def token_info(self) -> dict[str, Any]:
        """Return the answer to `POST /Tokens/Info`."""
        return {
            "valid": True,
            "identity": self.identity,
            "roles": list(self.roles),
            "realm_user_id": self.identity,
            "flex_user_sid": ids.FLEX_USER,
            "worker_sid": ids.WORKER,
            "expiration": "2099-01-01T00:00:00.000Z",
            "code": 0,
            "message": None,
        }

    def feature_list(self) -> list[dict[str, Any]]:
        """Return feature flags as `GET /api/v1/Session` lists them."""
        return [
            {"id": name, "name": name, "enabled": on, "stage": "Private", "description": "", "doc_url": ""}
            for name, on in self.features.items()
        ]

    def full_worker_attributes(self) -> dict[str, Any]:
        """Return the worker's attributes, with what every Flex worker has."""
        return {
            "full_name": "Ada Agent",
            "contact_uri": f"client:{self.identity}",
            "email": "agent@acme.example",
            "roles": list(self.roles),
            "routing": {"skills": [], "levels": {}},
            **self.worker_attributes,
        }

    def configuration(self) -> dict[str, Any]:
        """Return the answer to `GET /v1/Configuration`; Flex does not boot without these keys."""
        return {
            **dict.fromkeys(UNUSED),
            **SAME_FOR_ALL,
            "account_sid": ids.ACCOUNT,
            "instance_sid": ids.FLEX_INSTANCE,
            "flex_instance_sid": ids.FLEX_INSTANCE,
            "flex_service_instance_sid": ids.CHAT_SERVICE,
            "runtime_domain": FLEX_ORIGIN,
            "flex_url": FLEX_ORIGIN,
            "service_version": FLEX_UI_VERSION,
            "ui_version": FLEX_UI_VERSION,
            "ui_attributes": {
                "version_compatibility": "yes",
                "version_message": "",
                "warm_transfers": {"enabled": True},
                "custom_data": self.custom_data,
            },
            "taskrouter_workspace_sid": ids.WORKSPACE,
            "taskrouter_target_workflow_sid": ids.WORKFLOW,
            "taskrouter_target_taskqueue_sid": ids.QUEUE,
            "taskrouter_offline_activity_sid": ids.OFFLINE,
            "chat_service_instance_sid": ids.CHAT_SERVICE,
            "chat_service_sid": ids.CHAT_SERVICE,
            "outbound_call_flows": {"default": CALL_FLOW},
        }
