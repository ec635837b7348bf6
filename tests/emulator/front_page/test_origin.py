"""Under which names the emulator shows its pages: none that a web site could have point to it."""

import pytest

from emulator.front_page.origin import is_loopback, is_own_host


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:4566",
        "localhost:4566",
        "LOCALHOST",
        "[::1]:4566",
        "app.localhost:4566",
        "192.0.2.7:80",
        "aws.test:4566",
    ],
)
def test_own_names_are_let_in(host: str) -> None:
    assert is_own_host(host, own="aws.test")


@pytest.mark.parametrize(
    "host",
    [
        "",
        ":4566",
        "evil.example:4566",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil-localhost",
        "[]",
    ],
)
def test_names_that_a_site_could_take_are_not(host: str) -> None:
    assert not is_own_host(host, own="127.0.0.1")


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False), ("192.0.2.7", False)],
)
def test_what_is_beyond_this_machine_is_known(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
