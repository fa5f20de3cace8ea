check_PROGRAMS += tests/unit/test_bars
tests_unit_test_bars_SOURCES = tests/unit/test_bars.c
tests_unit_test_bars_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_picture
tests_unit_test_picture_SOURCES = tests/unit/test_picture.c
tests_unit_test_picture_LDADD = $(TEST_LIBS)
