#include "config.h"

#include "run/engine/metrics.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/log.h"
#include "store/records/ledger.h"

#define METRICS_BYTES ((size_t)16 << 20)

/* A figure, or NO_FIGURE: then its line is left out. */
#define NO_FIGURE INT64_MIN

static int64_t
get_up(const struct health *v)
{
	return v->up;
}

static int64_t
get_now(const struct health *v)
{
	(void)v;
	return clock_now_ms() / 1000;
}

static int64_t
get_writable(const struct health *v)
{
	return !v->stalled;
}

static int64_t
size_of(const char *path, const char *ending)
{
	char name[4096];
	struct stat st;

	snprintf(name, sizeof(name), "%s%s", path, ending);
	return stat(name, &st) == -1 ? 0 : (int64_t)st.st_size;
}

static int64_t
get_bytes(const struct health *v)
{
	return size_of(v->config->store, "") +
	    size_of(v->config->store, "-wal");
}

static int64_t
get_rows(const struct health *v)
{
	struct digest head;
	struct err ignored;
	int64_t seq;

	return ledger_head(v->store, &seq, &head, &ignored) == -1 ?
	    NO_FIGURE : seq;
}

static int64_t
get_deaths(const struct health *v)
{
	return v->deaths;
}

static int64_t
seconds(int64_t moment_ms)
{
	return moment_ms == MOMENT_NONE ? NO_FIGURE : moment_ms / 1000;
}

static int64_t
of_worked(const struct account_link *f)
{
	return f->worked;
}

static int64_t
of_success(const struct account_link *f)
{
	return seconds(f->until_ms);
}

static int64_t
of_attempt(const struct account_link *f)
{
	return seconds(f->tried_ms);
}

static int64_t
of_backlog(const struct account_link *f)
{
	return account_link_status(f, "").behind;
}

static int64_t
of_read(const struct account_link *f)
{
	return (int64_t)f->read_total;
}

static int64_t
of_failures(const struct account_link *f)
{
	return (int64_t)f->failed_total;
}

static int64_t
of_missed(const struct account_link *f)
{
	return (int64_t)f->missed_total;
}

/* One of the two functions: once, or once a source. */
static const struct {
	const char *name, *type;
	int64_t (*get)(const struct health *);
	int64_t (*of)(const struct account_link *);
	const char *help;
} rows[] = {
	{ "up", "gauge", get_up, NULL,
	    "1 while the daemon runs; it writes 0 when it ends." },
	{ "written_timestamp_seconds", "gauge", get_now, NULL,
	    "When this file was written." },
	{ "store_writable", "gauge", get_writable, NULL,
	    "0 while the store cannot be written." },
	{ "store_bytes", "gauge", get_bytes, NULL,
	    "Size of the store and its journal." },
	{ "ledger_rows", "gauge", get_rows, NULL,
	    "Rows of the ledger." },
	{ "reader_restarts_total", "counter", get_deaths, NULL,
	    "How often the reader was started anew." },
	{ "source_up", "gauge", NULL, of_worked,
	    "1 when the last pass went well." },
	{ "source_last_success_timestamp_seconds", "gauge", NULL, of_success,
	    "When the last complete pass began." },
	{ "source_last_attempt_timestamp_seconds", "gauge", NULL, of_attempt,
	    "When the last pass began." },
	{ "source_backlog", "gauge", NULL, of_backlog,
	    "Messages listed and not read yet." },
	{ "source_messages_read_total", "counter", NULL, of_read,
	    "Messages read." },
	{ "source_failures_total", "counter", NULL, of_failures,
	    "Passes that broke off." },
	{ "source_missed_total", "counter", NULL, of_missed,
	    "Messages that were listed and not read." },
};

/* A label's value: \, " and line link are escaped. */
static void
add_label(struct buf *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\\' || *value == '"')
			buf_add_char(out, '\\');
		if (*value == '\n')
			buf_add_str(out, "\\n");
		else
			buf_add_char(out, *value);
	}
}

static void
add_sources(const struct health *v, const char *name,
    int64_t (*of)(const struct account_link *), struct buf *out)
{
	for (size_t i = 0; i < v->n_links; i++) {
		int64_t figure = of(&v->links[i]);

		if (figure == NO_FIGURE)
			continue;
		buf_addf(out, "floodmark_%s{source=\"", name);
		add_label(out, v->links[i].account->name);
		buf_addf(out, "\"} %" PRId64 "\n", figure);
	}
}

void
metrics_text(const struct health *v, struct buf *out)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t figure = rows[i].get == NULL ? NO_FIGURE :
		    rows[i].get(v);

		buf_addf(out, "# HELP floodmark_%s %s\n"
		    "# TYPE floodmark_%s %s\n", rows[i].name, rows[i].help,
		    rows[i].name, rows[i].type);
		if (rows[i].of != NULL)
			add_sources(v, rows[i].name, rows[i].of, out);
		else if (figure != NO_FIGURE)
			buf_addf(out, "floodmark_%s %" PRId64 "\n",
			    rows[i].name, figure);
	}
	buf_addf(out, "# HELP floodmark_info The program's version.\n"
	    "# TYPE floodmark_info gauge\n"
	    "floodmark_info{version=\"%s\"} 1\n", PACKAGE_VERSION);
}

/* The collector runs as another user: mode 0644 whatever the umask. */
static int
write_new(const char *path, struct span text, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC |
	    O_CLOEXEC | O_NOFOLLOW, 0644);

	if (fd == -1 || fchmod(fd, 0644) == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	if (write(fd, text.at, text.len) != (ssize_t)text.len)
		return err_errno(err, EX_IOERR, "%s", path);
	return 0;
}

/* Written beside it and renamed, so that nobody reads half of it.  Not
 * synced: after a power cut the next one comes soon. */
static int
metrics_write_file(const char *path, struct span text, struct err *err)
{
	char beside[4096];

	snprintf(beside, sizeof(beside), "%s.new", path);
	if (write_new(beside, text, err) == -1)
		return -1;
	if (rename(beside, path) == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	return 0;
}

void
metrics_work(struct metrics *m, const struct health *v)
{
	CLEANUP(buf_done) struct buf text = { .max = METRICS_BYTES };
	struct err err;

	if (v->config->metrics == NULL ||
	    (v->up && clock_ticks_ms() < m->next_ms))
		return;
	m->next_ms = clock_ticks_ms() + METRICS_EVERY_MS;
	metrics_text(v, &text);
	if (metrics_write_file(v->config->metrics, buf_span(&text), &err) ==
	    0) {
		m->failed = false;
	} else if (!m->failed) {
		m->failed = true;
		log_line(LOG_LEVEL_WARNING, "metrics: %s", err.text);
	}
}
