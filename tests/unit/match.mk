check_PROGRAMS += tests/unit/test_attribute
tests_unit_test_attribute_SOURCES = tests/unit/test_attribute.c
tests_unit_test_attribute_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_literal
tests_unit_test_literal_SOURCES = tests/unit/test_literal.c
tests_unit_test_literal_LDADD = $(TEST_LIBS)
