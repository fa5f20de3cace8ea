#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/day.h"
#include "base/safe.h"
#include "cmd/output/output.h"
#include "run/examiner.h"

static const char *const columns[] = { "fault", "where", "what" };

/* In a table notes stand below it: they are no faults. */
struct found {
	struct output output;
	struct buf notes;
};

static void
found_done(struct found *f)
{
	buf_done(&f->notes);
}

static int
fault_put(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	struct found *f = arg;

	(void)err;
	if (fault == FAULT_NOTE && f->output.format == FORMAT_TABLE) {
		buf_addf(&f->notes, "note: %s: %s\n", where, what);
		return 0;
	}
	output_text(&f->output, fault_name(fault));
	output_text(&f->output, where);
	output_text(&f->output, what);
	return 0;
}

static void
tell_recheck(const struct examined *r)
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
tell_signature(const struct examined *x)
{
	if (x->v.signer[0] != '\0')
		printf("signed by the key %s%s\n", x->v.signer, x->copy ?
		    "; nothing in a reading copy says whose it is" :
		    ", which the ledger names");
	else if (x->v.faults == 0)
		printf("not signed%s; its PDF files, chart and coverage are "
		    "held by manifests that anybody can make anew\n",
		    x->copy ? "" : ": the ledger names no signing key");
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
	struct examined x;
	CLEANUP(found_done) struct found s = { .notes = { .max = 1 << 16,
		.truncate = true } };
	int got;

	if (path == NULL)
		return err_set(err, EX_CONFIG, "no configuration, and no "
		    "store or bundle named; one of them would be right");
	output_open(&s.output, call->format, columns, 3);
	got = examiner_run(path, fault_put, &s, &x, err);
	output_close(&s.output, got != -1 ? "nothing is wrong" : NULL);
	if (got == -1)
		return -1;
	if (x.v.faults > 0)
		call->code = EX_DATAERR;
	if (call->format == FORMAT_TABLE)
		printf("%schecked: %" PRId64 " ledger rows, %" PRId64
		    " originals, %" PRId64 " incidents, %" PRId64
		    " contacts; %" PRId64 " fault%s\n",
		    x.copy ? "a reading copy, "
		    "without ledger and originals: only that its files are "
		    "whole and its counts agree with its schedule can be "
		    "checked\n" : "", x.v.ledger_rows,
		    x.v.originals, x.v.incidents, x.v.contacts, x.v.faults,
		    x.v.faults == 1 ? "" : "s");
	if (call->format == FORMAT_TABLE)
		tell_recheck(&x);
	if (x.bundle && call->format == FORMAT_TABLE)
		tell_signature(&x);
	if (call->format == FORMAT_TABLE)
		tell_stamps(&x.v);
	fputs(buf_str(&s.notes), stdout);
	return 0;
}
