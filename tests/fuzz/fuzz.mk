# Fuzz targets.  `make check` replays the seeds with any compiler;
# configured with CC=clang and --enable-fuzz, `make fuzz T=60` runs each
# target for T seconds.  A target: its source, its seeds, its rows here.
EXTRA_DIST += tests/fuzz/fuzz.h tests/fuzz/check.h tests/fuzz/yaml_file.h \
	tests/fuzz/mail.dict tests/fuzz/pattern.dict tests/fuzz/yaml.dict \
	tests/fuzz/seeds

fuzz_targets = literal read address word html fold charset \
	header rules conf frame match mailbox signature dns stamp imap

check_PROGRAMS += tests/fuzz/replay_literal
tests_fuzz_replay_literal_SOURCES = tests/fuzz/fuzz_literal.c \
	tests/fuzz/replay.c
tests_fuzz_replay_literal_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_read
tests_fuzz_replay_read_SOURCES = tests/fuzz/fuzz_read.c tests/fuzz/replay.c
tests_fuzz_replay_read_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_address
tests_fuzz_replay_address_SOURCES = tests/fuzz/fuzz_address.c \
	tests/fuzz/replay.c
tests_fuzz_replay_address_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_word
tests_fuzz_replay_word_SOURCES = tests/fuzz/fuzz_word.c tests/fuzz/replay.c
tests_fuzz_replay_word_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_html
tests_fuzz_replay_html_SOURCES = tests/fuzz/fuzz_html.c tests/fuzz/replay.c
tests_fuzz_replay_html_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_fold
tests_fuzz_replay_fold_SOURCES = tests/fuzz/fuzz_fold.c tests/fuzz/replay.c
tests_fuzz_replay_fold_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_charset
tests_fuzz_replay_charset_SOURCES = tests/fuzz/fuzz_charset.c \
	tests/fuzz/replay.c
tests_fuzz_replay_charset_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_header
tests_fuzz_replay_header_SOURCES = tests/fuzz/fuzz_header.c tests/fuzz/replay.c
tests_fuzz_replay_header_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_rules
tests_fuzz_replay_rules_SOURCES = tests/fuzz/fuzz_rules.c tests/fuzz/replay.c
tests_fuzz_replay_rules_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_conf
tests_fuzz_replay_conf_SOURCES = tests/fuzz/fuzz_conf.c tests/fuzz/replay.c
tests_fuzz_replay_conf_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_frame
tests_fuzz_replay_frame_SOURCES = tests/fuzz/fuzz_frame.c tests/fuzz/replay.c
tests_fuzz_replay_frame_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_match
tests_fuzz_replay_match_SOURCES = tests/fuzz/fuzz_match.c tests/fuzz/replay.c
tests_fuzz_replay_match_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_imap
tests_fuzz_replay_imap_SOURCES = tests/fuzz/fuzz_imap.c tests/fuzz/replay.c
tests_fuzz_replay_imap_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_mailbox
tests_fuzz_replay_mailbox_SOURCES = tests/fuzz/fuzz_mailbox.c \
	tests/fuzz/replay.c
tests_fuzz_replay_mailbox_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_signature
tests_fuzz_replay_signature_SOURCES = tests/fuzz/fuzz_signature.c \
	tests/fuzz/replay.c
tests_fuzz_replay_signature_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_dns
tests_fuzz_replay_dns_SOURCES = tests/fuzz/fuzz_dns.c \
	tests/fuzz/replay.c
tests_fuzz_replay_dns_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/fuzz/replay_stamp
tests_fuzz_replay_stamp_SOURCES = tests/fuzz/fuzz_stamp.c tests/fuzz/replay.c
tests_fuzz_replay_stamp_LDADD = $(TEST_LIBS)

if FUZZ
fuzz_flags = $(FM_LDFLAGS) -fsanitize=fuzzer
fuzz_programs =
fuzz_programs += tests/fuzz/fuzz_literal
tests_fuzz_fuzz_literal_SOURCES = tests/fuzz/fuzz_literal.c
tests_fuzz_fuzz_literal_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_literal_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_read
tests_fuzz_fuzz_read_SOURCES = tests/fuzz/fuzz_read.c
tests_fuzz_fuzz_read_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_read_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_address
tests_fuzz_fuzz_address_SOURCES = tests/fuzz/fuzz_address.c
tests_fuzz_fuzz_address_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_address_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_word
tests_fuzz_fuzz_word_SOURCES = tests/fuzz/fuzz_word.c
tests_fuzz_fuzz_word_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_word_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_html
tests_fuzz_fuzz_html_SOURCES = tests/fuzz/fuzz_html.c
tests_fuzz_fuzz_html_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_html_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_fold
tests_fuzz_fuzz_fold_SOURCES = tests/fuzz/fuzz_fold.c
tests_fuzz_fuzz_fold_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_fold_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_charset
tests_fuzz_fuzz_charset_SOURCES = tests/fuzz/fuzz_charset.c
tests_fuzz_fuzz_charset_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_charset_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_header
tests_fuzz_fuzz_header_SOURCES = tests/fuzz/fuzz_header.c
tests_fuzz_fuzz_header_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_header_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_rules
tests_fuzz_fuzz_rules_SOURCES = tests/fuzz/fuzz_rules.c
tests_fuzz_fuzz_rules_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_rules_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_conf
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c
tests_fuzz_fuzz_conf_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_conf_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_frame
tests_fuzz_fuzz_frame_SOURCES = tests/fuzz/fuzz_frame.c
tests_fuzz_fuzz_frame_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_frame_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_match
tests_fuzz_fuzz_match_SOURCES = tests/fuzz/fuzz_match.c
tests_fuzz_fuzz_match_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_match_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_imap
tests_fuzz_fuzz_imap_SOURCES = tests/fuzz/fuzz_imap.c
tests_fuzz_fuzz_imap_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_imap_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_mailbox
tests_fuzz_fuzz_mailbox_SOURCES = tests/fuzz/fuzz_mailbox.c
tests_fuzz_fuzz_mailbox_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_mailbox_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_dns
tests_fuzz_fuzz_dns_SOURCES = tests/fuzz/fuzz_dns.c
tests_fuzz_fuzz_dns_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_dns_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_signature
tests_fuzz_fuzz_signature_SOURCES = tests/fuzz/fuzz_signature.c
tests_fuzz_fuzz_signature_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_signature_LDFLAGS = $(fuzz_flags)
fuzz_programs += tests/fuzz/fuzz_stamp
tests_fuzz_fuzz_stamp_SOURCES = tests/fuzz/fuzz_stamp.c
tests_fuzz_fuzz_stamp_LDADD = $(TEST_LIBS)
tests_fuzz_fuzz_stamp_LDFLAGS = $(fuzz_flags)

T = 60
EXTRA_PROGRAMS += $(fuzz_programs)
fuzz: $(fuzz_programs)
	for t in $(fuzz_targets); do \
		case $$t in rules | conf) d=yaml ;; \
		    literal) d=pattern ;; *) d=mail ;; esac; \
		mkdir -p tests/fuzz/found/$$t && \
		tests/fuzz/fuzz_$$t -max_total_time=$(T) -timeout=10 \
		    -rss_limit_mb=1024 -print_final_stats=1 \
		    -dict=$(srcdir)/tests/fuzz/$$d.dict \
		    -artifact_prefix=tests/fuzz/found/$$t. \
		    tests/fuzz/found/$$t $(srcdir)/tests/fuzz/seeds/$$t \
		    || exit 1; \
	done
else
fuzz:
	@echo "make fuzz needs: ./configure CC=clang --enable-fuzz" >&2; \
	exit 1
endif
