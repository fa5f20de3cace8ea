# What a server may do wrong.
TESTS += tests/cli/faults.sh tests/cli/wild.sh
EXTRA_DIST += tests/cli/faults.sh tests/cli/wild.sh tests/cli/wild.py \
	tests/lib/scripted_imap.py
