# make bench: not part of check.
EXTRA_PROGRAMS += tests/bench/raw_fetch
tests_bench_raw_fetch_SOURCES = tests/bench/raw_fetch.c
tests_bench_raw_fetch_LDADD =
CLEANFILES += tests/bench/raw_fetch
EXTRA_DIST += tests/bench/bench.py tests/bench/write_mailbox.py
bench: floodmarkd tests/bench/raw_fetch
	python3 '$(abs_top_srcdir)/tests/bench/bench.py' \
	    '$(abs_top_srcdir)' '$(abs_top_builddir)'
