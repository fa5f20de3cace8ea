/*
 * The ledger, row by row: each link, and each evidence row it stands for.
 */
#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "store/report.h"

int chain_check(struct report *, struct err *) MUST_USE;

#endif
