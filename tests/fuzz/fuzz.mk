# Fuzz targets.  `make check` replays the seeds with any compiler;
# configured with CC=clang and --enable-fuzz, `make fuzz T=60` runs each
# target for T seconds.  A target: its source, its seeds, its rows here.
EXTRA_DIST += tests/fuzz/fuzz.h tests/fuzz/check.h tests/fuzz/mail.dict \
	tests/fuzz/seeds

fuzz_targets =

fuzz_targets += read
check_PROGRAMS += tests/fuzz/replay_read
tests_fuzz_replay_read_SOURCES = tests/fuzz/fuzz_read.c tests/fuzz/replay.c
tests_fuzz_replay_read_LDADD = $(TEST_LIBS)

fuzz_targets += address
check_PROGRAMS += tests/fuzz/replay_address
tests_fuzz_replay_address_SOURCES = tests/fuzz/fuzz_address.c tests/fuzz/replay.c
tests_fuzz_replay_address_LDADD = $(TEST_LIBS)

fuzz_targets += word
check_PROGRAMS += tests/fuzz/replay_word
tests_fuzz_replay_word_SOURCES = tests/fuzz/fuzz_word.c tests/fuzz/replay.c
tests_fuzz_replay_word_LDADD = $(TEST_LIBS)

fuzz_targets += html
check_PROGRAMS += tests/fuzz/replay_html
tests_fuzz_replay_html_SOURCES = tests/fuzz/fuzz_html.c tests/fuzz/replay.c
tests_fuzz_replay_html_LDADD = $(TEST_LIBS)

fuzz_targets += fold
check_PROGRAMS += tests/fuzz/replay_fold
tests_fuzz_replay_fold_SOURCES = tests/fuzz/fuzz_fold.c tests/fuzz/replay.c
tests_fuzz_replay_fold_LDADD = $(TEST_LIBS)

if FUZZ
fuzz_link = -fsanitize=fuzzer
fuzz_programs =
fuzz_programs += tests/fuzz/fuzz_read
tests_fuzz_fuzz_read_SOURCES = tests/fuzz/fuzz_read.c
tests_fuzz_fuzz_read_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_read_LDFLAGS = $(FM_LDFLAGS) $(fuzz_link)
fuzz_programs += tests/fuzz/fuzz_address
tests_fuzz_fuzz_address_SOURCES = tests/fuzz/fuzz_address.c
tests_fuzz_fuzz_address_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_address_LDFLAGS = $(FM_LDFLAGS) $(fuzz_link)
fuzz_programs += tests/fuzz/fuzz_word
tests_fuzz_fuzz_word_SOURCES = tests/fuzz/fuzz_word.c
tests_fuzz_fuzz_word_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_word_LDFLAGS = $(FM_LDFLAGS) $(fuzz_link)
fuzz_programs += tests/fuzz/fuzz_html
tests_fuzz_fuzz_html_SOURCES = tests/fuzz/fuzz_html.c
tests_fuzz_fuzz_html_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_html_LDFLAGS = $(FM_LDFLAGS) $(fuzz_link)
fuzz_programs += tests/fuzz/fuzz_fold
tests_fuzz_fuzz_fold_SOURCES = tests/fuzz/fuzz_fold.c
tests_fuzz_fuzz_fold_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_fold_LDFLAGS = $(FM_LDFLAGS) $(fuzz_link)

T = 60
EXTRA_PROGRAMS += $(fuzz_programs)
fuzz: $(fuzz_programs)
	for t in $(fuzz_targets); do \
		mkdir -p tests/fuzz/found/$$t && \
		tests/fuzz/fuzz_$$t -max_total_time=$(T) -timeout=10 \
		    -rss_limit_mb=1024 -print_final_stats=1 \
		    -dict=$(srcdir)/tests/fuzz/mail.dict \
		    -artifact_prefix=tests/fuzz/found/$$t. \
		    tests/fuzz/found/$$t $(srcdir)/tests/fuzz/seeds/$$t \
		    || exit 1; \
	done
else
fuzz:
	@echo "make fuzz needs: ./configure CC=clang --enable-fuzz" >&2; \
	exit 1
endif
