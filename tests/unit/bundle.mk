EXTRA_DIST += tests/unit/bundle_rig.h
check_PROGRAMS += tests/unit/test_bundle
tests_unit_test_bundle_SOURCES = tests/unit/test_bundle.c
tests_unit_test_bundle_LDADD = $(TEST_LIBS)
check_PROGRAMS += tests/unit/test_bundle_verify
tests_unit_test_bundle_verify_SOURCES = tests/unit/test_bundle_verify.c
tests_unit_test_bundle_verify_LDADD = $(TEST_LIBS)
