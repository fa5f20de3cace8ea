/*
 * A bundle whose schedule prints text: only when that was asked for, harmless
 * whatever it is, and verify takes the rest of each line from the ledger.
 */
#include <unistd.h>

#include "bundle/verify/verify.h"
#include "bundle/write/schedule.h"
#include "tests/unit/bundle_rig.h"

static struct err err;

static int
speak(void *arg, struct store *s, const struct incident *i, struct buf *out,
    struct err *e)
{
	int *asked = arg;

	(void)s;
	(void)e;
	++*asked;
	if (i->id == 1)
		buf_add_str(out, "=cmd|'/C calc'!A0,\"two\nlines\"\x1b[2J");
	else
		buf_addf(out, "SAID %lld", (long long)i->id);
	return 0;
}

static int
refuse(void *arg, struct store *s, const struct incident *i, struct buf *out,
    struct err *e)
{
	(void)arg;
	(void)s;
	(void)i;
	(void)out;
	return err_set(e, EX_OSERR, "no reader");
}

static int
note(enum fault f, const char *where, const char *what, void *arg,
    struct err *e)
{
	(void)e;
	buf_addf(arg, "%s %s %s; ", fault_name(f), where, what);
	return 0;
}

static void
read_schedule(const char *dir, struct buf *out)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(BAG_SCHEDULE));

	is_int(file_read(path, out, &err), 0, "schedule.csv");
}

static void
check_text(const char *dir)
{
	CLEANUP(buf_done) struct buf csv = { .max = 1 << 24 };
	const char *first;

	read_schedule(dir, &csv);
	first = strchr(buf_str(&csv), '\n');
	ok(first != NULL && memcmp(first - 5, ",text", 5) == 0,
	    "a column more");
	ok(strstr(buf_str(&csv), "\"'=cmd|'/C calc'!A0,\"\"two lines\"\""
	    "\\u{001B}[2J\"\n") != NULL, "the hostile one is harmless: %.400s",
	    first == NULL ? "" : first);
	ok(strstr(buf_str(&csv), ",SAID 2\n") != NULL, "and the others");
}

/* A line of it that says something else, with digests made good by nobody. */
static void
check_changed(const char *dir)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(BAG_SCHEDULE));
	CLEANUP(buf_done) struct buf csv = { .max = 1 << 24 };
	CLEANUP(buf_done) struct buf said = { .max = 1 << 16 };
	struct verified v;
	FILE *f;
	char *at;

	read_schedule(dir, &csv);
	buf_str(&csv);
	at = strstr(csv.at, ",email,");
	if (!ok(at != NULL, "a channel"))
		return;
	memcpy(at, ",xmail,", 7);
	f = fopen(path, "w");
	fwrite(csv.at, 1, csv.len, f);
	fclose(f);
	is_int(bundle_verify(dir, note, &said, &v, &err), 0, "verified");
	ok(strstr(buf_str(&said), "is not what the ledger says") != NULL,
	    "a cell of the ledger is found: %s", buf_str(&said));
}

int
main(void)
{
	struct rig r;
	char dir[100], copy[100], failed[100];
	int asked = 0;
	struct bundle_request request = { .filter = FILTER_ALL,
		.config = &case_config, .people = &case_people,
		.text = speak, .text_arg = &asked };
	CLEANUP(buf_done) struct buf said = { .max = 1 << 16 };
	struct bundle_made made;
	struct verified v;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	rig_make(&r);
	is_int(case_fill(r.s, 40, &err), 0, "a case");
	snprintf(dir, sizeof(dir), "%s-text", r.dir);
	snprintf(copy, sizeof(copy), "%s-copy", r.dir);
	snprintf(failed, sizeof(failed), "%s-failed", r.dir);
	request.dir = dir;
	is_int(bundle_write(r.s, &request, &made, &err), 0, "written");
	is_int(asked, 2 * made.incidents, "asked for the table and the page");
	is_int(bundle_verify(dir, note, &said, &v, &err), 0, "verified");
	is_str(buf_str(&said), "", "nothing is wrong");
	check_text(dir);
	check_changed(dir);
	request.dir = copy;
	request.redact = true;
	is_int(bundle_write(r.s, &request, &made, &err), -1,
	    "not in a reading copy");
	is_int(err.code, EX_USAGE, "which is a wrong question");
	request.redact = false;
	request.text = refuse;
	request.dir = failed;
	is_int(bundle_write(r.s, &request, &made, &err), -1,
	    "where it cannot be read");
	ok(access(failed, F_OK) == -1, "nothing is left");
	case_remove(dir);
	rig_done(&r);
	return tap_done();
}
