/*
 * A peer of read_match: GMime reads, PCRE2 matches the same patterns over
 * the subject and the decoded text parts.  It folds nothing, and HTML is
 * searched with its tags, which is less work.
 *
 *	gmime_match PATTERNS MAILDIR [ROUNDS]
 */
#include <dirent.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define PATTERNS_MAX 100
#define ROUNDS_MAX 99
#define MAILS_MAX 200000

static pcre2_code *patterns[PATTERNS_MAX];
static int n_patterns;
static pcre2_match_data *data;
static struct mail {
	gchar *at;
	gsize len;
} mails[MAILS_MAX];
static int n_mails;
static double bytes;

static void
load_patterns(const char *path)
{
	char line[1000];
	FILE *f = fopen(path, "r");
	PCRE2_SIZE at;
	int why;

	while (f != NULL && n_patterns < PATTERNS_MAX &&
	    fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		patterns[n_patterns] = pcre2_compile((PCRE2_SPTR)line,
		    PCRE2_ZERO_TERMINATED, PCRE2_CASELESS | PCRE2_UTF |
		    PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, &why, &at, NULL);
		if (patterns[n_patterns] == NULL)
			exit(1);
		pcre2_jit_compile(patterns[n_patterns++],
		    PCRE2_JIT_COMPLETE);
	}
	data = pcre2_match_data_create(1, NULL);
}

static void
load_mails(const char *folder)
{
	char path[4096];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%s/cur", folder);
	d = opendir(path);
	while (d != NULL && (e = readdir(d)) != NULL) {
		struct mail *m = &mails[n_mails];

		if (e->d_name[0] == '.' || n_mails == MAILS_MAX)
			continue;
		snprintf(path, sizeof(path), "%s/cur/%s", folder, e->d_name);
		if (!g_file_get_contents(path, &m->at, &m->len, NULL))
			exit(1);
		bytes += (double)m->len;
		n_mails++;
	}
}

static void
match(const char *text, int *found)
{
	for (int i = 0; text != NULL && i < n_patterns; i++)
		*found |= pcre2_match(patterns[i], (PCRE2_SPTR)text,
		    strlen(text), 0, 0, data, NULL) >= 0;
}

static void
each_part(GMimeObject *parent, GMimeObject *part, gpointer found)
{
	char *text;

	(void)parent;
	if (!GMIME_IS_TEXT_PART(part))
		return;
	text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	match(text, found);
	g_free(text);
}

static int
one_mail(const struct mail *m)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(m->at,
	    m->len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	int found = 0;

	if (message != NULL) {
		match(g_mime_message_get_subject(message), &found);
		(void)g_mime_message_get_from(message);
		g_mime_message_foreach(message, each_part, &found);
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return found;
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
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
	int rounds = argc > 3 ? atoi(argv[3]) : 5, found = 0;

	if (argc < 3 || rounds < 1 || rounds > ROUNDS_MAX)
		return 64;
	g_mime_init();
	load_patterns(argv[1]);
	load_mails(argv[2]);
	for (int i = 0; i < rounds; i++) {
		double begin = seconds();

		found = 0;
		for (int k = 0; k < n_mails; k++)
			found += one_mail(&mails[k]);
		speed[i] = bytes / 1e6 / (seconds() - begin);
	}
	qsort(speed, (size_t)rounds, sizeof(speed[0]), by_size);
	printf("%d messages, %.1f MB, %d with findings: %.1f MB/s\n", n_mails,
	    bytes / 1e6, found, speed[rounds / 2]);
	return 0;
}
