#include "bundle/verify/verify.h"

#include <stdlib.h>

#include "base/file.h"
#include "bundle/verify/check.h"

static void
check_done(struct check *c)
{
	fd_close(&c->root);
	fd_close(&c->data);
	free(c->incidents);
	free(c->originals);
	free(c->owned);
	free(c->typed);
	stamps_done(&c->stamps);
	free(c->stamped);
	free(c->milestones);
	check_coverage_done(c);
	free(c->dkim);
	grid_done(&c->grid);
}

int
bundle_verify(const char *dir, fault_each *each, void *arg,
    struct verified *sum, struct err *err)
{
	return bundle_verify_again(dir, NULL, each, arg, sum, err);
}

int
bundle_verify_again(const char *dir, const struct dkim_again *again,
    fault_each *each, void *arg, struct verified *sum, struct err *err)
{
	CLEANUP(check_done) struct check c = { .dir = dir, .root = -1,
		.data = -1, .again = again,
		.each = each, .arg = arg, .sum = sum };
	int bag;

	*sum = (struct verified){ 0 };
	bag = check_bag(&c, err);
	if (bag != 0)
		return bag < 0 ? -1 : 0;
	if (check_is_copy(&c))
		return check_copy(&c, err) != 0 ||
		    check_signature(&c, err) != 0 ||
		    check_counts(&c, err) != 0 ? -1 : 1;
	if (check_ledger(&c, err) != 0 ||
	    check_signature(&c, err) != 0 ||
	    check_zip(&c, err) != 0 ||
	    check_stamps(&c, err) != 0 ||
	    check_schedule(&c, err) != 0 ||
	    check_counts(&c, err) != 0)
		return -1;
	return 0;
}
