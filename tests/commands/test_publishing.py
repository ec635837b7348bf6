"""A stage is up whether or not it could be published."""

from collections.abc import Callable

import pytest
import requests

from tests.checkout import Checkout

EXAMPLE = "                status: ok\n"  # of GET /health, whose schema has no other status


@pytest.mark.xdist_group("commands")
def test_a_publication_that_fails_is_said_and_leaves_the_stage_up(new_checkout: Callable[[], Checkout]) -> None:
    checkout = new_checkout()
    contract = checkout.folder / "openapi.yaml"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text.replace(EXAMPLE, EXAMPLE.replace("ok", "[]")), encoding="utf-8")

    up = checkout.make("up", "DETACH=1")
    health = requests.get(checkout.make("url").stdout.strip() + "/health", timeout=10)
    checkout.make("down")

    assert text.count(EXAMPLE) == 1
    assert up.returncode != 0
    assert "Nothing was published." in up.stderr
    assert "/paths/~1health/get/responses/200/content/application~1json/example" in up.stderr
    assert "Traceback" not in up.stderr
    assert "Stage URL" in up.stdout
    assert health.json()["status"] == "ok"
    assert not (checkout.folder / "dist" / "contract").exists()
