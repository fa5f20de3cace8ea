check_PROGRAMS += tests/unit/test_shelf
tests_unit_test_shelf_SOURCES = tests/unit/test_shelf.c
tests_unit_test_shelf_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_alert
tests_unit_test_alert_SOURCES = tests/unit/test_alert.c
tests_unit_test_alert_LDADD = $(TEST_LIBS)
