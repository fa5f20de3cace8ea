#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/safe.h"
#include "cmd/output/output.h"
#include "cmd/replay/reveal.h"

static const char *const columns[] = { "from", "reply_to", "to", "subject",
	"date", "message_id", "channel", "text", "folded", "parts", "flags" };

/* Lists of addresses and flags as one text. */
static void
flatten(const struct json *value, struct buf *out)
{
	size_t n = json_count(value);
	int64_t number;

	buf_add_span(out, json_span(value));
	if (json_int(value, &number))
		buf_addf(out, "%lld", (long long)number);
	for (size_t i = 0; i < n; i++) {
		const struct json *item = json_at(value, i);
		const char *name = json_str(json_get(item, "name"));
		const char *address = json_str(json_get(item,
		    "address"));

		buf_add_str(out, i > 0 ? ", " : "");
		if (json_kind(item) == JSON_KIND_TEXT)
			buf_add_str(out, json_str(item));
		else if (name != NULL && name[0] != '\0')
			buf_addf(out, "%s <%s>", name,
			    address != NULL ? address : "");
		else
			buf_add_str(out, address != NULL ? address : "");
	}
}

static void
put_paragraphs(const char *file, const struct json *letter)
{
	printf("%s\n", file);
	for (size_t i = 0; i < 11; i++) {
		CLEANUP(buf_done) struct buf raw = { .max = FRAME_MAX };
		CLEANUP(buf_done) struct buf safe = { .max = FRAME_MAX };

		if (strcmp(columns[i], "folded") == 0)
			continue;
		flatten(json_get(letter, columns[i]), &raw);
		safe_text(&safe, buf_span(&raw), SAFE_LINES);
		printf(strcmp(columns[i], "text") == 0 ? "%s:\n%s\n" :
		    "%s: %s\n", columns[i], buf_str(&safe));
	}
	putchar('\n');
}

static void
letter_row(struct output *s, const struct json *letter)
{
	for (size_t i = 0; i < 11; i++) {
		CLEANUP(buf_done) struct buf raw = { .max = FRAME_MAX };

		flatten(json_get(letter, columns[i]), &raw);
		output_text(s, buf_str(&raw));
	}
}

/* What was read as JSON may be printed as it came: spelling millions of
 * control characters a second time takes longer than reading them.  A line
 * end, which no reader of ours writes, would make two objects of one. */
static void
put_object(struct span text, const struct json *letter)
{
	CLEANUP(buf_done) struct buf again = { .max = FRAME_MAX };

	if (memchr(text.at, '\n', text.len) != NULL) {
		json_write(letter, JSON_FORM_LINE, &again);
		text = buf_span(&again);
	}
	fwrite(text.at, 1, text.len, stdout);
	putchar('\n');
}

static int
read_one(struct call *call, struct reveal *r, const char *file,
    struct output *s, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = FRAME_MAX - 4096 };
	CLEANUP(json_free) struct json *letter = NULL;
	struct message m = { .internal_ms = MOMENT_NONE };
	struct span text;

	if (file_read(strcmp(file, "-") == 0 ? "/dev/stdin" : file, &bytes,
	    err) == -1)
		return -1;
	m.bytes = buf_span(&bytes);
	m.size = (int64_t)bytes.len;
	if (reveal_json(r, &m, &text, err) == -1)
		return -1;
	buf_done(&bytes);
	letter = reveal_parse(text);
	if (letter == NULL)
		return err_set(err, EX_SOFTWARE, "%s: no answer", file);
	if (call->format == FORMAT_JSON)
		put_object(text, letter);
	else if (call->format == FORMAT_CSV)
		letter_row(s, letter);
	else
		put_paragraphs(file, letter);
	return 0;
}

int
cmd_read(struct call *call, struct err *err)
{
	struct reveal *r = NULL;
	struct output s;
	int got = 0;

	if (reveal_open(call, &r, err) == -1)
		return -1;
	if (call->format == FORMAT_CSV)
		output_open(&s, FORMAT_CSV, columns, 11);
	for (size_t i = 0; got == 0 && i < call->n_args; i++)
		got = read_one(call, r, call->args[i], &s, err);
	if (call->format == FORMAT_CSV)
		output_close(&s, "");
	reveal_close(r);
	return got;
}
