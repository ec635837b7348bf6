"""GET /docs: the docs page, with what browsers are told of it."""

import re

from handlers import get_docs
from handlers.gateway.responses import ProxyResponse
from tests.handlers.calls import assert_keeps_contract, assert_keeps_headers, proxy_event


def get(**headers: str) -> ProxyResponse:
    return get_docs.handle(proxy_event(None, {name.replace("_", "-"): value for name, value in headers.items()}), None)


def test_the_page_is_html() -> None:
    response = get()

    assert response["statusCode"] == 200
    assert response["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert response["body"].startswith("<!doctype html>")
    assert_keeps_headers(response, "/docs", "get")


def test_the_header_says_what_the_page_says_and_forbids_frames() -> None:
    response = get()

    said = response["headers"]["Content-Security-Policy"]
    [within] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', response["body"])
    assert said == within.replace("&#39;", "'") + "; frame-ancestors 'none'"
    assert "connect-src 'self'" in said


def test_browsers_and_caches_may_keep_the_page_for_a_minute() -> None:
    headers = get()["headers"]

    assert (headers["Cache-Control"], headers["Vary"]) == ("public, max-age=60", "Accept-Encoding")


def test_whoever_has_the_page_is_told_that_it_has_not_changed() -> None:
    tag = get()["headers"]["ETag"]

    again = get(If_None_Match=f'"0", W/{tag}')

    assert (again["statusCode"], again["body"], again["headers"]["ETag"]) == (304, "", tag)
    assert_keeps_headers(again, "/docs", "get")


def test_another_tag_gets_the_page() -> None:
    assert get(If_None_Match='"0"')["statusCode"] == 200


def test_a_tag_that_the_contract_does_not_allow_is_refused() -> None:
    response = get(If_None_Match="")

    assert response["statusCode"] == 400
    assert_keeps_contract(response, "/docs", "get")


def test_the_page_fits_into_what_lambda_may_answer() -> None:
    assert len(get()["body"].encode()) < 5_000_000  # of 6 MB, with what JSON adds
