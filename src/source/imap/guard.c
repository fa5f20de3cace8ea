#include "source/imap/guard.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "source/layer.h"

#define WORD_MAX 16
#define NUMBER_MAX 10		/* digits of what fits 32 bits */

enum state {
	AT_START,		/* of a line: "*", "+" or a tag */
	AT_WORD,		/* what sort of data it is, or its number */
	AT_SORT,		/* behind a number */
	IN_TAG,			/* or "+" */
	IN_RESULT,		/* behind a tag: OK, NO or BAD */
	AT_TEXT,		/* where a code in brackets may be */
	IN_CODE,
	IN_TEXT,		/* for people, to the end of the line */
	IN_LIST,		/* words, quoted strings and parentheses */
	AT_ITEMS,		/* of a FETCH, before its "(" */
	AT_ITEM,		/* a name or its end */
	IN_SECTION,		/* behind "BODY[" */
	AT_VALUE,		/* before the first byte of one */
	IN_VALUE,		/* a number, a date, NIL */
	IN_FLAGS,		/* a flat list */
	IN_QUOTED,
	IN_ESCAPE,		/* behind a "\" in one */
	IN_LENGTH,		/* of a literal */
	AFTER_LENGTH,		/* behind its "}" */
	IN_LITERAL,
	AT_END,			/* nothing but the end of the line */
};

/* The sorts of data there are; others nobody has asked for. */
static const struct sort {
	const char *word;
	bool numbered;
	enum state then;
	enum guard_question asked;	/* only then; NOTHING: always */
} sorts[] = {
	{ "OK", false, AT_TEXT, GUARD_ASKED_NOTHING },
	{ "NO", false, AT_TEXT, GUARD_ASKED_NOTHING },
	{ "BAD", false, AT_TEXT, GUARD_ASKED_NOTHING },
	{ "BYE", false, AT_TEXT, GUARD_ASKED_NOTHING },
	{ "PREAUTH", false, AT_TEXT, GUARD_ASKED_NOTHING },
	{ "CAPABILITY", false, IN_TEXT, GUARD_ASKED_NOTHING },
	{ "FLAGS", false, IN_LIST, GUARD_ASKED_NOTHING },
	{ "LIST", false, IN_LIST, GUARD_ASKED_LIST },
	{ "STATUS", false, IN_LIST, GUARD_ASKED_STATUS },
	{ "EXISTS", true, AT_END, GUARD_ASKED_NOTHING },
	{ "RECENT", true, AT_END, GUARD_ASKED_NOTHING },
	{ "EXPUNGE", true, AT_END, GUARD_ASKED_NOTHING },
	{ "FETCH", true, AT_ITEMS, GUARD_ASKED_NOTHING },
};

/* Codes that answer what is never asked.  Of a second BADCHARSET libetpan 1.9.4
 * keeps the list that it has just freed. */
static const char *const refused_codes[] = {
	"BADCHARSET", "APPENDUID", "COPYUID",
};

static const struct account_event {
	const char *word;
	enum state then;
	unsigned asked;			/* 0: always */
} items[] = {
	{ "UID", AT_VALUE, 0 },
	{ "FLAGS", AT_VALUE, 0 },
	{ "MODSEQ", AT_VALUE, 0 },
	{ "INTERNALDATE", AT_VALUE, GUARD_PLACE },
	{ "RFC822.SIZE", AT_VALUE, GUARD_PLACE },
	{ "BODY[", IN_SECTION, GUARD_BODY },
};

static struct {
	struct guard_asked asked;
	enum state state, back;		/* back: behind a string */
	bool cr;			/* just came */
	const char *fault;
	char word[WORD_MAX];
	size_t n;			/* bytes of it */
	bool opened;			/* "(" just came */
	bool continues;			/* the line began with "+" */
	const struct sort *sort;
	const struct account_event *item;
	unsigned had;			/* the asked items of this answer */
	unsigned depth;
	uint64_t length;		/* of the literal; what is left of it */
	size_t line;			/* bytes of the line */
	uint64_t answers;
	uint64_t lines, bytes;		/* that count for nobody's question */
} now;

struct guard {
	struct layer layer;
};

static int
fault(const char *why)
{
	now.fault = why;
	return -1;
}

void
guard_ask(const struct guard_asked *a)
{
	now.asked = a == NULL ? (struct guard_asked){ 0 } : *a;
	now.answers = 0;
}

const char *
guard_fault(void)
{
	return now.fault;
}

void
guard_reset(void)
{
	memset(&now, 0, sizeof(now));
}

static int
start_word(enum state state)
{
	now.n = 0;
	now.state = state;
	return 0;
}

static int
add_letter(char c)
{
	if (now.n + 1 >= WORD_MAX)
		return fault("it sends data that nobody asked for");
	now.word[now.n++] = c;
	now.word[now.n] = '\0';
	return 0;
}

static bool
is_word(const char *word)
{
	return now.n > 0 && strcasecmp(now.word, word) == 0;
}

/* The whole word of an untagged answer is there. */
static int
take_sort(bool numbered)
{
	for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
		const struct sort *s = &sorts[i];

		if (s->numbered != numbered || !is_word(s->word) ||
		    (s->asked != GUARD_ASKED_NOTHING &&
		    s->asked != now.asked.question))
			continue;
		now.sort = s;
		now.state = s->then;
		now.depth = 0;
		now.had = 0;
		return 0;
	}
	return fault("it sends data that nobody asked for");
}

static int
take_item(void)
{
	for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
		const struct account_event *it = &items[i];

		if (!is_word(it->word))
			continue;
		if (it->asked != 0 && (now.asked.question !=
		    GUARD_ASKED_FETCH || (now.asked.items & it->asked) == 0))
			break;
		/* It would keep all of them until the answer ends. */
		if (it->asked == GUARD_BODY && (now.had & GUARD_BODY) != 0)
			return fault("it sends a message twice in one answer");
		now.item = it;
		now.had |= it->asked;
		return start_word(it->then);
	}
	return fault("it sends an item of a message that nobody asked for");
}

/* A line that answers nothing counts. */
static int
count_line(void)
{
	if (now.had != 0) {
		if (++now.answers > now.asked.answers)
			return fault("it sends more messages than were asked "
			    "for");
		return 0;
	}
	now.bytes += now.line;
	if (++now.lines > GUARD_LINES || now.bytes > GUARD_BYTES)
		return fault("it sends data without an end");
	return 0;
}

static int
end_line(void)
{
	int rc;

	if (now.state == AT_WORD && take_sort(false) == -1)
		return -1;
	if (now.state == AT_SORT && take_sort(true) == -1)
		return -1;
	if (now.state > IN_LIST && now.state != AT_END)
		return fault("it ends a line in the middle of an answer");
	if (now.depth > 0)
		return fault("it ends a line inside parentheses");
	rc = count_line();
	now.line = 0;
	now.had = 0;
	now.state = AT_START;
	return rc;
}

static int
start_string(char c, enum state back)
{
	now.back = back;
	now.length = 0;
	now.n = 0;
	now.state = c == '"' ? IN_QUOTED : IN_LENGTH;
	return 0;
}

static int
at_start(char c)
{
	now.had = 0;
	now.depth = 0;
	if (c == '*')
		return start_word(AT_WORD);
	now.continues = c == '+';
	return start_word(IN_TAG);
}

static int
at_word(char c)
{
	if (c != ' ')
		return add_letter(c);
	if (now.n == 0)
		return 0;
	/* "* 12 EXISTS": the number stands before the sort */
	return now.n <= NUMBER_MAX && strspn(now.word, "0123456789") == now.n ?
	    start_word(AT_SORT) : take_sort(false);
}

static int
at_sort(char c)
{
	if (c != ' ')
		return add_letter(c);
	return now.n == 0 ? 0 : take_sort(true);
}

static int
in_tag(char c)
{
	if (c == ' ')
		now.state = now.continues ? AT_TEXT : IN_RESULT;
	return 0;
}

static int
in_result(char c)
{
	if (c == ' ')
		now.state = AT_TEXT;
	return 0;
}

static int
at_text(char c)
{
	if (c != ' ')
		start_word(c == '[' ? IN_CODE : IN_TEXT);
	return 0;
}

/* One longer than any of them is none of them. */
static int
in_code(char c)
{
	if (c != ' ' && c != ']' && now.n + 1 < WORD_MAX)
		return add_letter(c);
	now.state = IN_TEXT;
	for (size_t i = 0; i < sizeof(refused_codes) /
	    sizeof(refused_codes[0]); i++)
		if (is_word(refused_codes[i]))
			return fault("it answers what nobody asked");
	return 0;
}

/* libetpan frees what it has not made of a status that says nothing. */
static int
in_list(char c)
{
	bool empty = now.opened && c == ')';

	now.opened = c == '(';
	if (empty && now.sort->asked == GUARD_ASKED_STATUS)
		return fault("it sends a status without any");
	if (c == '(')
		return ++now.depth > GUARD_DEPTH ? fault("it nests "
		    "parentheses deeper than any answer needs") : 0;
	if (c == ')' && now.depth == 0)
		return fault("it closes what it never opened");
	if (c == ')')
		now.depth--;
	return c == '"' || c == '{' ? start_string(c, IN_LIST) : 0;
}

static int
at_items(char c)
{
	if (c == ' ')
		return 0;
	return c == '(' ? start_word(AT_ITEM) :
	    fault("it sends a message that is none");
}

static int
at_item(char c)
{
	if (c == ' ')
		return now.n == 0 ? 0 : take_item();
	if (c == ')' && now.n == 0)
		return start_word(AT_END);
	if (add_letter(c) == -1)
		return -1;
	return c == '[' ? take_item() : 0;
}

/* "]" and perhaps where it starts, "<0>". */
static int
in_section(char c)
{
	if (c == ' ')
		return start_word(AT_VALUE);
	if (add_letter(c) == -1 || now.word[0] != ']' || (now.n > 1 &&
	    strchr("<0123456789>", c) == NULL))
		return fault("it sends a part of a message that nobody asked "
		    "for");
	return 0;
}

static int
at_value(char c)
{
	bool list = strcmp(now.item->word, "FLAGS") == 0 ||
	    strcmp(now.item->word, "MODSEQ") == 0;
	bool body = now.item->asked == GUARD_BODY;

	if (c == ' ')
		return 0;
	if (list != (c == '(') || (c == '{' && !body))
		return fault("it sends an item of a message that is none");
	if (list)
		return start_word(IN_FLAGS);
	if (c == '"' || c == '{')
		return start_string(c, AT_ITEM);
	now.state = IN_VALUE;
	return isalnum((unsigned char)c) ? 0 :
	    fault("it sends an item of a message that is none");
}

static int
in_value(char c)
{
	if (c == ' ' || c == ')')
		return start_word(c == ' ' ? AT_ITEM : AT_END);
	return isalnum((unsigned char)c) ? 0 :
	    fault("it sends an item of a message that is none");
}

static int
in_flags(char c)
{
	if (c == ')')
		return start_word(AT_ITEM);
	return c == '(' || c == '"' || c == '{' ?
	    fault("it sends flags that are none") : 0;
}

static int
end_string(void)
{
	now.state = now.back;
	now.n = 0;
	return 0;
}

static int
in_quoted(char c)
{
	if (c == '\\')
		now.state = IN_ESCAPE;
	return c == '"' ? end_string() : 0;
}

static int
in_escape(char c)
{
	(void)c;
	now.state = IN_QUOTED;
	return 0;
}

static int
in_length(char c)
{
	uint64_t most = now.back == AT_ITEM ? now.asked.literal :
	    now.asked.question == GUARD_ASKED_NOTHING ? 0 : GUARD_NAME_BYTES;

	if (c == '}' && now.n > 0) {
		now.state = AFTER_LENGTH;
		return 0;
	}
	if (c < '0' || c > '9' || ++now.n > NUMBER_MAX)
		return fault("it announces what has no length");
	now.length = now.length * 10 + (uint64_t)(c - '0');
	return now.length > most ?
	    fault("it announces more bytes than were asked for") : 0;
}

static int
nothing_more(char c)
{
	(void)c;
	return fault("it goes on behind the end of an answer");
}

static int
in_text(char c)
{
	(void)c;
	return 0;
}

static int (*const takers[])(char) = {
	[AT_START] = at_start,
	[AT_WORD] = at_word,
	[AT_SORT] = at_sort,
	[IN_TAG] = in_tag,
	[IN_RESULT] = in_result,
	[AT_TEXT] = at_text,
	[IN_CODE] = in_code,
	[IN_TEXT] = in_text,
	[IN_LIST] = in_list,
	[AT_ITEMS] = at_items,
	[AT_ITEM] = at_item,
	[IN_SECTION] = in_section,
	[AT_VALUE] = at_value,
	[IN_VALUE] = in_value,
	[IN_FLAGS] = in_flags,
	[IN_QUOTED] = in_quoted,
	[IN_ESCAPE] = in_escape,
	[IN_LENGTH] = in_length,
	[AFTER_LENGTH] = nothing_more,
	[AT_END] = nothing_more,
};

/* The line that announces a literal goes on behind it. */
static int
take_end(void)
{
	if (now.state != AFTER_LENGTH)
		return end_line();
	if (!now.cr)
		return fault("it ends a line that announces bytes halfway");
	if (now.back == IN_LIST)
		now.bytes += now.length;
	if (now.length == 0)
		return end_string();
	now.state = IN_LITERAL;
	return 0;
}

static int
guard_take(char c)
{
	int rc = 0;

	if (++now.line > GUARD_LINE_BYTES)
		return fault("it sends a line without an end");
	if (now.cr && c != '\n')
		return fault("it ends a line halfway");
	if (c == '\n')
		rc = take_end();
	else if (c != '\r')
		rc = takers[now.state](c);
	now.cr = c == '\r';
	return rc;
}

/* As much of the literal as there is. */
static size_t
literal_skip(size_t n)
{
	size_t most = n < now.length ? n : (size_t)now.length;

	now.length -= most;
	if (now.length == 0)
		end_string();
	return most;
}

int
guard_look(const char *at, size_t n)
{
	size_t i = 0;

	while (now.fault == NULL && i < n)
		if (now.state == IN_LITERAL)
			i += literal_skip(n - i);
		else
			(void)!guard_take(at[i++]);
	return now.fault == NULL ? 0 : -1;
}

/* Its end is an error: inside a literal libetpan takes "the server hung up"
 * for "nothing yet" and asks for ever. */
static ssize_t
read_guarded(mailstream_low *low, void *at, size_t size)
{
	const struct guard *g = low->data;
	ssize_t n = -1;

	if (now.fault == NULL && size > 0)
		n = mailstream_low_read(g->layer.below, at, size);
	if (n > 0 && guard_look(at, (size_t)n) == 0)
		return n;
	errno = now.fault != NULL ? EPROTO : n == 0 ? ECONNRESET : errno;
	return size == 0 ? 0 : -1;
}

/* A command: what comes from here on is measured anew. */
static ssize_t
write_guarded(mailstream_low *low, const void *at, size_t size)
{
	const struct guard *g = low->data;

	now.lines = now.bytes = 0;
	return mailstream_low_write(g->layer.below, at, size);
}

static void
guard_done(struct layer *l)
{
	(void)l;
}

static mailstream_low_driver driver = LAYER_DRIVER(read_guarded,
    write_guarded);

int
guard_begin(mailstream *s)
{
	static struct guard guard = { { NULL, guard_done } };
	mailstream_low *low = mailstream_get_low(s);

	guard_reset();
	if (layer_put(&guard.layer, &driver, &low) == -1)
		return -1;
	mailstream_set_low(s, low);
	return 0;
}

mailstream_low **
guard_below(mailstream *s)
{
	struct guard *g = mailstream_get_low(s)->data;

	return &g->layer.below;
}
