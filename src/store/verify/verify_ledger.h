/*
 * The ledger, row by row: each link, and each evidence row it stands for.
 */
#ifndef STORE_VERIFY_VERIFY_LEDGER_H
#define STORE_VERIFY_VERIFY_LEDGER_H

#include "store/verify/report.h"

int ledger_check(struct report *, struct err *) MUST_USE;

#endif
