# The project's commands. Each sets up what it needs on first use: .venv from Pipfile.lock, node_modules from package-lock.json.
#
#   make up [PORT=4566] [DETACH=1]      the whole stage on this machine: emulator, model server, cdktf deploy, access log
#   make down                           stop it
#   make -s url | make -s key           its URL, a token of its default team (STAGE=… for a stage on AWS)
#   make -s teams | make -s token TEAM=…  the teams and what they may use; a token of one, for an hour
#   make -s env                         shell lines by which cdktf, boto3 or schemathesis find it: eval "$(make -s env)"
#   make test                           everything that can be checked offline
#   make check                          lint, format, types, imports, and the contract's own rules, API Gateway's and the house's
#   make audit                          checkov over what the stages declare; audit/checkov.yaml has what is waived, and why
#   make mock [PORT=4010]               the client edition, answered by its own examples, for clients that are written first
#   make contract [SEEDS=1] [TIME=240] [URL=] [KEY=] [ARGS=]   the contract suite against a stage, a run of TIME seconds a seed; with none named, against the one that is up
#   make mutants [ARGS=]                what the contract suite would catch: seeded faults of the contract, and who found each
#   make fuzz [SECONDS=900]             bytes at the parsers of the handlers and of the emulator, led by coverage
#   make consumers                      what an example client team relies on, verified against the stage
#   make bench                          how fast the emulator and search are; and the stage that is up, with its functions' cold starts
#   make soak                           200 clients for a minute while functions are killed: who got what, what is left
#   make report [STAGE=local] [MONTH=2026-11]  what every team used, the ledger against the access log; a page in dist/report
#   make redrive [STAGE=local] [QUEUE=purge]   what lies in a dead-letter queue goes back to its queue
#   make publish [STAGE=local]          what client teams get, in dist/contract: document, docs, changelog, clients, checksums
#   make compare [BASE=]                what changed for clients since the published document, or since BASE, a file or a URL
#   make release                        records the contract as published, with its entry in CHANGELOG.md
#   make drift [STAGE=local]            what the stage serves, against this checkout; a difference fails, with the list
#   make deploy STAGE=… STATE_BUCKET=…  the same on AWS, with your credentials; Terraform's state is in that S3 bucket
#   make destroy STAGE=… STATE_BUCKET=…
#   make lock                           renew Pipfile.lock and package-lock.json

PYTHON ?= python3
PORT ?= 4566
BIN := .venv/bin
COMMANDS := $(BIN)/python -m commands
PIPENV := 2026.10.3

.DELETE_ON_ERROR:
.PHONY: help up down env url key token teams test check audit mock contract mutants fuzz consumers bench soak report redrive publish compare release drift deploy destroy lock setup

help:
	@sed -n 's/^#   //p' Makefile

up: setup
	@exec $(COMMANDS) up --port $(PORT) $(if $(DETACH),--detach)

down: setup
	@$(COMMANDS) down

bench: setup
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.search
	@$(BIN)/python -m tests.bench.search_handler
	@$(COMMANDS) bench
	@$(BIN)/python -m tests.bench.ingest
	@$(BIN)/python -m tests.bench.authorization
	@$(BIN)/python -m tests.bench.docs_page
	@$(BIN)/python -m tests.bench.cold_functions

soak: setup
	@$(BIN)/python -m tests.bench.soak

report: setup
	@$(BIN)/python -m reports --stage $(or $(STAGE),local) --month '$(MONTH)'

redrive: setup
	@$(COMMANDS) redrive --stage $(or $(STAGE),local) --queue '$(QUEUE)'

publish: setup
	@$(BIN)/python -m publishing --stage $(or $(STAGE),local)

compare: setup
	@$(BIN)/python -m comparison compare --base '$(BASE)'

release: setup
	@$(BIN)/python -m comparison release

drift: setup
	@$(BIN)/python -m drift --stage $(or $(STAGE),local)

env: setup
	@$(COMMANDS) env

url key: setup
	@$(COMMANDS) $@ --stage $(or $(STAGE),local)

token: setup
	@$(COMMANDS) token --stage $(or $(STAGE),local) --team '$(TEAM)'

teams: setup
	@$(COMMANDS) teams --stage $(or $(STAGE),local)

test: check audit build/browser.ready
	@$(BIN)/python -m infrastructure.packages local
	@$(BIN)/python -m pytest -n 3 --dist loadgroup $(ARGS)

check: setup
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m lint openapi.yaml
	@$(BIN)/python -m comparison check

audit: setup .venv-audit/.ready
	@$(COMMANDS) audit

mock: PORT = 4010
mock: setup
	@exec $(COMMANDS) mock --port $(PORT)

contract: setup
	@$(COMMANDS) contract --url '$(URL)' --key '$(KEY)' --stage $(or $(STAGE),local) --seeds $(or $(SEEDS),1) --seconds $(or $(TIME),240) -- $(ARGS)

mutants: setup
	@$(BIN)/python -m mutation --stage $(or $(STAGE),local) $(ARGS)

fuzz: setup
	@$(BIN)/python -m fuzzing --seconds $(or $(SECONDS),900)

consumers: setup
	@STAGE_URL=$$($(COMMANDS) url --stage $(or $(STAGE),local)) API_KEY=$$($(COMMANDS) key --stage $(or $(STAGE),local)) $(BIN)/python -m consumers

deploy destroy: setup
	@$(COMMANDS) $@ --stage '$(STAGE)' --state-bucket '$(STATE_BUCKET)'

setup: $(BIN)/.ready node_modules/.ready

$(BIN)/.ready: Pipfile.lock
	@sh commands/setup_python.sh $(PYTHON) $(PIPENV)

.venv-audit/.ready: audit/Pipfile.lock $(BIN)/.ready
	@sh commands/setup_audit.sh

node_modules/.ready: package-lock.json $(BIN)/.ready
	@sh commands/setup_node.sh

build/browser.ready: commands/setup_browser.sh
	@sh commands/setup_browser.sh
	@mkdir -p build && touch $@

lock: $(BIN)/.ready
	@$(BIN)/pipenv lock --categories "packages layer dev-packages"
	@VIRTUAL_ENV=$(CURDIR)/.venv PIPENV_IGNORE_VIRTUALENVS=0 PIPENV_PIPFILE=$(CURDIR)/audit/Pipfile $(BIN)/pipenv lock
	@$(BIN)/python -m commands.npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
