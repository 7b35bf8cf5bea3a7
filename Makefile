.PHONY: help demo test style install bench faults matrix swift-suites dist \
	devstack-test changelog reference dist-check docs-test linkcheck \
	quick-start-test e2e soak tempest clean

PYTHON ?= python3

help:
	@echo 'make demo    the Operations Guide'\''s stories on a real Swift and Nova,'
	@echo '             and a page of them: .work/demo/report.html'
	@echo 'make test    everything: style, unit and functional tests, the wheel'
	@echo 'make style   style, types and documents alone'
	@echo 'make install the wheel of this tree into the environments of the tests'
	@echo 'make bench   speed beside the peers, as ratios'
	@echo 'make faults  break the product on purpose: does a test notice?'
	@echo 'make matrix  tests on Nova 31 to 34 and Swift 2.35 to 2.38, all Pythons'
	@echo '             (CELLS="nova31-py310 ...": on some), and the table of it'
	@echo 'make swift-suites'
	@echo '             Swift'\''s own functional tests, without and with our filter'
	@echo 'make devstack-test'
	@echo '             the DevStack plugin with DEVSTACK_DIR, any DevStack'
	@echo 'make dist    sdist and wheel of TAG, checked; dist-check: the same twice?'
	@echo 'make changelog'
	@echo '             CHANGELOG.rst from the release notes'
	@echo 'make reference'
	@echo '             the pages of all options, from the code'
	@echo 'make e2e     the tales and faults on a cloud of real services (root)'
	@echo 'make soak    such a cloud under load for MINUTES=30: does memory grow?'
	@echo 'make tempest Tempest on that cloud, with all features on and then off'
	@echo '             (REGEX=...: some of the tests)'
	@echo 'make docs-test'
	@echo '             run every command and every file of the manuals'
	@echo 'make linkcheck'
	@echo '             does everything exist that the manuals point to?'
	@echo 'make quick-start-test'
	@echo '             type the quick start into a fresh Debian 12 (root)'
	@echo 'make clean   remove what the others made'

demo test install bench faults matrix changelog reference dist \
		dist-check docs-test linkcheck e2e soak clean:
	@exec $(PYTHON) -m tools $@

style:
	@exec $(PYTHON) -m tools test style

tempest:
	@exec $(PYTHON) -m tools tempest $(if $(REGEX),'$(REGEX)')

swift-suites:
	@exec $(PYTHON) -m tools suites

devstack-test:
	@exec $(PYTHON) -m tools devstack

quick-start-test:
	@exec $(PYTHON) -m tools quick-start
