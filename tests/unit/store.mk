EXTRA_DIST += tests/unit/store_rig.h
check_PROGRAMS += tests/unit/test_store_incidents
tests_unit_test_store_incidents_SOURCES = tests/unit/test_store_incidents.c
tests_unit_test_store_incidents_LDADD = $(TEST_LIBS)
