/*
 * A stage for the engine: its children are played by the test, and time goes
 * on only when it waits.
 *
 * The linker (--wrap, see run.mk) puts what stands here in the place of
 * child_start, child_stop, poll and the clocks.  So a child is the other end
 * of a socket pair, an hour takes no time, and nothing is left running.  What
 * the children say is written in words, see source_says and reader_answers.
 */
#ifndef TESTS_RUN_RIG_H
#define TESTS_RUN_RIG_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/file.h"
#include "base/log.h"
#include "run/child/frames.h"
#include "run/child/reader.h"
#include "run/child/source_child.h"
#include "run/child/spawn.h"
#include "run/engine/engine.h"
#include "run/engine/reader_queue.h"
#include "source/source.h"
#include "tests/unit/store_rig.h"

#define NOON_MS INT64_C(1774440000000)	/* 2026-03-25 12:00 UTC */
#define FIRST_PID 500000000		/* larger than any there is */
#define PLAYED_MAX 400
#define POLLS_MAX 200000		/* more is an engine that hangs */
#define ACCOUNTS_MAX 4

/* One child, as long as the engine has it. */
struct played {
	const char *name;	/* "floodmark-read" */
	struct wire wire;	/* the child's end */
	bool gone;		/* it ended, or the engine ended it */
	bool mute;		/* it says nothing any more */
	int status;		/* how it ended, as waitpid tells */
	/* a source */
	size_t account;
	struct ring ring;
	bool passing;
};

static struct stage {
	int64_t ticks_ms;
	int64_t moment_ms;	/* of tick 0 */
	int polls;
	struct played at[PLAYED_MAX];
	size_t n;
	void (*speak)(void);	/* whenever the engine waits */
	int starts_fail;	/* the next so many children */
	int readers_fail;	/* the next so many readers end before they
				 * are ready */
	int readers_killed;	/* and so many are killed there */
	int keys_fail;		/* the next so many questions for the key */
	int64_t full_until_ms;	/* ticks: the disk is full so long */
	const char *says[ACCOUNTS_MAX];	/* what the sources have yet to say */
	int asked_whole, wanted_whole;	/* of probes */
	int died;		/* so often a reader of what it dies of */
	struct buf log;
} stage = { .moment_ms = NOON_MS, .log = { .max = 1 << 20,
	.truncate = true } };

/* No power is cut here: nothing waits for a disk. */
int
fsync(int fd)
{
	(void)fd;
	return 0;
}

int
fdatasync(int fd)
{
	(void)fd;
	return 0;
}

int64_t __wrap_clock_ticks_ms(void);
int64_t __wrap_clock_now_ms(void);
int __real_poll(struct pollfd *, nfds_t, int);
int __wrap_poll(struct pollfd *, nfds_t, int);
int __wrap_child_start(struct child *, const char *,
	int (*)(struct wire *, void *), void *, struct err *);
int __wrap_child_stop(struct child *);
void __wrap_log_line(enum log_level, const char *, ...) PRINTF_LIKE(2, 3);

int64_t
__wrap_clock_ticks_ms(void)
{
	return stage.ticks_ms;
}

int64_t
__wrap_clock_now_ms(void)
{
	return stage.moment_ms + stage.ticks_ms;
}

void
__wrap_log_line(enum log_level level, const char *fmt, ...)
{
	char text[2048];
	va_list ap;

	(void)level;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	buf_addf(&stage.log, "%lld ms: %s\n", (long long)stage.ticks_ms,
	    text);
}

/* Whoever waits in vain waits to the end. */
int
__wrap_poll(struct pollfd *p, nfds_t n, int timeout_ms)
{
	int got;

	if (++stage.polls > POLLS_MAX) {
		for (size_t i = 0; i < stage.n; i++)
			printf("# %s of %zu%s%s\n", stage.at[i].name,
			    stage.at[i].account, stage.at[i].gone ? ", gone" :
			    "", stage.at[i].passing ? ", in a pass" : "");
		printf("# %lld ms\n# %s\nBail out! the engine waits for ever\n",
		    (long long)stage.ticks_ms, buf_str(&stage.log));
		exit(99);
	}
	if (stage.speak != NULL)
		stage.speak();
	got = __real_poll(p, n, 0);
	if (got == 0 && timeout_ms > 0)
		stage.ticks_ms += timeout_ms;
	return got;
}

UNUSED static void
played_ready(struct played *p)
{
	frame_begin(&p->wire, FRAME_READY);
	frame_put_str(&p->wire, "played");
	frame_end(&p->wire);
	(void)!wire_flush(&p->wire);
}

/* A status of waitpid: a signal's number is one that it died of. */
UNUSED static void
played_die(struct played *p, int status)
{
	p->gone = true;
	p->status = status;
	wire_done(&p->wire);
}

/* It ends by itself, and not well. */
UNUSED static void
played_end(struct played *p)
{
	played_die(p, W_EXITCODE(EX_SOFTWARE, 0));
}

static size_t
account_of(const char *name)
{
	return (size_t)(name[strlen(name) - 1] - 'a') % ACCOUNTS_MAX;
}

static void
played_begin(struct played *p, void *arg)
{
	if (strcmp(p->name, "floodmark-imap") == 0) {
		const struct source_child_setup *s = arg;

		p->account = account_of(s->account->name);
		ring_init(&p->ring, s->shelf, s->lane);
	} else if (strcmp(p->name, "floodmark-read") == 0) {
		if (stage.readers_fail-- > 0)
			played_end(p);
		else if (stage.readers_killed-- > 0)
			played_die(p, SIGKILL);
		else
			played_ready(p);
	} else if (strcmp(p->name, "floodmark-key") == 0) {
		bool fails = stage.keys_fail-- > 0;

		frame_begin(&p->wire, FRAME_FINGERPRINT);
		frame_put_u32(&p->wire, fails ? EX_NOPERM : EX_OK);
		frame_put_str(&p->wire, fails ? "others can read the key" :
		    "SHA256:played");
		frame_end(&p->wire);
		(void)!wire_flush(&p->wire);
	}
}

int
__wrap_child_start(struct child *c, const char *name,
    int (*body)(struct wire *, void *), void *arg, struct err *err)
{
	struct played *p = &stage.at[stage.n];
	int pair[2];

	(void)body;
	if (stage.starts_fail > 0) {
		stage.starts_fail--;
		return err_set(err, EX_OSERR, "cannot start %s", name);
	}
	if (stage.n == PLAYED_MAX || socketpair(AF_UNIX, SOCK_STREAM |
	    SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == -1) {
		printf("Bail out! too many children\n");
		exit(99);
	}
	*p = (struct played){ .name = name };
	wire_init(&p->wire, pair[1]);
	wire_init(&c->wire, pair[0]);
	c->pid = FIRST_PID + (pid_t)stage.n++;
	played_begin(p, arg);
	return 0;
}

/* One that lives is killed; one that is gone keeps its own end. */
int
__wrap_child_stop(struct child *c)
{
	struct played *p = c->pid > 0 ? &stage.at[c->pid - FIRST_PID] : NULL;

	if (p != NULL && !p->gone)
		played_die(p, SIGKILL);
	c->pid = 0;
	wire_done(&c->wire);
	return p == NULL ? 0 : p->status;
}

/* The newest of a name that lives; NULL: none does. */
UNUSED static struct played *
played_of(const char *name)
{
	for (size_t i = stage.n; i-- > 0;)
		if (!stage.at[i].gone && strcmp(stage.at[i].name, name) == 0)
			return &stage.at[i];
	return NULL;
}

UNUSED static size_t
played_count(const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < stage.n; i++)
		n += strcmp(stage.at[i].name, name) == 0;
	return n;
}

UNUSED static bool
played_hear(struct played *p, struct frame *f)
{
	if (p->gone)
		return false;
	if (wire_read(&p->wire) <= 0)
		return false;
	return frame_next(&p->wire, f) == 1;
}

/* What an engine that is gone has not heard. */
static void
drain_signals(void)
{
	const struct timespec now = { 0, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	while (sigtimedwait(&set, NULL, &now) > 0)
		;
}

UNUSED static void
stage_clear(void)
{
	for (size_t i = 0; i < stage.n; i++)
		if (!stage.at[i].gone)
			played_end(&stage.at[i]);
	buf_done(&stage.log);
	drain_signals();
	stage = (struct stage){ .moment_ms = NOON_MS, .log = {
		.max = 1 << 20, .truncate = true } };
}

UNUSED static bool
stage_logged(const char *words)
{
	return strstr(buf_str(&stage.log), words) != NULL;
}

/* When it was first said, in ticks; -1: never. */
UNUSED static int64_t
stage_logged_ms(const char *words)
{
	const char *all = buf_str(&stage.log), *at = strstr(all, words);

	if (at == NULL)
		return -1;
	while (at > all && at[-1] != '\n')
		at--;
	return strtoll(at, NULL, 10);
}

/* A finding of the rules' only person, by the address. */
UNUSED static void
verdict_of(struct played *p, bool his, uint64_t flags)
{
	static struct verdict v;

	v = (struct verdict){ .flags = flags, .channel = CHANNEL_EMAIL,
		.direction = DIRECTION_IN, .date_ms = MOMENT_NONE,
		.received_ms = MOMENT_NONE, .phone_ms = MOMENT_NONE,
		.sender = span_str("ex@bad.example"), .is_signed = true,
		.n_findings = his };
	v.findings[0] = (struct finding){ .by = BY_ADDRESS,
		.field = span_str("From"),
		.identifier = span_str("ex@bad.example") };
	frame_begin(&p->wire, FRAME_VERDICT);
	verdict_put(&p->wire, &v);
	frame_end(&p->wire);
}

UNUSED static void
say_empty(struct played *p, uint8_t kind)
{
	frame_begin(&p->wire, kind);
	frame_end(&p->wire);
}

UNUSED static bool
has_word(struct span bytes, const char *word)
{
	return memmem(bytes.at, bytes.len, word, strlen(word)) != NULL;
}

/*
 * What a reader dies of: always, or so often (once), or not where it salvages
 * (stumble); by itself, by all the time there is (cpu), or by somebody else
 * (shot).
 */
static const struct death {
	const char *word;
	int status, most;
	bool can_salvage;
} deaths[] = {
	{ "once", SIGSEGV, 1 },
	{ "cpu", SIGPROF, INT_MAX },
	{ "loop", SIGPROF, INT_MAX, true },
	{ "shot-1", SIGKILL, 1 },
	{ "shot-20", SIGKILL, 20 },
	{ "shot-21", SIGKILL, 21 },
	{ "shot-always", SIGKILL, INT_MAX },
	{ "kill", SIGSEGV, INT_MAX },
	{ "exit", W_EXITCODE(EX_SOFTWARE, 0), INT_MAX },
	{ "stumble", SIGSEGV, INT_MAX, true },
};

/* 0: it lives. */
static int
reader_dies(enum read_mode mode, struct span bytes)
{
	for (size_t i = 0; i < ROWS(deaths); i++) {
		const struct death *d = &deaths[i];

		if (!has_word(bytes, d->word) || stage.died >= d->most ||
		    (d->can_salvage && mode == READ_SALVAGE))
			continue;
		stage.died++;
		return d->status;
	}
	return 0;
}

/* The message's bytes say what becomes of it.  How it died; 0: it lives. */
static int
reader_answers(struct played *p, enum read_mode mode, struct span bytes)
{
	bool salvage = mode == READ_SALVAGE;
	int status = reader_dies(mode, bytes);

	if (status != 0)
		return status;
	if (has_word(bytes, "mute"))
		p->mute = true;
	else if (has_word(bytes, "foreign"))
		say_empty(p, FRAME_FOLDER);
	else if (has_word(bytes, "unknown"))
		say_empty(p, 200);
	else if (has_word(bytes, "ready"))
		say_empty(p, FRAME_READY);
	else if (has_word(bytes, "noise"))
		buf_add(&p->wire.out, "\0\0\0\0", 4);
	else if (has_word(bytes, "his") || salvage)
		verdict_of(p, has_word(bytes, "his"), 0);
	else if (has_word(bytes, "nonsense"))
		say_empty(p, FRAME_VERDICT);
	else
		say_empty(p, FRAME_NOTHING);
	if (has_word(bytes, "twice"))
		say_empty(p, FRAME_NOTHING);
	return 0;
}

/* Answers are written when there is nothing more to read, as by the real
 * one; what it has not written when it dies is lost. */
UNUSED static void
reader_speaks(void)
{
	struct played *p = played_of("floodmark-read");
	struct frame f;

	while (p != NULL && !p->mute && played_hear(p, &f)) {
		uint8_t mode = frame_get_u8(&f);
		struct message m;
		int status;

		message_get(&f, &m);
		if (m.shared)
			m.bytes = span_of("shared his", 10);
		status = reader_answers(p, (enum read_mode)mode, m.bytes);
		if (status != 0) {
			played_die(p, status);
			return;
		}
	}
	if (p != NULL && !p->gone)
		(void)!wire_write(&p->wire);
}

static void
say_message(struct played *p, const char *word, const char *end)
{
	const char *colon = memchr(word, ':', (size_t)(end - word));
	char bytes[100];
	struct message m = { .uid = (uint32_t)atoi(word + 1),
		.internal_ms = NOON_MS - 3600000, .probe = *word == 'p' };

	if (colon == NULL)
		colon = end - 1;
	snprintf(bytes, sizeof(bytes), "%.*s of %u",
	    (int)(end - colon - 1), colon + 1, m.uid);
	m.bytes = span_str(bytes);
	m.size = (int64_t)m.bytes.len;
	if (*word == 's')
		m.shared = ring_add(&p->ring, m.bytes, &m.place);
	if (*word == 'S') {
		m.shared = true;
		m.place = UINT32_MAX;
	}
	frame_begin(&p->wire, FRAME_MESSAGE);
	message_put(&p->wire, &m);
	frame_end(&p->wire);
}

static void
say_folder(struct played *p, const char *word, const char *end)
{
	struct folder f = { .name = span_of(word + 1,
		(size_t)(end - word - 1)), .uidvalidity = 1, .todo = 10 };

	if (f.name.len == 0)
		f.name = span_str("INBOX");
	if (span_eq(f.name, span_str("SMS")))
		f.role = ROLE_PHONE;
	if (span_eq(f.name, span_str("Sent")))
		f.role = ROLE_SENT;
	frame_begin(&p->wire, FRAME_FOLDER);
	folder_put(&p->wire, &f);
	frame_end(&p->wire);
}

static void
say_missing(struct played *p, uint32_t uid, enum miss miss)
{
	const struct missing m = { span_str("INBOX"), 1, uid, MOMENT_NONE,
		miss };

	frame_begin(&p->wire, FRAME_MISSING);
	missing_put(&p->wire, &m);
	frame_end(&p->wire);
}

static void
say_number(struct played *p, uint8_t kind, uint32_t n, const char *text)
{
	frame_begin(&p->wire, kind);
	if (kind == FRAME_BATCH) {
		frame_put_u32(&p->wire, n);
		landmark_put(&p->wire, &(const struct landmark){ 0 });
	} else
		frame_put_u8(&p->wire, (uint8_t)n);
	if (text != NULL)
		frame_put_str(&p->wire, text);
	frame_end(&p->wire);
}

static void
say_problem(struct played *p, uint32_t n, bool token, size_t digest_bytes)
{
	const char digest[64] = "";

	frame_begin(&p->wire, FRAME_PROBLEM);
	frame_put_u8(&p->wire, (uint8_t)n);
	frame_put_str(&p->wire, "as told");
	frame_put_u8(&p->wire, token);
	frame_put_span(&p->wire, span_of(digest, digest_bytes));
	frame_end(&p->wire);
}

/*
 * One word of what a source says:
 *
 *	f fSent fSMS	a folder
 *	m7:his		message 7, for reader_answers; s7: on the shelf, S7:
 *			where it may not lie
 *	p7:his		its beginning; w: the answer to that is waited for
 *	-7 *7 +7	message 7 was refused, has vanished, is read after all
 *	b7		all up to 7 is told
 *	e e!		the end of the pass, well or not
 *	P2		an enum problem; P2t: and there is another token;
 *			P2d: with a digest that is none
 *	x		it ends without a word
 *	a c		a sign of life; something is new
 *	~		nothing any more; .: nothing for a turn
 *	t60		a minute passes
 *	D60		the disk is full for a minute
 *	T H		a signal to the engine: TERM, HUP
 *	!200		an empty frame of that kind; ?: no frame at all
 *
 * "|" is the end of a pass; what follows is said in the next one.
 */
static void
source_says(struct played *p, const char *word, const char *end)
{
	uint32_t n = (uint32_t)atoi(word + 1);

	switch (*word) {
	case 'f': say_folder(p, word, end); break;
	case 'm': case 's': case 'S': case 'p':
		say_message(p, word, end);
		break;
	case '-': say_missing(p, n, MISS_REFUSED); break;
	case '*': say_missing(p, n, MISS_VANISHED); break;
	case '+': say_missing(p, n, MISS_READ); break;
	case 'b': say_number(p, FRAME_BATCH, n, NULL); break;
	case 'e': say_number(p, FRAME_PASS_END, word[1] != '!',
		word[1] == '!' ? "folder: \"Old\" is missing" : ""); break;
	case 'P': say_problem(p, n, word[2] == 't', word[2] == 'd' ? 7 :
		sizeof(struct digest)); break;
	case 'a': say_empty(p, FRAME_ALIVE); break;
	case 'c': say_empty(p, FRAME_CHANGED); break;
	case '~': p->mute = true; break;
	case 't': stage.ticks_ms += n * 1000; break;
	case 'D': stage.full_until_ms = stage.ticks_ms + n * 1000; break;
	case 'T': raise(SIGTERM); break;
	case 'H': raise(SIGHUP); break;
	case '!': say_empty(p, (uint8_t)n); break;
	case '?': buf_add(&p->wire.out, "\0\0\0\0", 4); break;
	}
	(void)!wire_write(&p->wire);
	if (*word == 'x')
		played_end(p);
}

/* Whether the next word may be said. */
static bool
source_hears(struct played *p, const char *word)
{
	struct frame f;

	while (played_hear(p, &f)) {
		if (f.kind == FRAME_PASS)
			p->passing = true;
		if (f.kind == FRAME_WHOLE) {
			stage.asked_whole++;
			stage.wanted_whole += frame_get_u8(&f);
			return true;
		}
	}
	return p->passing && *word != 'w';
}

/* A pass that nobody wrote is the end of the play. */
static void
source_speaks(struct played *p)
{
	const char **says = &stage.says[p->account];

	(void)!wire_write(&p->wire);
	while (!p->gone && !p->mute && source_hears(p,
	    *says == NULL ? "" : *says + strspn(*says, " "))) {
		const char *word = *says == NULL ? "" :
		    *says + strspn(*says, " ");
		const char *end = word + strcspn(word, " ");

		if (*says == NULL || *word == '\0') {
			if (*says == NULL)
				raise(SIGTERM);
			*says = NULL;
			p->passing = false;
			return;
		}
		*says = end;
		if (*word == '|') {
			p->passing = false;
			continue;
		}
		if (*word == '.')
			return;
		source_says(p, word, end);
	}
}

UNUSED static void
all_speak(void)
{
	for (size_t i = 0; i < stage.n; i++)
		if (!stage.at[i].gone &&
		    strcmp(stage.at[i].name, "floodmark-imap") == 0)
			source_speaks(&stage.at[i]);
	reader_speaks();
}

/* SQLite's own door for this: writing fails while the disk is full. */
static ssize_t
full_disk(int fd, const void *at, size_t n, off_t where)
{
	if (stage.ticks_ms >= stage.full_until_ms)
		return pwrite(fd, at, n, where);
	errno = ENOSPC;
	return -1;
}

UNUSED static void
stage_disk(void)
{
	static const char *const calls[] = { "pwrite", "pwrite64" };
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	for (size_t i = 0; i < ROWS(calls); i++)
		(void)vfs->xSetSystemCall(vfs, calls[i],
		    (sqlite3_syscall_ptr)full_disk);
}

/* The first column of the first row, or "". */
UNUSED static void
raw_text(const char *path, const char *sql, char *out, size_t size)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *stmt = NULL;

	snprintf(out, size, "%s", "");
	sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
	if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
		printf("# %s\n", sqlite3_errmsg(db));
	else if (sqlite3_step(stmt) == SQLITE_ROW &&
	    sqlite3_column_text(stmt, 0) != NULL)
		snprintf(out, size, "%s",
		    (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	sqlite3_close(db);
}

#endif
