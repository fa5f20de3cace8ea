# The tests: unit programs (TAP) and scripts.  A room's tests stand in the
# room's own file.
tests_common = tests/tap.h
EXTRA_DIST += tests/tap.h tests/README
include tests/unit/base.mk
include tests/unit/cmd.mk
include tests/unit/detect.mk
include tests/unit/store.mk
include tests/cli/faults.mk
include tests/unit/bundle.mk
include tests/unit/conf.mk
include tests/unit/match.mk
include tests/unit/source.mk
include tests/unit/run.mk
include tests/bench/bench.mk
include tests/cli/cli.mk
include tests/unit/read.mk
include tests/fuzz/fuzz.mk
