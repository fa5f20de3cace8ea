#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/day.h"
#include "base/safe.h"
#include "bundle/verify/verify.h"
#include "cmd/output/output.h"
#include "run/dkim/recheck.h"
#include "seal/stamps.h"
#include "store/records/ledger.h"

static const char *const columns[] = { "fault", "where", "what" };

static int
fault_put(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	struct output *s = arg;

	(void)err;
	output_text(s, fault_name(fault));
	output_text(s, where);
	output_text(s, what);
	return 0;
}

static int
verify_store(struct call *call, const char *path, struct output *s,
    struct recheck *r, struct verified *v, struct err *err)
{
	if (call->store == NULL &&
	    store_open(path, STORE_READ, &call->store, err) == -1)
		return -1;
	if (store_verify(call->store, fault_put, s, v, err) == -1)
		return -1;
	/* Of an older format there is nothing to check yet, and what cannot
	 * be read was told. */
	if (v->ledger_rows > 0 && recheck_store(r, call->store, fault_put, s,
	    &v->faults, err) != 0 && v->faults == 0)
		return -1;
	return stamps_verify(call->store, fault_put, s, v, err);
}

static int
verify_bundle(const char *path, struct output *s, struct recheck *r,
    struct verified *v, struct err *err)
{
	const struct dkim_again again = { recheck_dkim, r };

	return bundle_verify_again(path, &again, fault_put, s, v, err);
}

static void
tell_recheck(const struct recheck *r)
{
	if (r->rows > 0)
		printf("checked again: %" PRId64 " DKIM signature%s, with "
		    "the key%s kept\n", r->rows, r->rows == 1 ? "" : "s",
		    r->rows == 1 ? "" : "s");
	if (r->left > 0)
		printf("not checked again: %" PRId64 " DKIM signature%s; the "
		    "checker does not start\n", r->left,
		    r->left == 1 ? "" : "s");
}

/* Faults of a signature that is there are told already. */
static void
tell_signature(const struct verified *v)
{
	if (v->signer[0] != '\0')
		printf("signed by the key %s, which the ledger names\n",
		    v->signer);
	else if (v->faults == 0)
		printf("not signed: the ledger names no signing key\n");
}

static void
tell_stamps(const struct verified *v)
{
	char at[MOMENT_TEXT];

	if (v->stamps == 0)
		return;
	moment_text(v->stamped_ms, at);
	printf("%" PRId64 " timestamp%s hold%s; by the newest, of %s, the "
	    "ledger up to row %" PRId64 " was there at %s\n", v->stamps,
	    v->stamps == 1 ? "" : "s", v->stamps == 1 ? "s" : "", v->stamper,
	    v->stamped_row, at);
}

int
cmd_verify(struct call *call, struct err *err)
{
	const char *path = call->n_args > 0 ? call->args[0] :
	    call->config != NULL ? call->config->store : NULL;
	CLEANUP(recheck_done) struct recheck r = RECHECK_NONE;
	struct verified v = { 0 };
	struct output s;
	struct stat st;
	bool bundle, copy;
	int got;

	if (path == NULL)
		return err_set(err, EX_CONFIG, "no configuration, and no "
		    "store or bundle named; one of them would be right");
	output_open(&s, call->format, columns, 3);
	bundle = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
	if (bundle)
		got = verify_bundle(path, &s, &r, &v, err);
	else
		got = verify_store(call, path, &s, &r, &v, err);
	copy = got == 1;
	output_close(&s, got != -1 ? "nothing is wrong" : NULL);
	if (got == -1)
		return -1;
	if (v.faults > 0)
		call->code = EX_DATAERR;
	if (call->format == FORMAT_TABLE)
		printf("%schecked: %" PRId64 " ledger rows, %" PRId64
		    " originals, %" PRId64 " incidents, %" PRId64
		    " contacts; %" PRId64 " fault%s\n",
		    copy ? "a reading copy, "
		    "without ledger and originals: only that its files are "
		    "whole and its counts agree with its schedule can be "
		    "checked\n" : "", v.ledger_rows,
		    v.originals, v.incidents, v.contacts, v.faults,
		    v.faults == 1 ? "" : "s");
	if (call->format == FORMAT_TABLE)
		tell_recheck(&r);
	if (bundle && !copy && call->format == FORMAT_TABLE)
		tell_signature(&v);
	if (call->format == FORMAT_TABLE)
		tell_stamps(&v);
	return 0;
}
