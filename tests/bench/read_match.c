/*
 * Reading and matching alone: every file of a Maildir through letter_read
 * and matcher_run, in one process and one thread, from memory.
 *
 *	read_match CONFIG RULES-DIR MAILDIR [ROUNDS]
 *
 * Prints the megabytes a second of each round and their median, and how
 * many messages had a finding, so that two programs can be compared.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "match/matcher.h"
#include "read/limits.h"
#include "read/read.h"

#define ROUNDS_MAX 99

struct mails {
	struct buf *at;
	size_t n, cap;
	size_t bytes;
};

static void
die(const struct err *err)
{
	fprintf(stderr, "read_match: %s\n", err->text);
	exit(1);
}

static void
load_file(struct mails *m, const char *folder, const char *name)
{
	char path[4096];
	struct err err;

	if (m->n == m->cap) {
		m->cap = m->cap == 0 ? 1024 : m->cap * 2;
		m->at = mem_grow(m->at, m->cap, sizeof(*m->at));
	}
	snprintf(path, sizeof(path), "%s/cur/%s", folder, name);
	buf_init(&m->at[m->n], LIMIT_MESSAGE_BYTES);
	if (file_read(path, &m->at[m->n], &err) == -1)
		die(&err);
	m->bytes += m->at[m->n].len;
	m->n++;
}

static void
load(struct mails *m, const char *folder)
{
	char path[4096];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/cur", folder);
	d = opendir(path);
	if (d == NULL) {
		perror(path);
		exit(1);
	}
	while ((e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			load_file(m, folder, e->d_name);
	closedir(d);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* As the reader does it: one arena, reset after each message. */
static size_t
round_of(const struct mails *m, struct matcher *matcher)
{
	static struct verdict v;
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	struct read_context c = { .internal_ms = MOMENT_NONE };
	size_t found = 0;

	for (size_t i = 0; i < m->n; i++) {
		struct letter l;

		letter_read(&a, buf_span(&m->at[i]), &c, &l);
		matcher_run(matcher, &l, 0, ROLE_INBOX, &v);
		found += v.n_findings > 0;
		arena_reset(&a);
	}
	return found;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

int
main(int argc, char **argv)
{
	double speed[ROUNDS_MAX];
	size_t rounds = argc > 4 ? (size_t)atoi(argv[4]) : 5, found = 0;
	struct mails m = { 0 };
	struct config *config;
	struct people *people;
	struct matcher *matcher;
	struct err err;

	if (argc < 4 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr,
		    "read_match CONFIG RULES-DIR MAILDIR [ROUNDS]\n");
		return 64;
	}
	if (config_load(argv[1], &config, &err) == -1 ||
	    people_load(argv[2], &people, &err) == -1 ||
	    matcher_new(config, people, &matcher, &err) == -1)
		die(&err);
	load(&m, argv[3]);
	for (size_t i = 0; i < rounds; i++) {
		double begin = seconds();

		found = round_of(&m, matcher);
		speed[i] = (double)m.bytes / 1e6 / (seconds() - begin);
		fprintf(stderr, "%.1f MB/s\n", speed[i]);
	}
	qsort(speed, rounds, sizeof(speed[0]), by_size);
	printf("%zu messages, %.1f MB, %zu with findings: %.1f MB/s\n", m.n,
	    (double)m.bytes / 1e6, found, speed[rounds / 2]);
	return 0;
}
