# Tidewatch. `make help` lists every target.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo $(HOME)/.local/bin/uv)
RUN := $(UV) run --quiet --frozen
export UV_PYTHON_DOWNLOADS ?= never
unexport PYTHONDONTWRITEBYTECODE # where it is set, every process compiles the two thousand modules it loads: 2 to 6 s each
.DEFAULT_GOAL := help
.PHONY: help setup demo web pictures test test-long quick ready warm check demo-server secrets kafka fuzz chaos bench bench-all house licences docs format

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

setup: ## install what a fresh Debian or Ubuntu machine lacks
	@scripts/setup

demo: setup ## a live simulated bank on the embedded parts, in the browser
	@$(RUN) tidewatch up

web: ## build the pages
	@scripts/web

pictures: setup ## make the pictures of docs/pictures from a live simulated bank
	@$(RUN) python -m tests.web.pictures

test: setup ready ## everything: checks, then all tests, real Kafka included where Java and Maven are
	@$(RUN) pytest -n 4 --dist loadgroup

test-long: setup ready ## make test, and what takes minutes more: upgrades on real Kafka, a bank of 450 days lived day by day
	@TIDEWATCH_LONG_TESTS=1 $(RUN) pytest -n 4 --dist loadgroup

quick: ## tests without real Kafka
	@$(RUN) pytest -n 2 --dist loadgroup -m "not kafka"

ready: setup # mypy keeps one core busy for half a minute, compiling the other
	@$(MAKE) --no-print-directory -j 2 check warm

warm: ## compile modules and kernels once, before many processes begin together
	@scripts/warm

check: ## style, types, import law
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports

format: ## put the code in the house's shape
	@$(RUN) ruff check --fix .
	@$(RUN) ruff format .
	@[ ! -d web/node_modules ] || (cd web && npm run --silent format)

demo-server: setup ## the same on servers: Kafka, Redis, a served warehouse, two workers, desk, API, simulator, each a process; ctrl-C stops all
	@$(RUN) tidewatch demo-server

secrets: ## passwords for docker-compose.yml, one random file each in ./secrets
	@scripts/secrets

kafka: setup ## start a real Apache Kafka 4.3.1 (KRaft) on 127.0.0.1:9092; ctrl-C stops it
	@$(RUN) python -m streams.kafka_server --port 9092 --data .kafka

fuzz: setup ## a million broken records: no crash, none lost
	@$(RUN) python -m bench.fuzz

chaos: setup ## kill workers, desk, pushes, API, Kafka, Redis and the warehouse at random (KILLS=100 SEED=1): nothing lost, nothing twice
	@$(RUN) python -m bench chaos --kills $(or $(KILLS),100) --seed $(or $(SEED),1)

bench: setup ## figures in a few minutes: the engine's parts, the same job by other engines, the delay to a finding
	@$(RUN) python -m bench engine
	@$(RUN) python -m bench compare --records 500000
	@$(RUN) python -m bench latency --seconds 30

bench-all: setup ## every measurement at full size, kept in bench/RESULTS.md
	@$(RUN) python -m bench compare --keep
	@$(RUN) python -m bench latency --keep

house: ## how large modules and functions are
	@$(RUN) python -m bench.house

licences: ## every dependency's licence; fails when one is not compatible with Apache-2.0
	@$(RUN) python -m bench.licences

docs: ## make the reference pages from the code
	@$(RUN) tidewatch docs docs/reference
