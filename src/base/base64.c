#include "base/base64.h"

#include <string.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Up to three bytes as four letters. */
static void
group(const unsigned char *in, size_t n, char out[4])
{
	unsigned bits = (unsigned)in[0] << 16 |
	    (n > 1 ? (unsigned)in[1] << 8 : 0) | (n > 2 ? in[2] : 0);

	out[0] = letters[bits >> 18];
	out[1] = letters[bits >> 12 & 63];
	out[2] = n > 1 ? letters[bits >> 6 & 63] : '=';
	out[3] = n > 2 ? letters[bits & 63] : '=';
}

void
base64_add(struct buf *out, struct span s, size_t line)
{
	size_t at = 0;

	for (size_t i = 0; i < s.len; i += 3) {
		char four[4];

		group((const unsigned char *)s.at + i, s.len - i, four);
		for (size_t k = 0; k < 4; k++) {
			buf_add_char(out, four[k]);
			if (line != 0 && ++at % line == 0)
				buf_add_char(out, '\n');
		}
	}
	if (line != 0 && at % line != 0)
		buf_add_char(out, '\n');
}

/* What has been read of a group. */
struct quad {
	unsigned bits;
	int n, pad;
};

static bool
put_quad(struct quad *q, struct buf *out)
{
	if (q->pad > 2 || (q->pad > 0 &&
	    (q->bits & ((1U << 8 * q->pad) - 1)) != 0))
		return false;
	for (int i = 0; i < 3 - q->pad; i++)
		buf_add_char(out, (char)(q->bits >> (16 - 8 * i) & 255));
	q->n = 0;
	q->bits = 0;
	return true;
}

bool
base64_read(struct span s, struct buf *out)
{
	struct quad q = { 0 };

	for (size_t i = 0; i < s.len; i++) {
		const char *at = s.at[i] == '\0' ? NULL :
		    strchr(letters, s.at[i]);

		if (s.at[i] == '\n')
			continue;
		if (s.at[i] == '=' ? q.n < 2 : at == NULL || q.pad > 0)
			return false;
		q.pad += s.at[i] == '=';
		q.bits = q.bits << 6 | (at == NULL ? 0 :
		    (unsigned)(at - letters));
		if (++q.n == 4 && !put_quad(&q, out))
			return false;
	}
	return q.n == 0 && !out->over;
}
