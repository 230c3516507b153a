# Two commands: `make demo` trains on the shipped corpus, `make test` runs the tests.
# Both make a virtual environment in .venv from nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test browser records tables clean force

demo: $(VENV)/demo.stamp
	$(BIN)/stance train

# -n 2: two workers, as the machines that run this have two cores; loadgroup: one of them has all
# tests that open a browser.
test: $(VENV)/test.stamp browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term

# What the tests of the HTML report need beside Python: a browser and an accessibility checker.
# Where they cannot be had, those tests are skipped and say why.
NODE_MODULES := tests/browser/node_modules
browser:
	@missing=; command -v chromium >/dev/null || missing=chromium; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -qq -y --no-install-recommends $$missing >/dev/null \
	    || echo "apt-get could not install $$missing"; \
	fi
	@if command -v npm >/dev/null && ! cmp -s tests/browser/package.json $(NODE_MODULES)/.installed; then \
	  npm --prefix tests/browser install --no-package-lock --ignore-scripts --no-audit --no-fund --silent \
	    && cp tests/browser/package.json $(NODE_MODULES)/.installed || echo "npm could not install axe-core"; \
	fi

# The record beside each experiment, written from a fresh run of it in a folder of its own, whose
# ledger knows of no other scoring of the same test rows.
EXPERIMENTS := $(basename $(notdir $(wildcard experiments/*.yaml)))
records: $(VENV)/test.stamp
	rm -rf build/records
	set -e; for name in $(EXPERIMENTS); do \
	  $(BIN)/stance train $$name --runs build/records; \
	  $(BIN)/stance record $$name --runs build/records -o experiments/$$name.md; \
	done

# The tables of systems in experiments/systems/: five systems on one corpus, all settings fixed
# beforehand, compared by one command.
SYSTEMS := experiments/systems
tables: $(VENV)/test.stamp
	rm -rf build/tables
	$(MAKE) $(SYSTEMS)/semeval2016.md CORPUS=semeval2016 SPLIT=test
	$(MAKE) $(SYSTEMS)/ruw.md CORPUS=ruw SPLIT=dev
	$(MAKE) $(SYSTEMS)/nato_russia.md CORPUS=nato_russia SPLIT=test

$(SYSTEMS)/%.md: force
	$(TRAIN) name=$*.majority_per_target classifier=majority_per_target
	$(TRAIN) name=$*.unigram_svm vectorizer=word_ngrams vectorizer.ngram_range=[1,1] classifier=linear_svm per_target=true
	$(TRAIN) name=$*.ngram_svm classifier=linear_svm per_target=true
	$(TRAIN) name=$*.joint_svm classifier=linear_svm
	$(TRAIN) name=$*.target_marked_svm vectorizer=target_marked classifier=linear_svm
	$(BIN)/stance compare '$*.*' --runs build/tables -o $@

TRAIN = $(BIN)/stance train -q corpus=$(CORPUS) splitter.test=$(SPLIT) plots=false \
  checks.repeated_test.max_settings=5 --runs build/tables
force:

clean:
	rm -rf $(VENV) build dist .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v < (3, 14) else "stance needs Python 3.11 to 3.13, this is %d.%d; try: make PYTHON=python3.12 ..." % v)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --constraint constraints.txt --editable '.[dev,lexicon,parallel,vectors,dedup]'
	@touch $@ $(VENV)/demo.stamp
