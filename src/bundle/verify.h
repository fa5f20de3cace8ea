/*
 * Checking a bundle from its files alone.
 */
#ifndef BUNDLE_VERIFY_H
#define BUNDLE_VERIFY_H

#include "store/ledger.h"

/* Manifests, payload sum, ledger chain, originals against names and
 * ledger, daily counts and schedule against the ledger.  EX_NOINPUT when
 * it is no bundle. */
int bundle_verify(const char *dir, fault_each *, void *arg,
	struct verified *, struct err *) MUST_USE;

#endif
