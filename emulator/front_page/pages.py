"""Which page a path is, and what it shows."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from emulator.data_plane.execution_log import truncated
from emulator.front_page.dashboards.layout import grid_css
from emulator.front_page.dashboards.pages import DashboardPages
from emulator.front_page.deployments import apis_of
from emulator.front_page.origin import is_own_host
from emulator.front_page.rendering import render_page
from emulator.front_page.request_log import KEPT_REQUESTS, SeenRequest
from emulator.front_page.secrets import without_secrets, without_values
from emulator.front_page.sources import Sources
from emulator.front_page.steps import ended_in, steps_of
from emulator.http_messages import HttpAnswer, HttpRequest

ROOT = "/_emulator"
_LATEST = 20
_LIVE_SECONDS = 3
_ASSETS = {
    "style.css": "text/css; charset=utf-8",
    "charts.css": "text/css; charset=utf-8",
    "grid.css": "text/css; charset=utf-8",
    "live.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
# Nothing from elsewhere, nothing inline, in no frame.
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)

Page = tuple[str, Mapping[str, Any]]  # a template and what it shows


def serves(path: str) -> bool:
    return path == ROOT or path.startswith(ROOT + "/")


class FrontPage:
    def __init__(self, sources: Sources, now: Callable[[], float] = time.time) -> None:
        self._sources = sources
        self._dashboards = DashboardPages(sources, ROOT, now)

    async def answer(self, request: HttpRequest) -> HttpAnswer:
        """What a page shows is taken at once; writing it, milliseconds for a long one, holds up no request."""
        if not is_own_host(request.header.get("host", ""), self._sources.host):
            return _plain(403, "These pages are for the emulator's own address alone, e.g. http://127.0.0.1.")
        if request.method not in {"GET", "HEAD"}:
            return _plain(405, "These pages can only be read.", ("Allow", "GET, HEAD"))
        match [unquote(segment) for segment in request.raw_path.removeprefix(ROOT).strip("/").split("/")]:
            case ["assets", name] if name in _ASSETS:
                return HttpAnswer(200, (("Content-Type", _ASSETS[name]), *_HEADERS), _asset(name))
            case ["dashboards", *rest]:
                # There may be much to reckon, all of it over what threads may read at any time.
                page = await asyncio.to_thread(self._dashboards.find, rest, _options(request.query))
            case segments:
                page = self._find(segments, _options(request.query))
        if page is None:
            return await asyncio.to_thread(self._show, 404, ("missing.html", {"title": "Not found"}))
        return await asyncio.to_thread(self._show, 200, page)

    def _show(self, status: int, page: Page) -> HttpAnswer:
        template, shown = page
        body = render_page(
            template, {"root": ROOT, "sources": self._sources, "live_seconds": _LIVE_SECONDS, "is_live": False, **shown}
        )
        return HttpAnswer(status, (("Content-Type", "text/html; charset=utf-8"), *_HEADERS), body)

    def _find(self, segments: Sequence[str], options: Mapping[str, str]) -> Page | None:
        match segments:
            case [""]:
                return self._overview(options)
            case ["requests"]:
                return self._requests(options)
            case ["requests", request_id]:
                return self._request(request_id)
            case ["functions", region, name]:
                return self._function(options, region, name)
            case ["stages", api_id, stage_name]:
                return self._stage(api_id, stage_name)
        return None

    def _overview(self, options: Mapping[str, str]) -> Page:
        return "overview.html", {
            "title": "Overview",
            "apis": apis_of(self._sources.stages.all(), self._sources.endpoint_url),
            "functions": self._sources.functions(),
            "requests": self._sources.requests.latest()[:_LATEST],
            "ended_in": ended_in,
            "dashboards": self._sources.monitoring.dashboards(),
            **_live(ROOT, options),
        }

    def _requests(self, options: Mapping[str, str]) -> Page:
        latest = self._sources.requests.latest()
        chosen = {name: options.get(name, "") for name in ("stage", "status")}
        return "requests.html", {
            "title": "Requests",
            "requests": [seen for seen in latest if _is_chosen(seen, chosen)],
            "stages": sorted({_place(seen) for seen in latest}),
            "chosen": chosen,
            "kept": KEPT_REQUESTS,
            "ended_in": ended_in,
            "here": f"{ROOT}/requests",
            **_live(f"{ROOT}/requests", options),
        }

    def _request(self, request_id: str) -> Page | None:
        seen = self._sources.requests.find(request_id)
        if seen is None:
            return None
        return "request.html", {
            "title": f"{seen.http_method} {seen.path or '/'}",
            "seen": seen,
            "steps": steps_of(seen),
            "headers": without_secrets(seen.headers),
            "log": [(line.moment, without_values(truncated(line.text), seen.headers)) for line in seen.log],
        }

    def _function(self, options: Mapping[str, str], region: str, name: str) -> Page | None:
        function = next(
            (each for each in self._sources.functions() if (each.region, each.name) == (region, name)), None
        )
        if function is None:
            return None
        return "function.html", {
            "title": function.name,
            "function": function,
            "lines": self._sources.function_log(function),
            **_live(f"{ROOT}/functions/{quote(function.region)}/{quote(function.name)}", options),
        }

    def _stage(self, api_id: str, stage_name: str) -> Page | None:
        for api in apis_of(self._sources.stages.all(), self._sources.endpoint_url):
            for stage in api.stages:
                if (api.api_id, stage.name) == (api_id, stage_name):
                    return "stage.html", {"title": f"{api.name}, stage {stage.name}", "api": api, "stage": stage}
        return None


def _options(query: str) -> Mapping[str, str]:
    return {name: values[-1] for name, values in parse_qs(query, max_num_fields=20).items()}


def _live(path: str, options: Mapping[str, str]) -> Mapping[str, Any]:
    """Whether a page renews itself, and the link that changes it."""
    others = {name: value for name, value in options.items() if name in {"stage", "status"}}
    is_live = options.get("live") != "off"
    query = urlencode({**others, "live": "off"} if is_live else others)
    return {"is_live": is_live, "switch": f"{path}?{query}" if query else path}


def _place(seen: SeenRequest) -> str:
    return f"{seen.api_id}/{seen.stage_name}"


def _is_chosen(seen: SeenRequest, chosen: Mapping[str, str]) -> bool:
    return chosen["stage"] in {"", _place(seen)} and chosen["status"] in {"", f"{seen.status // 100}xx"}


@cache
def _asset(name: str) -> bytes:
    if name == "grid.css":
        return grid_css()
    return files(__package__).joinpath("assets", name).read_bytes()


def _plain(status: int, sentence: str, *headers: tuple[str, str]) -> HttpAnswer:
    return HttpAnswer(status, (("Content-Type", "text/plain; charset=utf-8"), *headers, *_HEADERS), sentence.encode())
