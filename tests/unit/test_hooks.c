/*
 * Commands of the user's, which are real, by a clock that is not: those that
 * fail, hang or cannot be started, and when they may speak again.
 */
#include "run/alert/alert.h"

#include <sys/wait.h>

#include "run/alert/witness.h"
#include "tests/unit/run_rig.h"

#define HOUR 3600
#define MINUTE 60

/* What the commands do. */
#define TELLS "cat >>told; echo >>told"
#define FAILS "cat >/dev/null; exit 1"
#define DEAF "exit 0"
#define HANGS "exec >/dev/null; sleep 1000"
#define DIES "kill -9 $$"

static struct rig rig;
static int flags_added;

static void
add_flag(void)
{
	char kind[20];
	int64_t id, now = stage.moment_ms + stage.ticks_ms;
	struct escalation e = { .at_ms = now, .day = day_of(now),
		.person = "ex", .kind = kind, .level = "flood", .count = 21,
		.usual = 1.5, .limit = 20, .reason = "21st of the day",
		.recorded_ms = now };

	snprintf(kind, sizeof(kind), "volume-%d", flags_added++);
	if (store_begin(rig.s, &rig.err) == -1 ||
	    escalation_record(rig.s, &e, &id, &rig.err) != 0 ||
	    store_commit(rig.s, &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
}

/* Real ones take their time; one that hangs does not end by itself. */
static void
wait_end(const struct hook *h)
{
	siginfo_t info = { .si_pid = 0 };

	if (h->pid > 0)
		(void)waitid(P_PID, (id_t)h->pid, &info, WEXITED | WNOWAIT);
}

static void
alert_works(struct alerter *a, bool hangs)
{
	if (alerter_work(a, rig.s, &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
	if (!hangs)
		wait_end(&a->hook);
	if (alerter_busy(a) && alerter_work(a, rig.s, &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
}

static int
times_told(void)
{
	CLEANUP(buf_done) struct buf told = { .max = 1 << 20 };
	struct err err;
	int n = 0;

	if (access("told", F_OK) == 0 && file_read("told", &told, &err) == 0)
		for (size_t i = 0; i < told.len; i++)
			n += told.at[i] == '\n' && i > 0 &&
			    told.at[i - 1] != '\n';
	return n;
}

/* At a moment something happens, and so often it was told by then. */
struct step {
	int at_s;		/* after noon */
	bool flag;		/* one is raised */
	int told;		/* alerts so far */
};

static const struct {
	const char *what;
	const char *quiet_hours;	/* of the alert; NULL: none */
	const char *otherwise;		/* of the daemon */
	int64_t every_s;
	struct step steps[6];
} times[] = {
	{ "the first at once, then once an hour", NULL, NULL, HOUR,
	    { { 0, true, 1 }, { 1, true, 1 }, { HOUR - 1, true, 1 },
	    { HOUR, false, 2 }, { 3 * HOUR, false, 2 },
	    { 3 * HOUR + 1, true, 3 } } },
	{ "every one", NULL, NULL, 0, { { 0, true, 1 }, { 1, true, 2 },
	    { 2, true, 3 } } },
	{ "nothing in quiet hours", "11:30-13:00", NULL, 0,
	    { { 0, true, 0 }, { HOUR - 1, true, 0 }, { HOUR, false, 1 },
	    { HOUR + 1, true, 2 } } },
	{ "over midnight", "22:00-07:00", NULL, 0, { { 0, true, 1 },
	    { 10 * HOUR, true, 1 }, { 18 * HOUR, true, 1 },
	    { 19 * HOUR, false, 2 } } },
	{ "the daemon's, without its own", NULL, "11:30-13:00", 0,
	    { { 0, true, 0 }, { HOUR, false, 1 } } },
	{ "its own before the daemon's", "01:00-02:00", "11:30-13:00", 0,
	    { { 0, true, 1 } } },
	{ "quiet hours within an hour of its", "12:30-14:00", NULL, HOUR,
	    { { 0, true, 1 }, { 40 * MINUTE, true, 1 },
	    { HOUR, false, 1 }, { 2 * HOUR, false, 2 } } },
};

static void
begin(void)
{
	stage_clear();
	flags_added = 0;
	(void)unlink("told");
	rig_make(&rig);
}

static void
test_times(size_t row)
{
	static char tells[] = TELLS;
	struct alert alert = { .command = tells,
		.every_s = times[row].every_s };
	struct config config = { .alerts = &alert, .n_alerts = 1 };
	struct alerter a;
	bool good = true;

	begin();
	alerter_init(&a, &config);
	alert.quiet_hours = (char *)(uintptr_t)times[row].quiet_hours;
	if ((alert.quiet_hours != NULL && hours_parse(alert.quiet_hours,
	    &alert.quiet, &rig.err) == -1) || (times[row].otherwise != NULL &&
	    hours_parse(times[row].otherwise, &a.quiet, &rig.err) == -1))
		printf("Bail out! %s\n", rig.err.text);
	for (size_t i = 0; i < ROWS(times[row].steps); i++) {
		const struct step *s = &times[row].steps[i];

		if (i > 0 && s->at_s == 0)
			break;
		stage.ticks_ms = s->at_s * INT64_C(1000);
		if (s->flag)
			add_flag();
		alert_works(&a, false);
		if (times_told() == s->told)
			continue;
		printf("# after %d s: %d alerts\n", s->at_s, times_told());
		good = false;
	}
	ok(good, "%s", times[row].what);
	alerter_done(&a);
	rig_done(&rig);
}

/* What a command does, and how it ends. */
static const struct {
	const char *what, *command, *said;
	bool hangs;
} ends[] = {
	{ "one that fails", FAILS, "the command failed; tried again in 60 s",
	    false },
	{ "one that is killed", DIES, "the command failed", false },
	{ "one that hangs", HANGS, "the command failed", true },
	{ "one that there is not", "/no/such/command", "the command failed",
	    false },
};

static void
test_ends(size_t row)
{
	static char tells[] = TELLS;
	char command[60];
	struct alert alert = { .command = command };
	struct config config = { .alerts = &alert, .n_alerts = 1 };
	struct alerter a;
	int runs = 0;

	begin();
	snprintf(command, sizeof(command), "exec 2>/dev/null; %s",
	    ends[row].command);
	alerter_init(&a, &config);
	add_flag();
	alert_works(&a, ends[row].hangs);
	is_int(alerter_busy(&a), ends[row].hangs, ends[row].what);
	stage.ticks_ms += ALERT_PATIENCE_MS;
	alert_works(&a, ends[row].hangs);
	ok(!alerter_busy(&a) && stage_logged(ends[row].said), "%s",
	    ends[row].said);
	is_int(a.told[0].failures, 1, "once");
	stage.ticks_ms += HOOK_RETRY_MS;
	for (int i = 0; i < 3; i++) {
		alert_works(&a, ends[row].hangs);
		runs += a.told[0].failures > 1 || alerter_busy(&a);
		stage.ticks_ms += 1000;
	}
	ok(runs > 0, "it is tried again");
	alerter_done(&a);
	alert.command = tells;
	alerter_init(&a, &config);
	alert_works(&a, false);
	is_int(times_told(), 1, "what it did not take is told by the next");
	alerter_done(&a);
	rig_done(&rig);
}

/* A command that does not listen has it all the same. */
static void
test_deaf(void)
{
	static char deaf[] = DEAF;
	struct alert alert = { .command = deaf };
	struct config config = { .alerts = &alert, .n_alerts = 1 };
	struct alerter a;

	begin();
	alerter_init(&a, &config);
	add_flag();
	alert_works(&a, false);
	ok(!alerter_busy(&a) && a.told[0].failures == 0,
	    "one that does not listen");
	is_int(raw_int(rig.path, "SELECT count(*) FROM outbox WHERE done_ms "
	    "IS NULL"), 0, "was told");
	alerter_done(&a);
	rig_done(&rig);
}

static void
witness_works(struct witness *w, bool hangs)
{
	if (witness_work(w, rig.s, &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
	if (!hangs)
		wait_end(&w->hook);
	if (witness_busy(w) && witness_work(w, rig.s, &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
}

/* What the witness does on two days, and how often it was told then. */
static const struct {
	const char *what, *command, *said;
	int today, later, tomorrow;
	bool hangs;
} witnesses[] = {
	{ "a witness", TELLS, NULL, 1, 1, 2, false },
	{ "that fails", TELLS "; exit 1", "witness: the command failed; "
	    "tried again in 60 s", 1, 2, 3, false },
	{ "that hangs", TELLS "; " HANGS, "witness: the command does "
	    "not end", 1, 2, 3, true },
};

static void
wait_told(int n)
{
	for (int i = 0; i < 60000 && times_told() < n; i++)
		usleep(1000);
}

static void
test_witness(size_t row)
{
	char command[60];
	struct config config = { .witness = { .command = command } };
	struct witness w;
	bool hangs = witnesses[row].hangs;

	begin();
	snprintf(command, sizeof(command), "%s", witnesses[row].command);
	witness_init(&w, &config);
	witness_works(&w, hangs);
	is_int(times_told(), 0, "an empty ledger has no head");
	mail_fill(rig.s, 1, 1, 1, &rig.err);
	witness_works(&w, hangs);
	wait_told(witnesses[row].today);
	is_int(times_told(), witnesses[row].today, witnesses[row].what);
	stage.ticks_ms += WITNESS_PATIENCE_MS;
	witness_works(&w, hangs);
	stage.ticks_ms += HOOK_RETRY_MS;
	witness_works(&w, hangs);
	wait_told(witnesses[row].later);
	is_int(times_told(), witnesses[row].later, "later that day");
	witness_done(&w);
	witness_init(&w, &config);
	stage.ticks_ms += 86400000;
	witness_works(&w, hangs);
	wait_told(witnesses[row].tomorrow);
	is_int(times_told(), witnesses[row].tomorrow, "the next day");
	ok(witnesses[row].said == NULL || stage_logged(witnesses[row].said),
	    "and what is said of it");
	witness_done(&w);
	rig_done(&rig);
}

/* A restart does not tell the same day twice. */
static void
test_restart(void)
{
	static char tells[] = TELLS;
	struct config config = { .witness = { .command = tells } };
	struct witness w;

	begin();
	mail_fill(rig.s, 1, 1, 1, &rig.err);
	for (int i = 0; i < 3; i++) {
		witness_init(&w, &config);
		witness_works(&w, false);
		witness_done(&w);
	}
	is_int(times_told(), 1, "three starts on one day");
	rig_done(&rig);
}

int
main(void)
{
	char dir[] = "/tmp/floodmark-hooks-XXXXXX";
	struct err err;

	if (zone_use("UTC", &err) == -1 || mkdtemp(dir) == NULL ||
	    chdir(dir) == -1)
		return 99;
	signal(SIGPIPE, SIG_IGN);
	/* Nobody waits for a command that hangs. */
	(void)alarm(300);
	for (size_t i = 0; i < ROWS(times); i++)
		test_times(i);
	for (size_t i = 0; i < ROWS(ends); i++)
		test_ends(i);
	test_deaf();
	for (size_t i = 0; i < ROWS(witnesses); i++)
		test_witness(i);
	test_restart();
	stage_clear();
	(void)unlink("told");
	(void)rmdir(dir);
	return tap_done();
}
