# make bench, make bench-read: not part of check.
EXTRA_PROGRAMS += tests/bench/raw_fetch tests/bench/read_match
tests_bench_raw_fetch_SOURCES = tests/bench/raw_fetch.c
tests_bench_raw_fetch_LDADD =
tests_bench_read_match_SOURCES = tests/bench/read_match.c
tests_bench_read_match_LDADD = libfloodmark.a $(LIBS_ALL)
CLEANFILES += tests/bench/raw_fetch tests/bench/read_match \
	tests/bench/gmime_match
EXTRA_DIST += tests/bench/bench.py tests/bench/write_mailbox.py \
	tests/bench/read_match.py tests/bench/gmime_match.c
bench: floodmarkd tests/bench/raw_fetch bench-read
	python3 '$(abs_top_srcdir)/tests/bench/bench.py' \
	    '$(abs_top_srcdir)' '$(abs_top_builddir)'
bench-read: tests/bench/read_match
	if pkg-config --exists gmime-3.0; then \
	    $(CC) $(CFLAGS) -o tests/bench/gmime_match \
	    '$(srcdir)/tests/bench/gmime_match.c' \
	    $$(pkg-config --cflags --libs gmime-3.0 libpcre2-8); fi
	python3 '$(abs_top_srcdir)/tests/bench/read_match.py' \
	    '$(abs_top_srcdir)' '$(abs_top_builddir)'
EXTRA_DIST += tests/bench/scale.py
bench-growth bench-accounts bench-idle: floodmarkd
	python3 '$(abs_top_srcdir)/tests/bench/scale.py' \
	    '$(abs_top_srcdir)' '$(abs_top_builddir)' $(@:bench-%=%)
.PHONY: bench bench-read bench-growth bench-accounts bench-idle

# make bench-million: a first pass over a million messages, hits or not.
EXTRA_DIST += tests/bench/million.py
bench-million: floodmarkd
	python3 '$(abs_top_srcdir)/tests/bench/million.py' \
	    '$(abs_top_builddir)'
.PHONY: bench-million

# make bench-store: questions to a store of a million contacts.
EXTRA_PROGRAMS += tests/bench/fill_store
tests_bench_fill_store_SOURCES = tests/bench/fill_store.c
tests_bench_fill_store_LDADD = $(TEST_LIBS)
CLEANFILES += tests/bench/fill_store
EXTRA_DIST += tests/bench/store_bench.py
bench-store: floodmark tests/bench/fill_store
	python3 '$(abs_top_srcdir)/tests/bench/store_bench.py' \
	    '$(abs_top_builddir)'

# make bench-export: a bundle of 100,000 contacts.
EXTRA_DIST += tests/bench/export_bench.py
bench-export: floodmark tests/bench/fill_store
	python3 '$(abs_top_srcdir)/tests/bench/export_bench.py' \
	    '$(abs_top_builddir)'
.PHONY: bench-export

# make bench-detect: the detector on series made for the purpose.
EXTRA_DIST += tests/bench/series.py tests/bench/ears.R
bench-detect: floodmark
	python3 '$(abs_top_srcdir)/tests/bench/series.py' \
	    --program '$(abs_top_builddir)/floodmark'
.PHONY: bench-detect
