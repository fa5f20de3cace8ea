check_PROGRAMS += tests/unit/test_shelf
tests_unit_test_shelf_SOURCES = tests/unit/test_shelf.c
tests_unit_test_shelf_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_alert
tests_unit_test_alert_SOURCES = tests/unit/test_alert.c
tests_unit_test_alert_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_reader_deaths
tests_unit_test_reader_deaths_SOURCES = tests/unit/test_reader_deaths.c
tests_unit_test_reader_deaths_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_link_bounds
tests_unit_test_link_bounds_SOURCES = tests/unit/test_link_bounds.c
tests_unit_test_link_bounds_LDADD = $(TEST_LIBS)
# The engine with children, time and log that the test plays.
EXTRA_DIST += tests/unit/run_rig.h
run_rig_ldflags = $(AM_LDFLAGS) -Wl,--wrap=child_start,--wrap=child_stop \
	-Wl,--wrap=poll,--wrap=clock_ticks_ms,--wrap=clock_now_ms \
	-Wl,--wrap=log_line
check_PROGRAMS += tests/unit/test_reader_queue
tests_unit_test_reader_queue_SOURCES = tests/unit/test_reader_queue.c
tests_unit_test_reader_queue_LDADD = $(TEST_LIBS)
tests_unit_test_reader_queue_LDFLAGS = $(run_rig_ldflags)
check_PROGRAMS += tests/unit/test_account_link
tests_unit_test_account_link_SOURCES = tests/unit/test_account_link.c
tests_unit_test_account_link_LDADD = $(TEST_LIBS)
tests_unit_test_account_link_LDFLAGS = $(run_rig_ldflags)
check_PROGRAMS += tests/unit/test_commit
tests_unit_test_commit_SOURCES = tests/unit/test_commit.c
tests_unit_test_commit_LDADD = $(TEST_LIBS)
tests_unit_test_commit_LDFLAGS = $(run_rig_ldflags)
check_PROGRAMS += tests/unit/test_connections
tests_unit_test_connections_SOURCES = tests/unit/test_connections.c
tests_unit_test_connections_LDADD = $(TEST_LIBS)
tests_unit_test_connections_LDFLAGS = $(run_rig_ldflags)
