#include "seal/sshwire.h"

#include <string.h>

#include "base/base64.h"

#define ARMOUR_LINE 70

void
ssh_put_number(struct buf *out, uint32_t n)
{
	const unsigned char at[4] = { (unsigned char)(n >> 24),
		(unsigned char)(n >> 16), (unsigned char)(n >> 8),
		(unsigned char)n };

	buf_add(out, at, sizeof(at));
}

void
ssh_put(struct buf *out, struct span s)
{
	ssh_put_number(out, (uint32_t)s.len);
	buf_add_span(out, s);
}

bool
ssh_take_number(struct span *from, uint32_t *out)
{
	const unsigned char *at = (const unsigned char *)from->at;

	if (from->len < 4)
		return false;
	*out = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[2] << 8 | at[3];
	*from = span_from(*from, 4);
	return true;
}

bool
ssh_take(struct span *from, struct span *out)
{
	uint32_t n;

	if (!ssh_take_number(from, &n) || n > from->len)
		return false;
	*out = span_of(from->at, n);
	*from = span_from(*from, n);
	return true;
}

bool
ssh_expect(struct span *from, const char *what)
{
	struct span got;

	return ssh_take(from, &got) && span_eq(got, span_str(what));
}

void
ssh_put_public(struct buf *out, const struct ed25519_public *key)
{
	ssh_put(out, span_str(SSH_ED25519));
	ssh_put(out, span_of(key->at, sizeof(key->at)));
}

bool
ssh_read_public(struct span s, struct ed25519_public *out)
{
	struct span key;

	if (!ssh_expect(&s, SSH_ED25519) || !ssh_take(&s, &key) ||
	    key.len != sizeof(out->at) || s.len != 0)
		return false;
	memcpy(out->at, key.at, sizeof(out->at));
	return true;
}

void
ssh_armour(struct buf *out, struct span s, const char *what)
{
	buf_addf(out, "-----BEGIN %s-----\n", what);
	base64_add(out, s, ARMOUR_LINE);
	buf_addf(out, "-----END %s-----\n", what);
}

static bool
cut(struct span *s, const char *line, bool end)
{
	size_t n = strlen(line);

	if (s->len < n || memcmp(end ? s->at + s->len - n : s->at, line,
	    n) != 0)
		return false;
	*s = span_of(end ? s->at : s->at + n, s->len - n);
	return true;
}

bool
ssh_unarmour(struct span s, const char *what, struct buf *out)
{
	CLEANUP(buf_done) struct buf begin = { .max = 128 };
	CLEANUP(buf_done) struct buf end = { .max = 128 };

	buf_addf(&begin, "-----BEGIN %s-----\n", what);
	buf_addf(&end, "-----END %s-----\n", what);
	return cut(&s, buf_str(&begin), false) &&
	    cut(&s, buf_str(&end), true) && base64_read(s, out);
}
