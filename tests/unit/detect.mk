check_PROGRAMS += tests/unit/test_volume
tests_unit_test_volume_SOURCES = tests/unit/test_volume.c
tests_unit_test_volume_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_table
tests_unit_test_table_SOURCES = tests/unit/test_table.c
tests_unit_test_table_LDADD = $(TEST_LIBS)
