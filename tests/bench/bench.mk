# make bench: not part of check.
EXTRA_PROGRAMS += tests/bench/raw_fetch
tests_bench_raw_fetch_SOURCES = tests/bench/raw_fetch.c
tests_bench_raw_fetch_LDADD =
CLEANFILES += tests/bench/raw_fetch
EXTRA_DIST += tests/bench/bench.py tests/bench/write_mailbox.py
bench: floodmarkd tests/bench/raw_fetch
	python3 '$(abs_top_srcdir)/tests/bench/bench.py' \
	    '$(abs_top_srcdir)' '$(abs_top_builddir)'

# make bench-store: questions to a store of a million contacts.
EXTRA_PROGRAMS += tests/bench/fill_store
tests_bench_fill_store_SOURCES = tests/bench/fill_store.c
tests_bench_fill_store_LDADD = $(TEST_LIBS)
CLEANFILES += tests/bench/fill_store
EXTRA_DIST += tests/bench/store_bench.py
bench-store: floodmark tests/bench/fill_store
	python3 '$(abs_top_srcdir)/tests/bench/store_bench.py' \
	    '$(abs_top_builddir)'
