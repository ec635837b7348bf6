"""How long an app client's access tokens are good."""

from typing import Any

import pytest

from emulator.cognito.validity import access_token_seconds, is_access_token_validity


def settings(validity: int | None, unit: str | None) -> dict[str, Any]:
    units = {} if unit is None else {"TokenValidityUnits": {"AccessToken": unit}}
    return units if validity is None else {"AccessTokenValidity": validity, **units}


@pytest.mark.parametrize(
    ("validity", "unit", "seconds"),
    [
        (None, None, 3_600),
        (None, "minutes", 3_600),
        (0, "minutes", 3_600),
        (2, None, 7_200),
        (300, "seconds", 300),
        (15, "minutes", 900),
        (24, "hours", 86_400),
        (1, "days", 86_400),
    ],
)
def test_a_validity_counts_in_its_unit_or_in_hours(validity: int | None, unit: str | None, seconds: int) -> None:
    assert access_token_seconds(settings(validity, unit)) == seconds
    assert is_access_token_validity(settings(validity, unit))


@pytest.mark.parametrize(
    ("validity", "unit"), [(299, "seconds"), (4, "minutes"), (25, None), (2, "days"), (-1, "hours"), (1, "weeks")]
)
def test_less_than_five_minutes_or_more_than_a_day_is_none(validity: int, unit: str | None) -> None:
    assert not is_access_token_validity(settings(validity, unit))
