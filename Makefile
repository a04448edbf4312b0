# SPDX-License-Identifier: AGPL-3.0-or-later
# Every task of the project. What a task does is in the script that it calls.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash
Q := qemu/bin

# Words of the command line that the scripts read: PORT, SMP, STRICT, DEBIAN_MIRROR, IMAGE, BENCH, BOARD, DEVICE …
export

.PHONY: help
help: ## lists the tasks
	@echo "Hearth: make TASK"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{ printf "%-16s %s\n", $$1, $$2 }'

.PHONY: install
install: ## installs what building and testing need and this machine lacks
	@$(Q)/install-host test

.PHONY: run
run: ## builds what changed, boots the plug in QEMU, prints its address and claim code (PORT=, SMP=)
	@HEARTH_STARTED=$$(date +%s) $(Q)/run

.PHONY: stop
stop: ## presses the plug's power button
	@$(Q)/plug stop

.PHONY: console
console: ## shows the plug's serial console
	@$(Q)/plug console

.PHONY: test
test: ## unit tests, then the scenarios on a booted plug (IMAGE=lab|product)
	@HEARTH_STARTED=$$(date +%s) $(Q)/test-all

.PHONY: campaign
campaign: ## the long scenarios, for hours: power cut at CUTS=300 instants of uploads, BACKUP_CUTS=100 of backups (SEED= repeats a run; OLD=COMMIT: from that release to this and back)
	@HEARTH_STARTED=$$(date +%s) $(Q)/campaign

.PHONY: bench
bench: ## runs the benchmarks, or one: BENCH=boot|web|storage|run|image|hal|power|backup (SIZE=1024: MiB to back up)|backup-guest (the same in the plug)
	@HEARTH_STARTED=$$(date +%s) $(Q)/bench

.PHONY: bench-power
bench-power: ## the power manager's table: TARGET=lab (the simulated plugs, every watt modelled); TARGET=serial:…|tcp:…|ssh:… (where the meter of an owner's plug is)
	@TARGET="$(TARGET)" BENCH_FILE="$(BENCH_FILE)" $(Q)/bench-power

.PHONY: lab-image
lab-image: ## builds the lab image into build/lab (STRICT=1: exactly the locked packages)
	@$(Q)/install-host run && $(Q)/lab-image

.PHONY: lock-update
lock-update: ## takes today's Debian packages into qemu/packages.lock
	@$(Q)/install-host run && $(Q)/lock-update

.PHONY: image
image: ## builds the product image with Buildroot (BOARD=, SOURCES=debian, TOOLCHAIN=debian, BUILDROOT_DIR=)
	@buildroot-external/scripts/build-image

.PHONY: flash
flash: ## writes the product image to a card, after asking (DEVICE=/dev/sdX, BOARD=)
	@buildroot-external/scripts/flash

.PHONY: new-plug
new-plug: ## switches the plug off and forgets its data disk: the next run is a plug out of the box
	@$(Q)/plug forget

.PHONY: lint
lint: ## checks the shell scripts (needs shellcheck)
	@$(Q)/lint

.PHONY: clean
clean: ## switches the plug off and removes all that was built, its data disk too (downloaded packages stay)
	@$(Q)/plug forget
	@rm -rf build && rm -rf target */*/target
	@echo "clean. Downloaded packages stay in $${HEARTH_CACHE:-$${XDG_CACHE_HOME:-$$HOME/.cache}/hearth}."
