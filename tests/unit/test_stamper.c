/*
 * When an authority is asked for a timestamp, and what becomes of a question
 * whose child is played.
 */
#include "run/child/stamper.h"

#include "run/child/hook.h"

#include "store/records/stamps.h"
#include "tests/unit/run_rig.h"

/* s a stamp, n none and why, x it dies, ~ it is silent, ! it lies,
 * b a frame that breaks off */
static const struct {
	const char *what;
	char says;
	const char *why;	/* "" : it stamped */
} rows[] = {
	{ "a stamp", 's', "" },
	{ "none", 'n', "says no" },
	{ "it dies", 'x', "could not be asked: the child ended" },
	{ "it is silent", '~', "does not answer in time" },
	{ "it lies", '!', "could not be asked: the child broke the rules" },
	{ "a frame of nothing", 'b', "gave an answer nobody can use" },
};

static char says;

static void
authority_speaks(void)
{
	struct played *p = played_of("floodmark-time");

	if (p == NULL || says == '~')
		return;
	if (says == 's' || says == 'n') {
		frame_begin(&p->wire, says == 's' ? FRAME_STAMP :
		    FRAME_NO_STAMP);
		frame_put_str(&p->wire, says == 's' ? "stamp" : "says no");
		frame_end(&p->wire);
	} else if (says != 'x') {
		say_empty(p, says == 'b' ? FRAME_STAMP : FRAME_VERDICT);
	}
	(void)!wire_write(&p->wire);
	played_end(p);
}

struct play {
	struct rig r;
	char path[100];
	char name[2][4];
	struct authority authorities[2];
	struct config config;
	struct stamper stamper;
};

static void
put_pem(const struct play *p)
{
	FILE *file = fopen(p->path, "w");

	if (file == NULL || fputs("certificates", file) == EOF ||
	    fclose(file) == EOF)
		printf("Bail out! no file\n");
}

static void
play_open(struct play *p, size_t n)
{
	stage_clear();
	stage.speak = authority_speaks;
	*p = (struct play){ .name = { "one", "two" } };
	rig_make(&p->r);
	snprintf(p->path, sizeof(p->path), "%s/root.pem", p->r.dir);
	for (size_t i = 0; i < n; i++)
		p->authorities[i] = (struct authority){ p->name[i], p->path,
			p->path };
	p->config.authorities = p->authorities;
	p->config.n_authorities = n;
	p->config.store = p->r.path;
	put_pem(p);
	stamper_init(&p->stamper, &p->config);
}

static void
play_close(struct play *p)
{
	stamper_done(&p->stamper);
	rig_done(&p->r);
}

/* As the engine does, until nothing runs. */
static void
work(struct play *p)
{
	do {
		(void)poll(NULL, 0, 1000);
		if (stamper_work(&p->stamper, p->r.s, &p->r.err) == -1)
			printf("Bail out! %s\n", p->r.err.text);
	} while (stamper_busy(&p->stamper) || !p->stamper.looked);
}

static int64_t
stamps(const struct play *p)
{
	return raw_int(p->r.path, "SELECT count(*) FROM attachment WHERE "
	    "purpose = 'timestamp'");
}

static void
test_rows(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		CLEANUP(buf_done) struct buf told = { .max = 4096 };
		struct play p;
		char want[200] = "";

		says = rows[i].says;
		play_open(&p, 1);
		mail_fill(p.r.s, 1, 1, 1, &p.r.err);
		work(&p);
		stamper_tell(&p.stamper, &told);
		if (rows[i].why[0] != '\0')
			snprintf(want, sizeof(want), "one %s\n", rows[i].why);
		is_str(buf_str(&told), want, rows[i].what);
		is_int(stamps(&p), rows[i].why[0] == '\0', "kept");
		is_int(p.stamper.turns[0].failures, rows[i].why[0] != '\0',
		    "a failure waits");
		play_close(&p);
	}
}

/* Once a day on which something was added. */
static void
test_days(void)
{
	struct play p;

	says = 's';
	play_open(&p, 1);
	work(&p);
	is_int((long long)stage.n, 0, "nothing to stamp");
	mail_fill(p.r.s, 1, 1, 1, &p.r.err);
	stage.ticks_ms += 60000;
	p.stamper.looked = false;
	work(&p);
	is_int(stamps(&p), 1, "the first row");
	mail_fill(p.r.s, 2, 1, 1, &p.r.err);
	stage.ticks_ms += 3600000;
	p.stamper.looked = false;
	work(&p);
	is_int(stamps(&p), 1, "more of the same day waits");
	stage.ticks_ms += 86400000;
	p.stamper.looked = false;
	work(&p);
	is_int(stamps(&p), 2, "for the next");
	stage.ticks_ms += 86400000;
	p.stamper.looked = false;
	work(&p);
	is_int(stamps(&p), 2, "a day without anything has none");
	play_close(&p);
}

/* One that fails is asked again later, and keeps no other from its turn. */
static void
test_failures(void)
{
	struct play p;

	says = 'n';
	play_open(&p, 2);
	mail_fill(p.r.s, 1, 1, 1, &p.r.err);
	work(&p);
	is_int((long long)stage.n, 2, "both are asked");
	says = 's';
	p.stamper.look_ms = 0;
	ok(stamper_work(&p.stamper, p.r.s, &p.r.err) == 0 && stage.n == 2,
	    "not at once again");
	stage.ticks_ms += HOOK_RETRY_MS;
	p.stamper.looked = false;
	work(&p);
	is_int(stamps(&p), 2, "but in a minute");
	ok(p.stamper.turns[0].failures == 0 &&
	    p.stamper.turns[0].why[0] == '\0', "and the failure is over");
	play_close(&p);
	play_open(&p, 1);
	mail_fill(p.r.s, 1, 1, 1, &p.r.err);
	unlink(p.path);
	work(&p);
	ok(stage.n == 0 && strstr(p.stamper.turns[0].why, "root.pem") != NULL,
	    "certificates that are not there");
	put_pem(&p);
	stage.starts_fail = 1;
	stage.ticks_ms += HOOK_RETRY_MS;
	p.stamper.looked = false;
	work(&p);
	ok(strstr(p.stamper.turns[0].why, "cannot start") != NULL,
	    "no process");
	play_close(&p);
}

static void
note_failure(const struct authority *a, const char *why, void *arg)
{
	(void)a;
	(void)why;
	++*(int *)arg;
}

/* Before an export. */
static void
test_all(void)
{
	struct play p;
	int failed = 0;

	says = 's';
	play_open(&p, 2);
	mail_fill(p.r.s, 1, 1, 1, &p.r.err);
	is_int(stamper_ask_all(&p.config, p.r.s, note_failure, &failed,
	    &p.r.err), 0, "all at once");
	ok(stamps(&p) == 2 && failed == 0, "have stamped");
	is_int(stamper_ask_all(&p.config, p.r.s, note_failure, &failed,
	    &p.r.err), 0, "nothing is new");
	is_int((long long)stage.n, 2, "and nobody asked");
	mail_fill(p.r.s, 2, 1, 1, &p.r.err);
	says = 'x';
	is_int(stamper_ask_all(&p.config, p.r.s, note_failure, &failed,
	    &p.r.err), 0, "failures are no reason to stop");
	is_int(failed, 2, "and told");
	is_int(stamper_check(&p.config, &p.r.err), -1, "no certificate");
	play_close(&p);
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	signal(SIGPIPE, SIG_IGN);
	test_rows();
	test_days();
	test_failures();
	test_all();
	stage_clear();
	return tap_done();
}
