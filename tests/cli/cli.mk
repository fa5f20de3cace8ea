# The programs as their users run them.
TESTS += tests/cli/demo.sh tests/cli/daemon.sh
EXTRA_DIST += tests/cli/demo.sh tests/cli/daemon.sh tests/cli/daemon.py \
	tests/lib/imap_tool.py
CLEANFILES += demo.out
# What holds for the sources and the manuals.
TESTS += tests/cli/manual.sh tests/cli/layers.sh
EXTRA_DIST += tests/cli/manual.sh tests/cli/layers.sh
TESTS += tests/cli/usage.sh
EXTRA_DIST += tests/cli/usage.sh
TESTS += tests/cli/read.sh
EXTRA_DIST += tests/cli/read.sh tests/cli/read.py
TESTS += tests/cli/rules.sh
EXTRA_DIST += tests/cli/rules.sh
TESTS += tests/cli/operate.sh
EXTRA_DIST += tests/cli/operate.sh tests/cli/operate.py
