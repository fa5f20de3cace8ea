#include "read/dkim/authres.h"

#include <string.h>

#include "base/ascii.h"
#include "base/domain.h"

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_SIGN };

struct authres_token {
	enum token_kind kind;
	struct span text;	/* a word without its quotes, or a sign */
};

/* What stands between two semicolons. */
struct result {
	bool dkim, pass;
	struct span domain;	/* header.d, else that of header.i */
	bool has_d;
};

struct authres_answer {
	const struct strings *domains;
	bool dkim;		/* something was said of DKIM */
	bool pass;
	struct result result;	/* the one at hand */
};

/* One result on its way into a summary. */
struct authres_said {
	struct buf *out;
	const char *method, *word;	/* NULL: none that is known */
	struct span domain;
	bool has_d;
};

static size_t
comment_length(struct span s)
{
	size_t depth = 0, i = 0;

	for (; i < s.len; i++) {
		if (s.at[i] == '\\' && i + 1 < s.len)
			i++;
		else if (s.at[i] == '(')
			depth++;
		else if (s.at[i] == ')' && --depth == 0)
			return i + 1;
	}
	return i;
}

static bool
is_in(char c, const char *signs)
{
	return c != '\0' && strchr(signs, c) != NULL;
}

static struct span
skip_blanks(struct span s)
{
	while (s.len > 0 && (ascii_is_blank(s.at[0]) || s.at[0] == '('))
		s = span_from(s, s.at[0] == '(' ? comment_length(s) : 1);
	return s;
}

/* The length of the quoted string that s begins with, both quotes in it. */
static size_t
quoted_length(struct span s)
{
	size_t i = 1;

	while (i < s.len && s.at[i] != '"')
		i += s.at[i] == '\\' ? 2 : 1;
	return i < s.len ? i + 1 : s.len;
}

/* Up to a blank, a comment or one of the signs, all outside of quotes. */
static struct span
authres_word(struct span *rest, const char *signs)
{
	struct span word;
	size_t n = 0;

	while (n < rest->len && !ascii_is_blank(rest->at[n]) &&
	    rest->at[n] != '(' && !is_in(rest->at[n], signs))
		n += rest->at[n] == '"' ?
		    quoted_length(span_from(*rest, n)) : 1;
	word = span_of(rest->at, n);
	*rest = span_from(*rest, n);
	if (n >= 2 && word.at[0] == '"' && quoted_length(word) == n)
		return span_of(word.at + 1, n - 2);
	return word;
}

static struct authres_token
token_next(struct span *rest, const char *signs)
{
	struct authres_token t = { TOKEN_END, { NULL, 0 } };

	*rest = skip_blanks(*rest);
	if (rest->len == 0)
		return t;
	if (is_in(rest->at[0], signs)) {
		t = (struct authres_token){ TOKEN_SIGN, span_of(rest->at, 1) };
		*rest = span_from(*rest, 1);
		return t;
	}
	return (struct authres_token){ TOKEN_WORD, authres_word(rest, signs) };
}

static bool
is_separator(struct authres_token t, char sign)
{
	return t.kind == TOKEN_SIGN && t.text.at[0] == sign;
}

static struct span
behind_at(struct span identity)
{
	size_t at = identity.len;

	while (at > 0 && identity.at[at - 1] != '@')
		at--;
	return span_from(identity, at);
}

static void
property(void *arg, struct span name, struct span value)
{
	struct result *r = &((struct authres_answer *)arg)->result;

	if (span_ieq_str(name, "dkim")) {
		r->dkim = true;
		r->pass = span_ieq_str(value, "pass");
	} else if (span_ieq_str(name, "header.d")) {
		r->domain = value;
		r->has_d = true;
	} else if (span_ieq_str(name, "header.i") && !r->has_d)
		r->domain = behind_at(value);
}

static void
result_end(void *arg)
{
	struct authres_answer *a = arg;
	struct result *r = &a->result;

	for (size_t i = 0; r->dkim && r->pass && i < a->domains->n; i++)
		if (domain_is_below(r->domain, a->domains->at[i]))
			a->pass = true;
	a->dkim |= r->dkim;
	*r = (struct result){ .dkim = false };
}

/* name = value, where the name may be "dkim/1"; `end` at each semicolon. */
static void
results(struct span rest, void (*take)(void *, struct span, struct span),
    void (*end)(void *), void *arg)
{
	struct span name = { NULL, 0 };

	for (;;) {
		struct authres_token t = token_next(&rest, ";=/");

		if (t.kind == TOKEN_END || is_separator(t, ';'))
			end(arg);
		if (t.kind == TOKEN_END)
			return;
		if (is_separator(t, '=')) {
			/* A value may hold = and / (a signature's digest does)
			 * and may be missing, in which case the semicolon
			 * behind it still ends the result. */
			rest = skip_blanks(rest);
			take(arg, name, authres_word(&rest, ";"));
		} else if (is_separator(t, '/')) {
			(void)token_next(&rest, ";=/");	/* version */
		} else if (t.kind == TOKEN_WORD) {
			name = t.text;
		}
	}
}

static bool
is_of_server(struct span *rest, const char *authserv_id)
{
	struct authres_token id = token_next(rest, ";");

	return id.kind == TOKEN_WORD && span_ieq_str(id.text, authserv_id);
}

bool
authres_dkim_pass(const struct letter *l, const char *authserv_id,
    const struct strings *domains)
{
	struct authres_answer a = { .domains = domains };

	if (authserv_id == NULL)
		return false;
	for (const struct field *f = l->fields; f != NULL && !a.dkim;
	    f = f->next) {
		struct span rest = f->value;

		if (!span_ieq_str(f->name, "Authentication-Results"))
			continue;
		if (is_of_server(&rest, authserv_id))
			results(rest, property, result_end, &a);
	}
	return a.pass;
}

/* The words of RFC 8601 and of those it names; nothing else of a field gets
 * into a summary, since a stranger may have written it. */
static const char *const methods[] = {
	"dkim", "spf", "dmarc", "arc", "auth", "iprev", "sender-id",
	"domainkeys", "dkim-adsp", "bimi",
};
static const char *const words[] = {
	"pass", "fail", "none", "neutral", "softfail", "hardfail", "policy",
	"temperror", "permerror", "nxdomain", "discard", "unknown",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
said_property(void *arg, struct span name, struct span value)
{
	struct authres_said *s = arg;

	if (s->method == NULL) {
		s->method = span_one_of(name, methods, COUNT(methods));
		s->word = span_one_of(value, words, COUNT(words));
	} else if (span_ieq_str(name, "header.d")) {
		s->domain = value;
		s->has_d = true;
	} else if (!s->has_d && (span_ieq_str(name, "header.i") ||
	    span_ieq_str(name, "header.from") ||
	    span_ieq_str(name, "smtp.mailfrom")))
		s->domain = behind_at(value);
}

static void
said_end(void *arg)
{
	struct authres_said *s = arg;
	struct buf *out = s->out;

	if (s->method != NULL && s->word != NULL) {
		buf_addf(out, "%s%s=%s", out->len == 0 ? "" : ", ",
		    s->method, s->word);
		if (domain_is_name(s->domain, 2))
			buf_addf(out, " %.*s", (int)s->domain.len,
			    s->domain.at);
	}
	*s = (struct authres_said){ .out = out };
}

bool
authres_summary(struct span value, const char *authserv_id, struct buf *out)
{
	struct authres_said s = { .out = out };

	if (!is_of_server(&value, authserv_id))
		return false;
	results(value, said_property, said_end, &s);
	return true;
}
