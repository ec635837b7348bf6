"""What API Gateway makes of security between import and export. A rule takes what is wanted and what is served."""

from typing import Any

from contract.authorizers import AUTHORIZER
from drift.methods import Json, Pair, change_methods, methods, without

_KEY = "api_key"
_UNUSED = "Unused"
_AUTHORIZER_DEFAULTS = {"authorizerResultTtlInSeconds": 300}


def security_of_all_stands_at_each(wanted: Json, served: Json) -> Pair:
    """A method that asks for nothing has none."""
    everywhere = wanted.get("security", [])

    def own(method: Json) -> Json:
        asked = method.get("security", everywhere)
        return {**without(method, "security"), **({"security": asked} if asked else {})}

    return change_methods(without(wanted, "security"), own), dict(served)


def keys_are_one_scheme(wanted: Json, served: Json) -> Pair:
    """Whatever the scheme of an API key was called: a method requires one or does not."""
    renamed = {name: _KEY for name, scheme in _schemes(wanted).items() if AUTHORIZER not in scheme}

    def asks(method: Json) -> Json:
        if "security" not in method:
            return method
        named = [{renamed.get(name, name): asked for name, asked in each.items()} for each in method["security"]]
        return {**method, "security": named}

    schemes = {renamed.get(name, name): scheme for name, scheme in _schemes(wanted).items()}
    return _with_schemes(change_methods(wanted, asks), schemes), dict(served)


def schemes_are_asked_for_one_by_one(wanted: Json, served: Json) -> Pair:
    """A method has one authorizer, and a key or none: all of it is asked for, in whatever order and however grouped."""
    return change_methods(wanted, _one_by_one), change_methods(served, _one_by_one)


def _one_by_one(method: Json) -> Json:
    if "security" not in method:
        return method
    asked = [{name: scopes} for each in method["security"] for name, scopes in each.items()]
    return {**method, "security": sorted(asked, key=lambda each: next(iter(each)))}


def schemes_that_nothing_asks_for_are_left_out(wanted: Json, served: Json) -> Pair:
    asked = {name for method in methods(wanted) for each in method.get("security", ()) for name in each}
    return _with_schemes(wanted, {name: one for name, one in _schemes(wanted).items() if name in asked}), dict(served)


def authorizers_of_requests_read_no_one_header(wanted: Json, served: Json) -> Pair:
    """What they read is their `identitySource`."""
    shown = _schemes(served)
    schemes = {
        name: {**scheme, "name": _UNUSED} if _is_unused(scheme, shown.get(name, {})) else scheme
        for name, scheme in _schemes(wanted).items()
    }
    return _with_schemes(wanted, schemes), dict(served)


def _is_unused(wanted: Json, served: Json) -> bool:
    return wanted.get(AUTHORIZER, {}).get("type") == "request" and served.get("name") == _UNUSED


def authorizers_defaults_are_written_out_or_not(wanted: Json, served: Json) -> Pair:
    return _with_schemes(wanted, _timed(wanted)), _with_schemes(served, _timed(served))


def _timed(document: Json) -> dict[str, Any]:
    return {
        name: {**scheme, AUTHORIZER: {**_AUTHORIZER_DEFAULTS, **scheme[AUTHORIZER]}} if AUTHORIZER in scheme else scheme
        for name, scheme in _schemes(document).items()
    }


def _schemes(document: Json) -> dict[str, Any]:
    return dict(document.get("components", {}).get("securitySchemes", {}))


def _with_schemes(document: Json, schemes: Json) -> dict[str, Any]:
    others = without(document.get("components", {}), "securitySchemes")
    return {**document, "components": {**others, **({"securitySchemes": dict(schemes)} if schemes else {})}}
