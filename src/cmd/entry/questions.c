#include "cmd/entry/questions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/when.h"
#include "cmd/entry/statement.h"

struct question {
	const char *text;
	/* false: *why says what would be right */
	bool (*take)(struct call *, const char *answer, struct err *why);
	bool lines;		/* several, up to one with a dot alone */
};

static bool
answer_person(struct call *call, const char *answer, struct err *why)
{
	struct statement_options *o = call->options;

	o->person = answer;
	if (answer[0] == '\0' && call->people->n == 1)
		o->person = call->people->at[0].id;
	if (o->person[0] == '\0') {
		err_set(why, EX_USAGE, "one of the people files would be "
		    "right");
		return false;
	}
	return entered_person(call, answer, why) == 0;
}

static bool
take_at(struct call *call, const char *answer, struct err *why)
{
	struct statement_options *o = call->options;
	struct when w;

	o->at = answer;
	return when_parse_past("that", answer, clock_now_ms(), &w, why) == 0;
}

static bool
answer_channel(struct call *call, const char *answer, struct err *why)
{
	struct statement_options *o = call->options;
	enum channel channel = CHANNEL_PHYSICAL;

	if (answer[0] != '\0' && !channel_parse(answer, &channel)) {
		err_set(why, EX_USAGE, "physical, call, chat, web, sms, "
		    "email or voicemail would be right");
		return false;
	}
	o->channel = (int)channel;
	return true;
}

static bool
take_what(struct call *call, const char *answer, struct err *why)
{
	struct statement_options *o = call->options;

	o->diary.what = answer;
	if (answer[0] != '\0')
		return entered_text("that", span_str(answer),
		    ENTERED_LONG_MAX, why) == 0;
	err_set(why, EX_USAGE, "a few words would be right");
	return false;
}

static struct diary *
diary_of(struct call *call)
{
	return &((struct statement_options *)call->options)->diary;
}

static bool
answer_line(const char **to, const char *answer, struct err *why)
{
	*to = answer;
	return entered_text("that", span_str(answer), ENTERED_MAX, why) == 0;
}

static bool
take_place(struct call *call, const char *answer, struct err *why)
{
	return answer_line(&diary_of(call)->place, answer, why);
}

static bool
take_told(struct call *call, const char *answer, struct err *why)
{
	return answer_line(&diary_of(call)->told, answer, why);
}

static bool
take_witnesses(struct call *call, const char *answer, struct err *why)
{
	return answer_line(&diary_of(call)->witnesses, answer, why);
}

static bool
take_impact(struct call *call, const char *answer, struct err *why)
{
	return answer_line(&diary_of(call)->impact, answer, why);
}

static bool
take_reference(struct call *call, const char *answer, struct err *why)
{
	return answer_line(&diary_of(call)->reference, answer, why);
}

static const struct question questions[] = {
	{ "Who was it, as far as you know? (id of the people file",
	    answer_person, false },
	{ "When? (2026-03-29, or 2026-03-29 14:05)", take_at, false },
	{ "How? (physical, call, chat, web, sms, email; Enter: physical)",
	    answer_channel, false },
	{ "What happened? Their words exactly as they were. End with a line "
	    "that has only a dot.", take_what, true },
	{ "Where? (Enter: nothing to say)", take_place, false },
	{ "Who told you? (Enter: you saw or heard it yourself)", take_told,
	    false },
	{ "Who else saw it? (Enter: nobody)", take_witnesses, false },
	{ "How did it affect you and your day? (Enter: nothing to say)",
	    take_impact, false },
	{ "Police reference? (Enter: none)", take_reference, false },
};

#define QUESTIONS (sizeof(questions) / sizeof(questions[0]))

_Static_assert(QUESTIONS <= QUESTIONS_MAX, "room for every answer");

static void
put_question(const struct call *call, size_t i)
{
	if (questions[i].take != answer_person) {
		printf("%s\n> ", questions[i].text);
		fflush(stdout);
		return;
	}
	printf("%s:", questions[i].text);
	for (size_t p = 0; p < call->people->n; p++)
		printf(" %s", call->people->at[p].id);
	printf("%s)\n> ", call->people->n == 1 ? "; Enter: that one" : "");
	fflush(stdout);
}

static void
free_line(char **line)
{
	free(*line);
}

/* -1: the input ended. */
static int
read_answer(const struct question *q, struct buf *out)
{
	CLEANUP(free_line) char *line = NULL;
	size_t room = 0;
	ssize_t n;

	buf_init(out, ENTERED_LONG_MAX);
	while ((n = getline(&line, &room, stdin)) != -1) {
		while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			n--;
		if (q->lines && n == 1 && line[0] == '.')
			return 0;
		if (out->len > 0)
			buf_add_char(out, '\n');
		buf_add(out, line, (size_t)n);
		if (!q->lines)
			return 0;
	}
	return -1;
}

static int
question_ask(struct questions *q, struct call *call, size_t i, struct err *err)
{
	struct buf *answer = &q->answers[q->n++];
	struct err why;

	for (;;) {
		put_question(call, i);
		if (read_answer(&questions[i], answer) == -1)
			return err_set(err, EX_NOINPUT, "the answers ended; "
			    "nothing was kept");
		if (questions[i].take(call, buf_str(answer), &why))
			return 0;
		printf("%s\n", why.text);
		buf_done(answer);
	}
}

int
questions_ask(struct questions *q, struct call *call, struct err *err)
{
	for (size_t i = 0; i < QUESTIONS; i++)
		if (question_ask(q, call, i, err) == -1)
			return -1;
	return 0;
}

void
questions_done(struct questions *q)
{
	for (size_t i = 0; i < q->n; i++)
		buf_done(&q->answers[i]);
}
