"""The facts about API Gateway that the emulator is held to, and where each is tested: `python -m tests.emulator.facts`.

A fact is what AWS answered or documents, known by its id. A test that makes one executable has the id in its name
(`test_f095_...`) or in the id of a case (`id="F085"`). What cannot be a case is listed with the reason.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

_TESTS = Path(__file__).parent
_ID = re.compile(r"(?<![a-z0-9])f\d{3}(?!\d)", re.IGNORECASE)

_BY_AREA: Mapping[str, str] = {
    "lambda-proxy-event": "F006 F007 F009 F010 F011 F012 F013",
    "lambda-proxy-response": "F014 F016 F017 F018 F019 F020 F025 F026 F027 F029 F031 F032",
    "lambda-async": "F035",
    "binary-media": "F037 F040 F041 F042 F043 F044 F045 F051 F052",
    "lambda-custom": "F053 F056 F057 F059",
    "request-validator": "F062 F063 F065 F066 F067 F069 F072 F074 F075 F077 F080 F081",
    "routing": "F082 F085 F086 F087 F088",
    "api-key": "F092 F094 F098",
    "throttling": "F095 F097",
    "quota": "F096",
    "control-plane": "F099 F100 F101 F347",
    "response-headers": "F103 F105 F106",
    "header-remapping": "F108 F109 F112 F113 F114 F115 F117 F118 F119 F121 F123 F124 F126 F131",
    "mock": "F133 F137 F139 F140 F141 F144 F145 F146",
    "passthrough": "F147 F148",
    "vtl": "F149 F152 F154 F156 F159 F161 F164 F165 F166 F167 F251",
    "stage-variables": "F168 F169 F170 F171",
    "canary": "F172 F173",
    "http-integration": "F174 F176 F178",
    "binary-conversion": (
        "F182 F183 F186 F189 F191 F192 F194 F196 F200 F202 F203 F204 F205 F207 F208 F211 F213 F214 F215 F217 "
        "F218 F219 F220 F224 F226 F227 F228 F229 F231 F233 F237 F238 F239 F349"
    ),
    "service-integration": "F241 F242 F243 F246 F247 F252 F253",
    "gateway-response": "F255 F256 F257 F262 F264 F265 F267 F269 F270 F271 F274 F275 F277 F278",
    "authorizer": "F280 F281 F282 F283 F284 F285",
    "resource-policy": "F286 F287",
    "waf": "F288",
    "limits": "F289 F292 F293",
    "timeout": "F290 F291",
    "known-issue": "F294 F295 F296 F297 F298 F299 F300 F301 F302 F303 F304 F305 F306 F307 F308",
    "import": "F309 F311 F314 F315 F317 F319 F320 F322 F324 F325 F326 F328 F330 F334 F336 F338",
    "export": "F339 F343 F344 F346",
    "streaming": "F348",
    "compression": "F350",
    "execution-log": "F351 F352",
}

# What is known of AWS, but is neither a request with its response nor the result of an import or export.
REASONS: Mapping[str, str] = {
    "F288": "no WAF stands before the emulator; what the type WAF_FILTERED answers is tested with the other types",
}


def areas() -> Mapping[str, tuple[str, ...]]:
    return {area: tuple(ids.split()) for area, ids in _BY_AREA.items()}


def all_facts() -> frozenset[str]:
    return frozenset(fact for facts in areas().values() for fact in facts)


def named_in_tests() -> frozenset[str]:
    return frozenset(
        found.upper()
        for module in _TESTS.rglob("test_*.py")
        for text in _names_and_texts(ast.parse(module.read_text()))
        for found in _ID.findall(text)
    )


def _names_and_texts(module: ast.Module) -> Iterator[str]:
    """Names of tests, and strings other than docstrings."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name
        for child in () if isinstance(node, ast.Expr) else ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                yield child.value


def report() -> Iterator[str]:
    tested = named_in_tests()
    for area, facts in areas().items():
        done = [fact for fact in facts if fact in tested]
        open_ = [f"{fact} ({REASONS.get(fact, 'missing')})" for fact in facts if fact not in tested]
        yield f"{area:<24}{len(done):>4} of {len(facts):<4}{', '.join(open_)}"
    known = all_facts()
    share = len(known & tested) / len(known)
    yield f"{'all':<24}{len(known & tested):>4} of {len(known):<4}{share:.1%}"


if __name__ == "__main__":
    print("\n".join(report()))  # noqa: T201 - what it was called for
