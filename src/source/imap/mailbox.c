#include "source/imap/mailbox.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "model/folder.h"

static const struct {
	const char *attribute;
	unsigned flag;
} attributes[] = {
	{ "Noselect", MAILBOX_NOSELECT }, { "NonExistent", MAILBOX_NOSELECT },
	{ "All", MAILBOX_ALL }, { "AllMail", MAILBOX_ALL },
	{ "Archive", MAILBOX_ARCHIVE }, { "Junk", MAILBOX_JUNK },
	{ "Spam", MAILBOX_JUNK }, { "Sent", MAILBOX_SENT },
};

/* Where LIST names no special use. */
static const struct {
	const char *name;
	unsigned flag;
} usual_names[] = {
	{ "Junk", MAILBOX_JUNK }, { "Spam", MAILBOX_JUNK },
	{ "Junk E-mail", MAILBOX_JUNK }, { "Junk Email", MAILBOX_JUNK },
	{ "Bulk Mail", MAILBOX_JUNK }, { "INBOX.Junk", MAILBOX_JUNK },
	{ "INBOX.Spam", MAILBOX_JUNK },
	{ "Archive", MAILBOX_ARCHIVE }, { "Archives", MAILBOX_ARCHIVE },
	{ "INBOX.Archive", MAILBOX_ARCHIVE },
	{ "Sent", MAILBOX_SENT }, { "Sent Items", MAILBOX_SENT },
	{ "Sent Mail", MAILBOX_SENT }, { "Sent Messages", MAILBOX_SENT },
	{ "INBOX.Sent", MAILBOX_SENT },
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

unsigned
mailbox_flag_of(const char *attribute)
{
	if (attribute[0] == '\\')
		attribute++;
	for (size_t i = 0; i < COUNT(attributes); i++)
		if (strcasecmp(attribute, attributes[i].attribute) == 0)
			return attributes[i].flag;
	return 0;
}

static int
digit64(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+,";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

/* One "&…-" run of UTF-16BE in base64. */
static void
decode_run(struct span run, struct buf *out)
{
	unsigned bits = 0, high = 0;
	int have = 0;

	for (size_t i = 0; i < run.len; i++) {
		unsigned unit;

		bits = bits << 6 | (unsigned)digit64(run.at[i]);
		have += 6;
		if (have < 16)
			continue;
		have -= 16;
		unit = bits >> have & 0xffff;
		bits &= (1u << have) - 1;
		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		if (unit >= 0xdc00 && unit < 0xe000 && high != 0)
			unit = 0x10000 + ((high - 0xd800) << 10) +
			    (unit - 0xdc00);
		high = 0;
		buf_add_utf8(out, unit);
	}
}

void
mailbox_decode(struct span s, struct buf *out)
{
	while (s.len > 0) {
		size_t n = 1;

		if (s.at[0] != '&') {
			buf_add_char(out, s.at[0]);
			s = span_from(s, 1);
			continue;
		}
		while (n < s.len && digit64(s.at[n]) >= 0)
			n++;
		if (n == s.len || s.at[n] != '-')
			buf_add(out, s.at, n);
		else if (n == 1)
			buf_add_char(out, '&');
		else
			decode_run(span_of(s.at + 1, n - 1), out);
		s = span_from(s, n < s.len && s.at[n] == '-' ? n + 1 : n);
	}
}

void
mailboxes_add(struct mailboxes *all, const char *wire, char delimiter,
    unsigned flags)
{
	CLEANUP(buf_done) struct buf name = { .max = 4096 };
	struct mailbox *m;

	mailbox_decode(span_str(wire), &name);
	if (strlen(wire) > FOLDER_NAME_MAX || name.len > FOLDER_NAME_MAX)
		return;
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	m = &all->at[all->n++];
	*m = (struct mailbox){ .wire = str_dup(wire),
		.name = str_of(buf_span(&name)), .delimiter = delimiter,
		.flags = flags };
}

void
mailboxes_done(struct mailboxes *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->at[i].wire);
		free(all->at[i].name);
	}
	free(all->at);
	*all = (struct mailboxes){ 0 };
}

/* Where a wildcard stands in the pattern and what follows it in the name. */
struct wild {
	const char *pattern, *name;
};

/* Iterative: when the rest does not fit, the last % takes one more, unless
 * that is the delimiter; else the last * before it does. */
static bool
pattern_is(const char *p, const char *s, char delimiter)
{
	struct wild star = { NULL, NULL }, percent = { NULL, NULL };

	for (;;) {
		if (*p == '*') {
			star = (struct wild){ ++p, s };
			percent.pattern = NULL;
		} else if (*p == '%') {
			percent = (struct wild){ ++p, s };
		} else if (*s == '\0') {
			return *p == '\0';
		} else if (*p == *s) {
			p++;
			s++;
		} else if (percent.pattern != NULL &&
		    *percent.name != delimiter) {
			p = percent.pattern;
			s = ++percent.name;
		} else if (star.pattern != NULL) {
			p = star.pattern;
			s = ++star.name;
			percent.pattern = NULL;
		} else {
			return false;
		}
	}
}

static bool
is_usual_name(const struct mailbox *m, const char *pattern)
{
	if (strcasecmp(m->name, "INBOX") == 0 &&
	    strcasecmp(pattern, "INBOX") == 0)
		return true;
	return pattern_is(pattern, m->name, m->delimiter) ||
	    strcmp(pattern, m->wire) == 0;
}

static const char *
choose(struct mailboxes *all, const struct strings *patterns, enum role role)
{
	const char *missing = NULL;

	for (size_t i = 0; i < patterns->n; i++) {
		bool found = false;

		for (size_t j = 0; j < all->n; j++) {
			struct mailbox *m = &all->at[j];

			if ((m->flags & MAILBOX_NOSELECT) ||
			    !is_usual_name(m, patterns->at[i]))
				continue;
			found = m->read = true;
			m->role = role;
		}
		if (!found && strpbrk(patterns->at[i], "*%") == NULL)
			missing = patterns->at[i];
	}
	return missing;
}

static void
name_special_use(struct mailboxes *all)
{
	unsigned seen = 0;

	for (size_t i = 0; i < all->n; i++)
		seen |= all->at[i].flags;
	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < COUNT(usual_names); j++)
			if (!(seen & usual_names[j].flag) &&
			    strcasecmp(all->at[i].name,
			    usual_names[j].name) == 0)
				all->at[i].flags |= usual_names[j].flag;
}

static void
choose_flag(struct mailboxes *all, unsigned flag, enum role role)
{
	for (size_t i = 0; i < all->n; i++) {
		struct mailbox *m = &all->at[i];

		if ((m->flags & flag) && !(m->flags & MAILBOX_NOSELECT)) {
			m->read = true;
			m->role = role;
		}
	}
}

static void
choose_defaults(struct mailboxes *all)
{
	static char inbox[] = "INBOX";
	static char *names[] = { inbox };
	const struct strings list = { names, 1 };
	unsigned seen = 0;

	for (size_t i = 0; i < all->n; i++)
		seen |= all->at[i].flags;
	choose(all, &list, ROLE_INBOX);
	choose_flag(all, MAILBOX_JUNK, ROLE_INBOX);
	choose_flag(all, seen & MAILBOX_ALL ? MAILBOX_ALL : MAILBOX_ARCHIVE,
	    ROLE_INBOX);
}

static int
rank(const struct mailbox *m)
{
	if (strcasecmp(m->name, "INBOX") == 0)
		return 0;
	return m->role == ROLE_PHONE ? 1 : m->role == ROLE_SENT ? 3 : 2;
}

static int
in_order(const void *a, const void *b)
{
	const struct mailbox *x = a, *y = b;

	return rank(x) != rank(y) ? rank(x) - rank(y) :
	    strcmp(x->name, y->name);
}

int
mailboxes_choose(struct mailboxes *all, const struct account *a,
    const char **missing)
{
	const char *none[3] = { NULL, NULL, NULL };

	name_special_use(all);
	if (a->folders.n > 0)
		none[0] = choose(all, &a->folders, ROLE_INBOX);
	else
		choose_defaults(all);
	if (a->sent.n > 0)
		none[1] = choose(all, &a->sent, ROLE_SENT);
	else
		choose_flag(all, MAILBOX_SENT, ROLE_SENT);
	none[2] = choose(all, &a->phone, ROLE_PHONE);
	if (all->n > 0)
		qsort(all->at, all->n, sizeof(*all->at), in_order);
	*missing = none[0] != NULL ? none[0] : none[1] != NULL ? none[1] :
	    none[2];
	return *missing != NULL ? 1 : 0;
}
