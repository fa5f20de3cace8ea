# The programs as their users run them.
TESTS += tests/cli/demo.sh tests/cli/daemon.py
EXTRA_DIST += tests/cli/demo.sh tests/cli/daemon.py tests/lib/imap_tool.py \
	tests/lib/python.sh tests/lib/tap.py
CLEANFILES += demo.out
# What holds for the sources and the manuals.
TESTS += tests/cli/manual.sh tests/cli/layers.sh tests/cli/lint.sh
EXTRA_DIST += tests/cli/manual.sh tests/cli/layers.sh tests/cli/lint.sh
TESTS += tests/cli/clock.sh
EXTRA_DIST += tests/cli/clock.sh
TESTS += tests/cli/usage.sh
EXTRA_DIST += tests/cli/usage.sh tests/lib/case.sh
TESTS += tests/cli/libraries.sh
EXTRA_DIST += tests/cli/libraries.sh
TESTS += tests/cli/private_dovecot.sh
EXTRA_DIST += tests/cli/private_dovecot.sh
TESTS += tests/cli/read.py
EXTRA_DIST += tests/cli/read.py
TESTS += tests/cli/rules.sh
EXTRA_DIST += tests/cli/rules.sh
# Mail made to end its reader.
TESTS += tests/cli/killers.py
EXTRA_DIST += tests/cli/killers.py tests/lib/killer_mail.py
# The reader against a peer, over mail that others wrote.
TESTS += tests/corpus/compare.py
EXTRA_DIST += tests/corpus/compare.py tests/corpus/differences.tsv
# The daemon ended at its n-th step: a sample; make torture takes every n.
TESTS += tests/cli/steps.py
EXTRA_DIST += tests/cli/steps.py tests/lib/step.c
check_DATA = tests/lib/step.so tests/lib/clock.so
CLEANFILES += tests/lib/step.so
tests/lib/step.so: tests/lib/step.c
	$(AM_V_at)$(MKDIR_P) tests/lib
	$(AM_V_CCLD)$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -Wall -Wextra \
	    -fPIC -shared -o $@ $(srcdir)/tests/lib/step.c -ldl
torture: all tests/lib/step.so
	$(AM_TESTS_ENVIRONMENT) nice $(PY_LOG_COMPILER) \
	    $(srcdir)/tests/cli/steps.py all
.PHONY: torture
TESTS += tests/cli/monitoring.py
EXTRA_DIST += tests/cli/monitoring.py
# Two verifiers, written apart, of the same bundles.
TESTS += tests/cli/verifiers.py
EXTRA_DIST += tests/cli/verifiers.py tests/lib/bundle_tool.py
# Bundles made to fool or to exhaust both.
TESTS += tests/cli/attacks.py
EXTRA_DIST += tests/cli/attacks.py tests/lib/bounded.py
# Signed mail, and DNS as it may be.
TESTS += tests/cli/dkim.py
EXTRA_DIST += tests/cli/dkim.py tests/lib/dkim_sign.py \
	tests/lib/dns_server.py
# What an alert may run.
TESTS += tests/cli/notice.sh
EXTRA_DIST += tests/cli/notice.sh
# What people enter by hand.
TESTS += tests/cli/entries.py
EXTRA_DIST += tests/cli/entries.py
# The ledger before timestamp authorities.
TESTS += tests/cli/timestamps.py
EXTRA_DIST += tests/cli/timestamps.py tests/lib/authority.py
# What authorities and who made a bundle must not get at.
TESTS += tests/cli/third_party.py
EXTRA_DIST += tests/cli/third_party.py
# The walls, and servers that flood.
TESTS += tests/cli/walls.py
EXTRA_DIST += tests/cli/walls.py
