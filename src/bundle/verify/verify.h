/*
 * Checking a bundle from its files alone.
 */
#ifndef BUNDLE_VERIFY_VERIFY_H
#define BUNDLE_VERIFY_VERIFY_H

#include "model/dkim.h"
#include "store/records/ledger.h"

/*
 * Which files there are, manifests, payload sum, ledger chain, originals
 * against their names and the ledger (both ways), signature (which must be
 * there, and of that key, when the ledger names one), schedule.csv and
 * daily-counts.csv computed again from the ledger's rows.  Coverage is not
 * in the ledger and is taken as it stands; the PDF files and the chart are
 * held by the manifest only.
 *
 * `where` of a fault is a file, with the row where it has rows.  Many faults
 * in one file are told as the first FAULTS_TOLD and a last "and more"; all
 * are counted.  sum->incidents and contacts are those of the selection.
 *
 * A reading copy has neither ledger nor originals: there the counts must
 * agree with the schedule, whose exhibit numbers rise, and that is all that
 * can be checked.  1: it was one.
 *
 * 0 also when there were faults; EX_NOINPUT when it is no bundle at all.
 */
#define FAULTS_TOLD 20

int bundle_verify(const char *dir, fault_each *, void *arg,
	struct verified *, struct err *) MUST_USE;
/* The same, and the signatures of its originals checked again with the keys
 * that the ledger has kept. */
int bundle_verify_again(const char *dir, const struct dkim_again *,
	fault_each *, void *arg, struct verified *, struct err *) MUST_USE;

#endif
