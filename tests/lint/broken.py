"""For each rule of the house, the smallest edits of the sound contract that break it."""

from dataclasses import dataclass

HERE = "# here"


@dataclass(frozen=True, slots=True)
class Broken:
    """What to put for a part of the sound contract, and a part of the message, which says how to mend that.

    The fault is on the line with `# here`; what is only taken away is missed at the end of `where`.
    """

    rule: str
    instead_of: str
    put: str
    says: str
    where: str = ""

    def edit(self, sound: str) -> str:
        text = sound.replace(self.instead_of, self.put, 1)
        return text.replace(self.where, f"{self.where} {HERE}", 1) if self.where else text


_LIMIT = "        - name: limit\n"
_LABEL = "        - name: label\n"
_STATUS = "          enum: [queued, running]"
_RUN_ID = "        runId: {type: string, description: The run's id.}\n"
_LIST = "      operationId: listRuns\n"
LIST = "  /runs:\n    get:"
CREATE = "  /batches:\n    post:"
READ = "        example: one\n    get:"
REFUSAL = "    Problem:\n      description: It is refused."
_KEY = "      parameters:\n        - $ref: '#/components/parameters/IdempotencyKey'\n"
_ANSWERS_OF_GET = "        '304':\n"
_PAGE_CONTENT = "          description: A page of runs.\n          content:\n            application/json:"
_GATEWAY_CONTENT = "status: 400}\n        application/json:"
_SCHEMA = "        application/problem+json:\n          schema:"
_PAGE = "      required: [items]\n"
_OWN = "    RefusedProblem:\n      description: The request is refused.\n      allOf:"

OPENAPI = (
    Broken(
        "struct", "          description: Unchanged.", f"          summary: Unchanged. {HERE}", "as OpenAPI 3.0 has it"
    ),
    Broken("no-enum-type-mismatch", _STATUS, f"          enum: [queued, 1] {HERE}", "the type of its schema"),
    Broken(
        "no-schema-type-mismatch", _STATUS, f"{_STATUS}\n          items: {{type: string}} {HERE}", "move the keyword"
    ),
    Broken(
        "no-required-schema-properties-undefined",
        "required: [runId, status]",
        f"required:\n        - runId\n        - state {HERE}",
        "in `properties`",
    ),
    Broken(
        "nullable-type-sibling",
        _RUN_ID,
        f"        runId: {{nullable: true, description: The run's id.}} {HERE}\n",
        "Write `type`",
    ),
    Broken(
        "operation-parameters-unique",
        _LABEL,
        f"        - name: limit {HERE}\n",
        "Remove one",
    ),
)

NAMES = (
    Broken("paths-kebab-case", "  /batches:", f"  /Batches: {HERE}", "with hyphens"),
    Broken("path-segment-plural", "  /batches:", f"  /batch: {HERE}", "in the plural"),
    Broken("house/operation-verb", _LIST, f"      operationId: makeRuns {HERE}\n", "begin it with get, list, read"),
    Broken("house/operation-verb", _LIST, f"      operationId: list {HERE}\n", "a noun after it"),
    Broken("house/operation-verb", LIST, "  /runs:\n    head:", "its verbs in redocly.yaml", _LIST.rstrip()),
    Broken("house/component-name", "    NextTry:\n", f"    next-try: {HERE}\n", "write it like RunPage"),
    Broken("house/parameter-name", _LABEL, f"        - name: run_label {HERE}\n", "in camelCase, like runId"),
    Broken(
        "house/parameter-name",
        "      name: Idempotency-Key",
        f"      name: idempotencyKey {HERE}",
        "like Idempotency-Key",
    ),
    Broken("house/property-name", _RUN_ID, _RUN_ID.replace("runId", "run_id").replace("\n", f" {HERE}\n"), "createdAt"),
    Broken("house/enum-style", _STATUS, f"          enum: [queued, In_Progress] {HERE}", "write each in kebab-case"),
    Broken("house/enum-style", _STATUS, f"          enum: [queued, RUNNING] {HERE}", "write each in kebab-case"),
)

PATHS = (
    Broken(
        "no-ambiguous-paths",
        "  /runs/{runId}:\n",
        f"  /{{things}}/failed:\n    description: As of runs.\n  /runs/{{runId}}: {HERE}\n",
        "one path alone",
    ),
    Broken(
        "no-identical-paths",
        "  /runs:\n",
        "  /runs/{id}:\n    get: {}\n  /runs:\n",
        "Make one path",
        "  /runs/{runId}:",
    ),
    Broken("no-path-trailing-slash", "  /batches:", f"  /batches/: {HERE}", "its last word"),
    Broken("path-not-include-query", "  /batches:", f"  /batches?all: {HERE}", "`in: query`"),
    Broken("house/path-variable", "  /runs/{runId}:\n", "  /runs/{id}:\n", "write it in both", READ),
    Broken("house/path-variable", "  /batches:\n    post:", f"  /batches/{{proxy+}}:\n    post: {HERE}", "{proxy}"),
    Broken("rule/server", "  - url: /\n", f"  - url: https://example.com {HERE}\n", "write that alone"),
)

TEXTS = (
    Broken("operation-summary", "      summary: List runs\n", "", "Write a heading", LIST),
    Broken("operation-description", "      description: A page of runs.\n", "", "what a client has to know", LIST),
    Broken(
        "parameter-description",
        "          description: Only runs that have this label.\n",
        "",
        "what it is for",
        "        - name: label",
    ),
    Broken(
        "tag-description",
        "    description: Work that goes on after its request was answered.\n",
        "",
        "are about",
        "  - name: runs",
    ),
    Broken("house/description-sentence", "Only runs that have this label.", f"only runs with it {HERE}", "a full stop"),
    Broken(
        "house/header-description",
        "      description: Seconds to wait.\n",
        "",
        "what a client does with it",
        "    NextTry:",
    ),
    Broken(
        "house/property-description",
        "          description: Moves forward only.\n",
        "",
        "what null or absence means",
        "        status:",
    ),
    Broken(
        "house/request-body-description", "        description: The tasks.\n", "", "what is sent", "      requestBody:"
    ),
    Broken("house/schema-description", "      description: How far a run is.\n", "", "in clients' code", "    Run:"),
    Broken("house/summary-style", "summary: List runs\n", f"summary: List runs. {HERE}\n", "without a full stop"),
    Broken("house/summary-style", "summary: List runs\n", f"summary: List {'runs ' * 20}{HERE}\n", "60 characters"),
)

EXAMPLES = (
    Broken(
        "house/header-example",
        "      schema: {type: integer}\n",
        "      schema: {type: string, pattern: '^[0-9]+$'}\n",
        "that fits it",
        "    NextTry:",
    ),
    Broken(
        "no-invalid-media-type-examples",
        "              example: {items: []}",
        f"              example: {{items: 1}} {HERE}",
        "Correct the example",
    ),
    Broken(
        "no-invalid-media-type-examples",
        "                value: {tasks: [embed]}",
        f"                value:\n                  tasks: [1] {HERE}",
        "Correct the example",
    ),
    Broken(
        "no-invalid-parameter-examples", "          example: nightly", f"          example: 1 {HERE}", "Correct the"
    ),
    Broken("no-invalid-schema-examples", _STATUS, f"{_STATUS}\n          example: done {HERE}", "Correct the example"),
    Broken("house/body-example", "              example: {items: []}\n", "", "write `example`", _PAGE_CONTENT),
    Broken(
        "house/body-example",
        "          example: {message: Request Too Long}\n",
        "",
        "write `example`",
        _GATEWAY_CONTENT,
    ),
    Broken(
        "house/example-summary",
        "                summary: One task\n",
        "",
        "a reader chooses it by",
        "              one:",
    ),
    Broken(
        "house/parameter-example",
        "          example: nightly\n",
        "",
        "neither enum nor default",
        "        - name: label",
    ),
)

PROBLEMS = (
    Broken(
        "house/problem-alone",
        "    Problem:\n      description: It is refused.\n      content: &refusal\n",
        "    Problem:\n      description: It is refused.\n      content: &refusal\n"
        "        text/plain: {schema: {type: string}, example: No.}\n",
        "remove the other",
        REFUSAL.removesuffix("\n      description: It is refused."),
    ),
    Broken(
        "house/problem-alone",
        "            $ref: '#/components/schemas/GatewayMessage'",
        "            {}",
        "alone",
        "    TooLarge:",
    ),
    Broken(
        "house/problem-alone",
        "      content: *refusal\n",
        "      content:\n        application/problem+json: {schema: {$ref: '#/components/schemas/RefusedProblem'}}\n"
        "        application/json: {schema: {$ref: '#/components/schemas/GatewayMessage'}}\n",
        "alone",
        "    TryAgain:",
    ),
    Broken(
        "house/problem-schema",
        "            $ref: '#/components/schemas/RefusedProblem'",
        "            {}",
        "refer to one",
        _SCHEMA,
    ),
    Broken("house/problem-schema", _OWN, _OWN.replace("allOf", "anyOf"), "`allOf` Problem", _SCHEMA),
    Broken("house/problem-schema", "            status: {type: integer, enum: [400]}\n", "", "each an enum", _SCHEMA),
    Broken(
        "house/retry-after",
        "      headers:\n        Retry-After: {$ref: '#/components/headers/NextTry'}\n",
        "",
        "declare the header Retry-After",
        "    TryAgain:",
    ),
)

CONVENTIONS = (
    Broken(
        "house/conditional", "        - name: If-None-Match\n", "        - name: If-Match\n", "belong together", READ
    ),
    Broken("house/conditional", "            ETag:\n", "            Age:\n", "belong together", READ),
    Broken("house/conditional", _ANSWERS_OF_GET, "        '410':\n", "answered 304; document it", READ),
    Broken("house/idempotency", _KEY, "", "refer to the parameter IdempotencyKey", CREATE),
    Broken(
        "house/idempotency", "        '409': {$ref: '#/components/responses/TryAgain'}\n", "", "409: the first", CREATE
    ),
    Broken("house/idempotency", "        '422': *problem\n        '429'", "        '429'", "422: another body", CREATE),
    Broken(
        "house/idempotency",
        "        '409': {$ref: '#/components/responses/TryAgain'}\n",
        "        '409': *problem\n",
        "its header Retry-After",
        CREATE,
    ),
    Broken("house/not-found", "        '404': *problem\n", "", "document 404", READ),
    Broken("house/page", _LIMIT, "        - name: most\n", "refer to both", LIST),
    Broken("house/page", "        - name: cursor\n", "        - name: from\n", "refer to both", LIST),
    Broken("house/page", _LIST, "      operationId: readRuns\n", "begin with `list`", LIST),
    Broken("house/page", _PAGE, "", "an array that is required", LIST),
    Broken("house/page", _PAGE, "      required: [items, nextCursor]\n", "out of `required`", LIST),
    Broken("house/run", "            Location: {$ref", "            Place: {$ref", "the header Location", CREATE),
    Broken(
        "house/run",
        "              operationId: getRun\n",
        "              operationId: listRuns\n",
        "operationId: getRun",
        CREATE,
    ),
    Broken(
        "house/run",
        "                $ref: '#/components/schemas/Run'\n              example: {runId: one, status: queued}\n    "
        "      links:",
        "                type: object\n              example: {}\n          links:",
        "refer to the schema Run",
        CREATE,
    ),
)

DECLARED = (
    Broken(
        "no-unused-components", "    Run:\n", f"    Unused: {HERE}\n      {{type: object}}\n    Run:\n", "Remove it"
    ),
    Broken(
        "operation-singular-tag",
        "      tags: [runs]\n      summary: List",
        f"      tags: [runs, runs] {HERE}\n      summary: List",
        "Keep the one",
    ),
    Broken(
        "operation-tag-defined",
        "      tags: [runs]\n      summary: List",
        f"      tags: [other] {HERE}\n      summary: List",
        "in `tags` at the top",
    ),
    Broken("rule/operation-tagged", f"{_LIST}      tags: [runs]\n", _LIST, "name one of `tags`", LIST),
    Broken("house/handler", _LIST, f"      operationId: listFailures {HERE}\n", "write handlers/list_failures.py"),
    Broken(
        "house/tag-used",
        "tags:\n  - name: runs\n",
        f"tags:\n  - name: idle {HERE}\n    description: Nothing.\n  - name: runs\n",
        "remove it",
    ),
)

BROKEN = (*OPENAPI, *NAMES, *PATHS, *TEXTS, *EXAMPLES, *PROBLEMS, *CONVENTIONS, *DECLARED)
