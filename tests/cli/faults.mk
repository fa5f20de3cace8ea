# What a server may do wrong.
TESTS += tests/cli/faults.sh
EXTRA_DIST += tests/cli/faults.sh tests/lib/scripted_imap.py
