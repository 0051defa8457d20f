"""The control room's server. Its address has a secret of this run, so no other page can drive the demo.

GET  /TOKEN/                    the page
GET  /TOKEN/FILE                its files
GET  /TOKEN/api/commands        the commands, in groups
POST /TOKEN/api/commands/NAME   run one; the body is an object of its parameters
GET  /TOKEN/api/state           the state
GET  /TOKEN/api/events          server-sent events: `log` and `state`
GET  /TOKEN/api/schema          the schema of the feature's configuration
GET  /TOKEN/api/picture         the Salesforce page as a PNG; with `?live=…` as a smaller JPEG
POST /TOKEN/api/input           a click, a key or a turn of the wheel, for a demo without a window
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from playwright.async_api import Error, Page

from build.demo.commands import BadCommand
from build.demo.commands.catalogue import run
from build.demo.commands.configuration import schema
from build.demo.demo import Demo
from build.demo.room.scenario_command import ROOM_COMMANDS
from build.errors import ToolChainError, UserError

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
HEARTBEAT_SECONDS = 15.0
END_SECONDS = 1.0
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine; 0: any free port. Raises UserError."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise UserError(
                f"--port {port}: is already in use: stop the program that uses it, or choose another"
            ) from None
        raise UserError(f"--port {port}: cannot be used: {error.strerror}") from None


class ControlRoom:
    """Serve one demo."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._token = secrets.token_urlsafe(18)
        self._port = 0
        self._ending = asyncio.Event()

    @property
    def origin(self) -> str:
        """The origin of the page."""
        return f"http://{HOST}:{self._port}"

    @property
    def address(self) -> str:
        """The address of the page, with the secret."""
        return f"{self.origin}/{self._token}/"

    @contextlib.asynccontextmanager
    async def serving(self, listener: socket.socket) -> AsyncIterator[None]:
        """Serve during the `with` block, on a socket from `listen`."""
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=END_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            self._port = int(listener.getsockname()[1])
            yield
        finally:
            self._ending.set()
            await runner.cleanup()

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._guard])
        base = f"/{self._token}"
        application.add_routes(
            [
                web.get(f"{base}/", self._index),
                web.get(f"{base}/api/commands", self._commands),
                web.post(f"{base}/api/commands/{{name}}", self._run),
                web.get(f"{base}/api/state", self._state),
                web.get(f"{base}/api/events", self._events),
                web.get(f"{base}/api/schema", self._schema),
                web.get(f"{base}/api/picture", self._picture),
                web.post(f"{base}/api/input", self._input),
                web.static(base, PAGE),
            ]
        )
        return application

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse other pages: by the host, which a rebound name cannot fake, and by the page's origin."""
        allowed = {f"{HOST}:{self._port}", f"localhost:{self._port}"}
        origin = request.headers.get("Origin")
        if request.host not in allowed or origin not in (None, *(f"http://{host}" for host in allowed)):
            raise web.HTTPForbidden(text="this page belongs to the demo")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _commands(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response([command.described() for command in ROOM_COMMANDS.values()])

    async def _run(self, request: web.Request) -> web.StreamResponse:
        try:
            values = await request.json() if request.can_read_body else {}
        except ValueError:
            values = None
        if not isinstance(values, dict):
            return web.json_response({"error": "expected a JSON object of parameters"}, status=400)
        try:
            result = await run(self._demo, request.match_info["name"], values, ROOM_COMMANDS)
        except BadCommand as error:
            return web.json_response({"error": str(error)}, status=400)
        except (AssertionError, Error, ToolChainError) as error:
            line = next(iter(str(error).splitlines()), "it failed")
            self._demo.log.write("demo", f"failed: {line}")
            return web.json_response({"error": line}, status=500)
        return web.json_response({"ok": True, "result": result if isinstance(result, str) else None})

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(self._demo.state())

    async def _schema(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response(schema())

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        page = self._demo.desktop.page
        if "live" in request.query:
            body = await page.screenshot(type="jpeg", quality=70)
            return web.Response(body=body, content_type="image/jpeg")
        return web.Response(body=await page.screenshot(), content_type="image/png")

    async def _input(self, request: web.Request) -> web.StreamResponse:
        try:
            await act(self._demo.desktop.page, await request.json())
        except (ValueError, TypeError, KeyError, Error):
            return web.json_response({"error": "expected a click, a key or a turn of the wheel"}, status=400)
        return web.json_response({"ok": True})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        with self._demo.log.listening() as queue, contextlib.suppress(ConnectionError):
            await response.write(_event("state", self._demo.state()))
            while not self._ending.is_set():
                try:
                    message = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                    await response.write(_event(message.name, message.data))
                except asyncio.TimeoutError:
                    await response.write(b": still there\n\n")
        return response


async def act(page: Page, values: dict[str, Any]) -> None:
    """Repeat a person's action on the picture. Raises KeyError, TypeError or playwright's Error."""
    if values["kind"] == "key":
        await page.keyboard.press(values["key"])
        return
    place = float(values["x"]), float(values["y"])
    if values["kind"] == "click":
        await page.mouse.click(*place)
    else:
        await page.mouse.move(*place)
        await page.mouse.wheel(0, float(values["by"]))


def _event(name: str, data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
