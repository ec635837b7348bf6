"""Custom domain names: which API and stage a path leads to."""

import pytest

from emulator.data_plane.custom_domains import BasePathMapping, CustomDomains, Mapped
from emulator.stage_urls import is_stage_url, received_at_stage
from tests.emulator.data_plane.rest_apis import (
    API_ID,
    STAGE,
    Deployed,
    document,
    lambda_proxy,
    method,
    mock,
    settings,
    snapshot,
)
from tests.emulator.test_requests import request_of

_HOST = "api.example.com"


@pytest.fixture
def domains() -> CustomDomains:
    made = CustomDomains()
    made.put(
        _HOST,
        [
            BasePathMapping("", "root", "live"),
            BasePathMapping("v1", "first", "dev"),
            BasePathMapping("any", "open", None),
        ],
    )
    return made


@pytest.mark.parametrize(
    ("path", "mapped"),
    [
        ("/v1/pets/7", Mapped("first", "dev", "/v1", "/pets/7")),
        ("/v1", Mapped("first", "dev", "/v1", "")),
        ("/v1/", Mapped("first", "dev", "/v1", "/")),
        ("/v12/pets", Mapped("root", "live", "", "/v12/pets")),
        ("/", Mapped("root", "live", "", "/")),
        ("/any/dev/pets", Mapped("open", "dev", "/any/dev", "/pets")),
    ],
)
def test_longest_base_path_leads_to_its_stage(domains: CustomDomains, path: str, mapped: Mapped) -> None:
    assert domains.find(_HOST, path) == mapped


def test_path_without_a_stage_that_it_needs_leads_nowhere() -> None:
    domains = CustomDomains()
    domains.put(_HOST, [BasePathMapping("any", "open", None)])

    assert [domains.find(_HOST, path) for path in ("/any", "/any/", "/other")] == [None, None, None]


@pytest.mark.parametrize(("host", "serves"), [(_HOST, True), (f"{_HOST.upper()}:4566", True), ("example.com", False)])
def test_host_is_compared_without_port_and_case(domains: CustomDomains, host: str, serves: bool) -> None:
    assert domains.serves(host) is serves


def test_removed_domain_is_not_served(domains: CustomDomains) -> None:
    domains.remove(_HOST)

    assert not domains.serves(_HOST)


def test_request_to_a_custom_domain_is_received_at_its_stage(domains: CustomDomains) -> None:
    request = request_of("/v1/pets%2F7", Host=f"{_HOST}:4566")

    received = received_at_stage(request, domains)

    assert is_stage_url(request.raw_path, _HOST, domains)
    assert received is not None
    assert (received.api_id, received.stage_name, received.path) == ("first", "dev", "/pets%2F7")
    assert received.base_path == "/v1"


def test_request_that_no_mapping_takes_is_received_nowhere() -> None:
    domains = CustomDomains()
    domains.put(_HOST, [BasePathMapping("v1", API_ID, STAGE)])

    assert received_at_stage(request_of("/v2/pets", Host=_HOST), domains) is None


def test_context_tells_the_domain_and_the_path_with_its_base() -> None:
    template = '{"path": "$context.path", "domain": "$context.domainName", "prefix": "$context.domainPrefix"}'
    deployed = Deployed(snapshot({"/pets": {"GET": method(mock(response=template))}}))

    answer = deployed.call("GET", "/pets", host=_HOST, base_path="/v1")

    assert document(answer) == {"path": "/v1/pets", "domain": _HOST, "prefix": "api"}


def test_event_tells_the_path_with_its_base() -> None:
    deployed = Deployed(snapshot({"/pets": {"GET": method(lambda_proxy())}}))

    deployed.call("GET", "/pets", host=_HOST, base_path="/v1")

    [event] = deployed.functions.events
    assert (event["path"], event["requestContext"]["path"]) == ("/v1/pets", "/v1/pets")


@pytest.mark.parametrize(("base_path", "status"), [(None, 403), ("/v1", 200)])
def test_disabled_endpoint_is_reached_by_a_custom_domain_only(base_path: str | None, status: int) -> None:
    deployed = Deployed(snapshot({"/pets": {"GET": method(mock())}}), settings(endpoint_disabled=True))

    assert deployed.call("GET", "/pets", base_path=base_path).status == status
