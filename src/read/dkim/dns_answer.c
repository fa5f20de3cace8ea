#include "read/dkim/dns_answer.h"

#include <arpa/nameser.h>
#include <string.h>

#include "base/safe.h"

/* Of all the records of one answer. */
#define ANSWER_TEXT_MAX (3 * (size_t)NS_MAXMSG)

/* The strings of one record, joined; false: they do not fit into it. */
static bool
take_strings(struct span data, struct buf *out)
{
	while (data.len > 0) {
		size_t n = (unsigned char)data.at[0];

		if (n >= data.len)
			return false;
		buf_add(out, data.at + 1, n);
		data = span_from(data, n + 1);
	}
	return true;
}

/* How many TXT records there are, a line each; -1: it is no answer. */
static int
take_records(ns_msg *m, struct buf *out)
{
	int n = 0;
	ns_rr rr;

	for (int i = 0; i < ns_msg_count(*m, ns_s_an); i++) {
		if (ns_parserr(m, ns_s_an, i, &rr) == -1)
			return -1;
		if (ns_rr_type(rr) != ns_t_txt || ns_rr_class(rr) != ns_c_in)
			continue;
		if (n++ > 0)
			buf_add_char(out, '\n');
		if (!take_strings(span_of(ns_rr_rdata(rr), ns_rr_rdlen(rr)),
		    out))
			return -1;
	}
	return n;
}

/* As much of it as is kept; not within a character. */
static bool
txt_put(struct key_record *out, struct span text)
{
	CLEANUP(buf_done) struct buf good = { .max = 3 * ANSWER_TEXT_MAX };
	size_t n;

	safe_utf8(&good, text);
	for (size_t i = 0; i < good.len; i++)
		if (good.at[i] == '\0')
			good.at[i] = ' ';
	n = good.len < DKIM_RECORD_MAX ? good.len : DKIM_RECORD_MAX;
	while (n > 0 && n < good.len && ((unsigned char)good.at[n] & 0xc0) ==
	    0x80)
		n--;
	if (n > 0)
		memcpy(out->text, good.at, n);
	out->text[n] = '\0';
	return n == good.len;
}

static enum key_answer
answer_of(ns_msg *m, struct key_record *out)
{
	CLEANUP(buf_done) struct buf text = { .max = ANSWER_TEXT_MAX };
	int n, rcode = ns_msg_getflag(*m, ns_f_rcode);

	if (!ns_msg_getflag(*m, ns_f_qr) || ns_msg_getflag(*m, ns_f_tc))
		return ANSWER_NONE;
	if (rcode == ns_r_nxdomain)
		return ANSWER_NO_NAME;
	n = rcode == ns_r_noerror ? take_records(m, &text) : -1;
	if (n == -1)
		return ANSWER_NONE;
	if (n == 0)
		return ANSWER_NO_RECORD;
	if (!txt_put(out, buf_span(&text)))
		return n > 1 ? ANSWER_SEVERAL : ANSWER_LARGE;
	return n > 1 ? ANSWER_SEVERAL : ANSWER_FOUND;
}

void
dns_answer_read(struct span message, bool trusts, struct key_record *out)
{
	ns_msg m;

	out->answer = ANSWER_NONE;
	out->secure = SECURE_UNKNOWN;
	out->text[0] = '\0';
	if (message.len > NS_MAXMSG ||
	    ns_initparse((const unsigned char *)message.at,
	    (int)message.len, &m) == -1)
		return;
	out->answer = answer_of(&m, out);
	if (trusts && out->answer != ANSWER_NONE)
		out->secure = ns_msg_getflag(m, ns_f_ad) ? SECURE_YES :
		    SECURE_NO;
}
