"""Each rule of the house finds its fault on its line, says how to mend it, and is switched on."""

import subprocess
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from contract import Finding, load
from lint.redocly import NODE, RULESET, ask
from tests.lint.broken import BROKEN, HERE, Broken

# Redocly is started once for all documents; a worker of its own for each test would start it anew.
pytestmark = pytest.mark.xdist_group("lint")
SOUND = Path(__file__).parent / "sound.yaml"
# An operation that hands on to another server: what that answers with is not ours to choose.
PASSED_ON = """
        '400': &others
          description: What the other server says.
          content:
            application/problem+json:
              schema: {$ref: '#/components/schemas/RefusedProblem'}
              example: {type: 'urn:ai-facade:problem:refused', title: Refused, status: 400}
            application/json: {schema: {type: object}, example: {}}
        '429': *others
        '503': *others
"""

Findings = Mapping[str, Sequence[Finding]]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    """By the document's text."""
    sound = SOUND.read_text(encoding="utf-8")
    texts = {sound, passed_on(sound), *(broken.edit(sound) for broken in BROKEN)}
    folder = tmp_path_factory.mktemp("broken")
    paths = {str(folder / f"{number}.yaml"): text for number, text in enumerate(sorted(texts))}
    for path, text in paths.items():
        Path(path).write_text(text, encoding="utf-8")
    findings: dict[str, list[Finding]] = defaultdict(list)
    for finding in ask([load(path) for path in paths]):
        findings[paths[finding.path]].append(finding)
    return findings


def passed_on(sound: str) -> str:
    """The list of runs, handed on to another server."""
    head, _, rest = sound.partition(
        "        '400': *problem\n        '401': *problem\n        '403': *problem\n        '413'"
    )
    _, _, rest = rest.partition(
        "        '504': *problem\n      x-amazon-apigateway-integration:\n        type: aws_proxy\n"
    )
    integration = "      x-amazon-apigateway-integration:\n        type: http_proxy\n"
    return f"{head.rstrip()}{PASSED_ON}{integration}{rest}"


@pytest.mark.parametrize("broken", BROKEN, ids=lambda each: f"{each.rule} {each.says}")
def test_what_breaks_a_rule_is_found_on_its_line_with_how_to_mend_it(broken: Broken, found: Findings) -> None:
    text = broken.edit(SOUND.read_text(encoding="utf-8"))

    mine = [finding for finding in found[text] if finding.rule == broken.rule and broken.says in finding.message]

    lines = [number for number, line in enumerate(text.splitlines(), 1) if HERE in line]
    assert len(lines) == 1
    assert lines[0] in {finding.line for finding in mine}


def test_a_sound_contract_has_no_finding(found: Findings) -> None:
    assert SOUND.read_text(encoding="utf-8") not in found


def test_what_another_server_answers_with_is_not_judged(found: Findings) -> None:
    text = passed_on(SOUND.read_text(encoding="utf-8"))

    assert "http_proxy" in text
    assert text not in found


def test_a_finding_is_one_line_that_ends_as_a_sentence(found: Findings) -> None:
    messages = [finding.message for findings in found.values() for finding in findings]

    assert messages
    assert [message for message in messages if "\n" in message or not message.endswith((".", ")."))] == []


def test_every_rule_of_the_ruleset_is_an_error_and_has_a_document_that_breaks_it() -> None:
    ruleset = yaml.safe_load(RULESET.read_text(encoding="utf-8"))["rules"]

    severities = {name: rule if isinstance(rule, str) else rule["severity"] for name, rule in ruleset.items()}

    assert set(severities.values()) == {"error"}
    assert set(severities) == {broken.rule for broken in BROKEN}


def test_every_rule_of_the_plugin_is_in_the_ruleset() -> None:
    listed = "import(process.argv[1]).then(({ default: of }) => console.log(Object.keys(of().rules.oas3).join('\\n')))"

    told = subprocess.run(
        [str(NODE), "--eval", listed, str(RULESET.parent / "lint" / "house.mjs")],
        capture_output=True,
        text=True,
        check=True,
    )

    ruleset = yaml.safe_load(RULESET.read_text(encoding="utf-8"))["rules"]
    named = {name for name in ruleset if name.startswith("house/")}
    assert {f"house/{name}" for name in told.stdout.split()} == named
