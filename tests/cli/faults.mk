# What a server may do wrong.
TESTS += tests/cli/faults.sh tests/cli/imap_faults.py
EXTRA_DIST += tests/cli/faults.sh tests/cli/imap_faults.py \
	tests/lib/scripted_imap.py tests/lib/clock.c
# check_DATA has it, in cli.mk
CLEANFILES += tests/lib/clock.so
tests/lib/clock.so: tests/lib/clock.c
	$(AM_V_at)$(MKDIR_P) tests/lib
	$(AM_V_CCLD)$(CC) -std=gnu11 -D_GNU_SOURCE $(CFLAGS) -Wall -Wextra \
	    -fPIC -shared -o $@ $(srcdir)/tests/lib/clock.c -ldl
