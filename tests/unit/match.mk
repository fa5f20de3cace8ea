check_PROGRAMS += tests/unit/test_attribute
tests_unit_test_attribute_SOURCES = tests/unit/test_attribute.c
tests_unit_test_attribute_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_example
tests_unit_test_example_SOURCES = tests/unit/test_example.c
tests_unit_test_example_LDADD = $(TEST_LIBS)
