/*
 * Which keys DNS is asked for, and when: by rules that see only names, so
 * that a question says nothing of what was kept.
 */
#include "run/dkim/asking.h"

#include <string.h>

#include "base/file.h"
#include "run/child/frames.h"
#include "tests/unit/store_rig.h"

#define NOON_MS INT64_C(1774440000000)
#define FRAME_HEAD 5	/* length, kind */
#define HOUR_MS INT64_C(3600000)
#define COUNT_OF "SELECT count(*) FROM dkim_ask"

static int64_t now_ms = NOON_MS;

int64_t __wrap_clock_now_ms(void);

int64_t
__wrap_clock_now_ms(void)
{
	return now_ms;
}

struct play {
	struct rig r;
	struct config config;
	struct asking a;
};

static void
play_open(struct play *p, int dkim)
{
	*p = (struct play){ .config = { .dkim = dkim } };
	now_ms = NOON_MS;
	rig_make(&p->r);
	asking_init(&p->a, &p->config);
}

/* As the reader tells it. */
static void
note(struct play *p, const char *selector, const char *domain)
{
	struct dkim_names names = { .n = 1 };
	struct wire w;
	struct span told;

	snprintf(names.at[0].domain, sizeof(names.at[0].domain), "%s",
	    domain);
	snprintf(names.at[0].selector, sizeof(names.at[0].selector), "%s",
	    selector);
	wire_init(&w, -1);
	frame_begin(&w, FRAME_SIGNED);
	dkim_names_put(&w, &names);
	frame_end(&w);
	told = span_from(buf_span(&w.out), FRAME_HEAD);
	if (store_begin(p->r.s, &p->r.err) == -1 ||
	    asking_note(&p->a, p->r.s, told, &p->r.err) == -1 ||
	    store_commit(p->r.s, &p->r.err) == -1)
		printf("Bail out! %s\n", p->r.err.text);
	wire_done(&w);
}

/* DNS says that of the name that is next. */
static void
say(struct play *p, enum key_answer answer)
{
	struct key_record key = { .answer = answer, .asked_ms = now_ms,
		.resolver = "192.0.2.1", .text = "v=DKIM1; p=AAAA" };

	if (store_begin(p->r.s, &p->r.err) == -1 ||
	    asking_write(&p->a, p->r.s, &key, &p->r.err) == -1 ||
	    store_commit(p->r.s, &p->r.err) == -1)
		printf("Bail out! %s\n", p->r.err.text);
}

static int
next_of(struct play *p)
{
	asking_wake(&p->a);
	return asking_next(&p->a, p->r.s, &p->r.err);
}

static int64_t
number(struct play *p, const char *sql)
{
	return raw_int(p->r.path, sql);
}

/* What a message received then is told. */
static enum key_answer
find(struct play *p, const char *selector, int64_t received_ms,
    int64_t *due_ms)
{
	struct signature s = { .domain = "gmail.com" };
	struct key_record key;

	snprintf(s.selector, sizeof(s.selector), "%s", selector);
	if (asking_find(p->r.s, &s, received_ms, &key, due_ms,
	    &p->r.err) == -1)
		printf("Bail out! %s\n", p->r.err.text);
	return key.answer;
}

static const struct {
	int dkim;
	const char *domain;
	int noted;
} whose[] = {
	{ DKIM_PROVIDERS, "gmail.com", 1 },
	{ DKIM_PROVIDERS, "sub.gmail.com", 1 },
	{ DKIM_PROVIDERS, "bad.example", 0 },
	{ DKIM_ALL, "gmail.com", 1 },
	{ DKIM_ALL, "bad.example", 0 },
	{ DKIM_OFF, "gmail.com", 0 },
};

static void
test_whose(void)
{
	for (size_t i = 0; i < ROWS(whose); i++) {
		struct play p;

		play_open(&p, whose[i].dkim);
		note(&p, "s1", whose[i].domain);
		is_int(number(&p, COUNT_OF), whose[i].noted,
		    whose[i].domain);
		rig_done(&p.r);
	}
}

/* Each within hours, at moments of their own, and in another order. */
static void
test_moments(void)
{
	char name[20], last[DOMAIN_NAME_MAX + 1] = "";
	int in_order = 0, n = 0;
	struct play p;

	play_open(&p, DKIM_PROVIDERS);
	for (int i = 0; i < 200; i++) {
		snprintf(name, sizeof(name), "s%03d", i);
		note(&p, name, "gmail.com");
	}
	ok(number(&p, "SELECT min(due_ms) FROM dkim_ask") >= NOON_MS &&
	    number(&p, "SELECT max(due_ms) FROM dkim_ask") <
	    NOON_MS + ASKING_DELAY_MS, "each within hours");
	ok(number(&p, "SELECT min(due_ms) FROM dkim_ask") <
	    NOON_MS + HOUR_MS && number(&p,
	    "SELECT max(due_ms) FROM dkim_ask") > NOON_MS + 2 * HOUR_MS,
	    "spread over them");
	now_ms += ASKING_DELAY_MS;
	for (; next_of(&p) == 0; n++) {
		in_order += strcmp(p.a.name.selector, last) > 0;
		snprintf(last, sizeof(last), "%s", p.a.name.selector);
		say(&p, ANSWER_FOUND);
	}
	is_int(n, 200, "each once");
	ok(in_order < 150, "in another order than they were seen: %d",
	    in_order);
	rig_done(&p.r);
}

static void
test_again(void)
{
	struct play p;
	int64_t due_ms;

	play_open(&p, DKIM_PROVIDERS);
	is_int(find(&p, "s1", NOON_MS, &due_ms), ANSWER_NOT_ASKED,
	    "what was not noted is not asked for");
	note(&p, "s1", "gmail.com");
	is_int(find(&p, "s1", NOON_MS, &due_ms), ANSWER_NONE, "it waits");
	is_int(due_ms, number(&p, "SELECT due_ms FROM dkim_ask"),
	    "until then");
	note(&p, "s1", "gmail.com");
	is_int(number(&p, "SELECT due_ms FROM dkim_ask"), due_ms,
	    "seen again it keeps its moment");
	now_ms = due_ms - 1;
	is_int(next_of(&p), 1, "not before");
	is_int(asking_is_due(&p.a), false, "and the store is left alone");
	now_ms = due_ms;
	is_int(next_of(&p), 0, "but then");
	say(&p, ANSWER_FOUND);
	is_int(next_of(&p), 1, "once");
	is_int(find(&p, "s1", NOON_MS, &due_ms), ANSWER_FOUND,
	    "and it is known");
	note(&p, "s1", "gmail.com");
	is_int(find(&p, "s1", NOON_MS, &due_ms), ANSWER_FOUND,
	    "for what came before, also when it is seen again");
	is_int(find(&p, "s1", now_ms + 1, &due_ms), ANSWER_NONE,
	    "what came after waits for the next");
	rig_done(&p.r);
}

/* No answer: again for days, and no more until it is seen again. */
static void
test_silence(void)
{
	struct play p;
	int tries = 0;

	play_open(&p, DKIM_PROVIDERS);
	note(&p, "s1", "gmail.com");
	now_ms += ASKING_DELAY_MS;
	while (next_of(&p) == 0 && tries++ < 1000) {
		int64_t due_ms;

		say(&p, ANSWER_NONE);
		due_ms = number(&p, "SELECT ifnull(due_ms, 0) FROM dkim_ask");
		if (due_ms != 0 && (due_ms <= now_ms ||
		    due_ms > now_ms + ASKING_MOST_MS))
			ok(false, "%lld", (long long)(due_ms - now_ms));
		now_ms = due_ms != 0 ? due_ms : now_ms;
	}
	ok(tries > 10 && tries < 100 && now_ms >= NOON_MS +
	    ASKING_GIVE_UP_MS, "given up after days: %d", tries);
	note(&p, "s1", "gmail.com");
	is_int(number(&p, "SELECT count(due_ms) FROM dkim_ask"), 1,
	    "until it is seen again");
	rig_done(&p.r);
}

/* A sender may make up as many as he likes. */
static void
test_bound(void)
{
	struct play p;
	char name[20];

	play_open(&p, DKIM_PROVIDERS);
	for (int i = 0; i < DKIM_ASK_MOST + 3; i++) {
		snprintf(name, sizeof(name), "s%d", i);
		note(&p, name, "gmail.com");
	}
	is_int(number(&p, COUNT_OF), DKIM_ASK_MOST, "so many and no more");
	now_ms += ASKING_DELAY_MS;
	is_int(next_of(&p), 0, "one is asked for");
	say(&p, ANSWER_NO_NAME);
	note(&p, "more", "gmail.com");
	is_int(number(&p, COUNT_OF " WHERE selector = 'more'"), 1,
	    "and gives way to another");
	is_int(number(&p, COUNT_OF), DKIM_ASK_MOST, "and so many it is");
	rig_done(&p.r);
}

static const struct {
	const char *what;
	struct span bytes;
} nonsense[] = {
	{ "nothing", { NULL, 0 } },
	{ "too short", { "\0\0", 2 } },
	{ "more than there may be", { "\377\377\377\177", 4 } },
	{ "no names", { "\1\0\0\0\1\0\0\0.\1\0\0\0.", 14 } },
};

static void
test_nonsense(void)
{
	for (size_t i = 0; i < ROWS(nonsense); i++) {
		struct play p;

		play_open(&p, DKIM_PROVIDERS);
		is_int(asking_note(&p.a, p.r.s, nonsense[i].bytes,
		    &p.r.err), 0, nonsense[i].what);
		is_int(number(&p, COUNT_OF), 0, "is nothing noted");
		rig_done(&p.r);
	}
}

static void
test_changes(void)
{
	static char name[] = "isp.example", *more[] = { name };
	struct play p;

	play_open(&p, DKIM_PROVIDERS);
	p.config.dkim_providers = (struct strings){ .at = more, .n = 1 };
	note(&p, "s1", "isp.example");
	is_int(next_of(&p), number(&p, "SELECT due_ms FROM dkim_ask") >
	    now_ms, "a clock that is right");
	now_ms -= 1000 * HOUR_MS;
	is_int(next_of(&p), 0, "one that was set back delays nothing");
	ok(p.a.may, "as long as it may be asked for");
	p.config.dkim_providers.n = 0;
	is_int(next_of(&p), 0, "it is looked at");
	ok(!p.a.may, "but not asked for any more");
	rig_done(&p.r);
}

int
main(void)
{
	test_whose();
	test_moments();
	test_again();
	test_silence();
	test_bound();
	test_nonsense();
	test_changes();
	return tap_done();
}
