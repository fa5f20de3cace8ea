/*
 * The zip read back, from its first byte to its last.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sum.h"
#include "bundle/write/zip.h"

/* No message that is kept is larger. */
#define WANTED_MAX ((size_t)96 << 20)
#define STEP ((size_t)64 * 1024)
#define NAME_MAX_BYTES 200
#define EXTRA_MAX 100

#define LOCAL 0x04034b50u
#define CENTRAL 0x02014b50u
#define BEHIND 0x08074b50u
#define END 0x06054b50u
#define WIDE_END 0x06064b50u
#define WIDE_AT 0x07064b50u

/* Sizes stand behind an entry, too. */
#define FLAG_BEHIND 8u
/* Fields beside a name that say when and whose, in whatever order. */
#define EXTRA_TIME 0x5455u
#define EXTRA_OWNER 0x7875u

struct unpacking {
	int fd;
	unsigned char step[STEP];
	size_t at, have;	/* of step */
	int64_t offset;		/* in the file, of step[at] */
	int64_t line_at;	/* in the file, the directory's line of the
				 * next entry; -1: not found */
	struct sum *members;	/* what the directory must say again */
	struct buf name;
	struct buf keep;
	uint64_t n;
	const char *why;	/* it is not a bundle's */
};

static bool
refuse(struct unpacking *u, const char *why)
{
	if (u->why == NULL)
		u->why = why;
	return false;
}

/* At least that many bytes in hand, at step + at. */
static bool
have(struct unpacking *u, size_t n)
{
	if (u->have - u->at >= n)
		return true;
	memmove(u->step, u->step + u->at, u->have - u->at);
	u->have -= u->at;
	u->at = 0;
	while (u->have < n) {
		ssize_t got = read(u->fd, u->step + u->have, STEP - u->have);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return refuse(u, "it cannot be read further");
		if (got == 0)
			return refuse(u, "it ends early");
		u->have += (size_t)got;
	}
	return true;
}

static bool
is_over(struct unpacking *u)
{
	return u->have == u->at && read(u->fd, u->step, 1) == 0;
}

static void
skip(struct unpacking *u, size_t n)
{
	u->at += n;
	u->offset += (int64_t)n;
}

/* A little-endian number of that many bytes. */
static uint64_t
number_at(const unsigned char *at, size_t bytes)
{
	uint64_t out = 0;

	while (bytes-- > 0)
		out = out << 8 | at[bytes];
	return out;
}

/* The next one, whose bytes are in hand. */
static uint64_t
number(struct unpacking *u, size_t bytes)
{
	uint64_t out = number_at(u->step + u->at, bytes);

	skip(u, bytes);
	return out;
}

/* Where the end says that the directory begins; -1: it says nothing. */
static int64_t
directory_at(int fd)
{
	unsigned char end[22];
	struct stat st;

	if (fstat(fd, &st) == -1 || st.st_size < (off_t)sizeof(end) ||
	    pread(fd, end, sizeof(end), st.st_size - (off_t)sizeof(end)) !=
	    (ssize_t)sizeof(end) || number_at(end, 4) != END)
		return -1;
	return (int64_t)number_at(end + 16, 4);
}

static uint32_t
crc32_add(uint32_t crc, const unsigned char *at, size_t len)
{
	static uint32_t table[256];

	/* From the last, so that the second tells whether they are there. */
	for (uint32_t i = 0; table[1] == 0 && i < 256; i++) {
		uint32_t c = 255 - i;

		for (int k = 0; k < 8; k++)
			c = c >> 1 ^ (0xedb88320u & -(c & 1));
		table[255 - i] = c;
	}
	crc = ~crc;
	while (len-- > 0)
		crc = table[(crc ^ *at++) & 255] ^ crc >> 8;
	return ~crc;
}

/* What stands of an entry before its bytes, and in the directory. */
struct member {
	uint32_t flags, method, crc, packed, size, n_name, n_extra;
	uint32_t at;
};

static void
note(struct sum *sum, const struct member *m, struct span name)
{
	const uint32_t said[] = { m->crc, m->size, m->at, m->n_name };

	sum_add(sum, span_of((const char *)said, sizeof(said)));
	sum_add(sum, name);
}

static void
take_member(struct unpacking *u, struct member *m)
{
	m->flags = (uint32_t)number(u, 2);
	m->method = (uint32_t)number(u, 2);
	skip(u, 4);	/* its time */
	m->crc = (uint32_t)number(u, 4);
	m->packed = (uint32_t)number(u, 4);
	m->size = (uint32_t)number(u, 4);
	m->n_name = (uint32_t)number(u, 2);
	m->n_extra = (uint32_t)number(u, 2);
}

/* The directory's line of the entry at hand; false: it has another, or none. */
static bool
look_ahead(struct unpacking *u, const struct member *m, uint32_t *size)
{
	unsigned char line[46];

	if (u->line_at == -1 || pread(u->fd, line, sizeof(line), u->line_at) !=
	    (ssize_t)sizeof(line) || number_at(line, 4) != CENTRAL ||
	    number_at(line + 42, 4) != m->at) {
		u->line_at = -1;
		return false;
	}
	*size = (uint32_t)number_at(line + 24, 4);
	u->line_at += (int64_t)(sizeof(line) + number_at(line + 28, 2) +
	    number_at(line + 30, 2) + number_at(line + 32, 2));
	return true;
}

/* libarchive from 3.7 on says the size behind the bytes and in the directory
 * only; that both say the same is seen when they are reached. */
static bool
find_size(struct unpacking *u, struct member *m)
{
	uint32_t size;
	bool there = look_ahead(u, m, &size);

	if (m->size != 0 || m->packed != 0 || (m->flags & FLAG_BEHIND) == 0)
		return true;
	if (!there)
		return refuse(u, "an entry has no size");
	m->size = m->packed = size;
	return true;
}

static bool
check_member(struct unpacking *u, const struct member *m)
{
	if (m->method != 0 || (m->flags & ~FLAG_BEHIND) != 0 ||
	    m->packed != m->size)
		return refuse(u, "an entry is packed");
	if (m->n_name > NAME_MAX_BYTES)
		return refuse(u, "an entry has a long name");
	return m->n_extra <= EXTRA_MAX ||
	    refuse(u, "an entry has a field that no bundle has");
}

static bool
take_name(struct unpacking *u, const struct member *m)
{
	if (!have(u, m->n_name + m->n_extra))
		return false;
	buf_reset(&u->name);
	buf_add(&u->name, (char *)u->step + u->at, m->n_name);
	skip(u, m->n_name);
	return true;
}

/* None may say name or size anew. */
static bool
take_extra(struct unpacking *u, const struct member *m)
{
	size_t left = m->n_extra;

	while (left >= 4) {
		uint64_t id = number(u, 2), len = number(u, 2);

		left -= 4;
		if ((id != EXTRA_TIME && id != EXTRA_OWNER) || len > left)
			break;
		skip(u, len);
		left -= len;
		if (left == 0)
			return true;
	}
	return m->n_extra == 0 ||
	    refuse(u, "an entry has a field that no bundle has");
}

static void
read_name(struct buf *name, struct zip_entry *f)
{
	char again[ZIP_NAME_TEXT];

	f->name = buf_str(name);
	f->named = name->len > 65 && name->len <= 65 + ZIP_ENDING_MAX &&
	    digest_parse(span_of(f->name, 64), &f->name_digest);
	if (!f->named)
		return;
	f->ending = f->name + 65;
	zip_name(&f->name_digest, f->ending, again);
	f->named = span_eq(span_str(again), buf_span(name));
}

static bool
take_bytes(struct unpacking *u, const struct member *m, struct zip_entry *f,
    bool wanted, uint32_t *crc)
{
	CLEANUP(sum_drop) struct sum *sum = sum_begin();

	for (size_t left = m->size; left > 0;) {
		size_t n;

		if (!have(u, 1))
			return false;
		n = u->have - u->at < left ? u->have - u->at : left;
		sum_add(sum, span_of((char *)u->step + u->at, n));
		*crc = crc32_add(*crc, u->step + u->at, n);
		if (wanted)
			buf_add(&u->keep, (char *)u->step + u->at, n);
		skip(u, n);
		left -= n;
	}
	f->size = m->size;
	f->digest = sum_end(&sum);
	if (wanted && !u->keep.over)
		f->bytes = buf_span(&u->keep);
	return true;
}

static bool
take_behind(struct unpacking *u, struct member *m)
{
	if ((m->flags & FLAG_BEHIND) == 0)
		return true;
	if (!have(u, 16))
		return false;
	if (number(u, 4) != BEHIND)
		return refuse(u, "an entry has no end");
	m->crc = (uint32_t)number(u, 4);
	if (number(u, 4) == m->size && number(u, 4) == m->size)
		return true;
	return refuse(u, "an entry has two sizes");
}

/* Up to the next signature; false: u->why. */
static bool
take_entry(struct unpacking *u, struct zip_entry *f, zip_wants *wants,
    void *arg)
{
	struct member m = { .at = (uint32_t)u->offset - 4 };
	uint32_t crc = 0;

	if (!have(u, 26))
		return false;
	skip(u, 2);
	take_member(u, &m);
	if (!find_size(u, &m) || !check_member(u, &m) || !take_name(u, &m) ||
	    !take_extra(u, &m))
		return false;
	read_name(&u->name, f);
	buf_reset(&u->keep);
	if (!take_bytes(u, &m, f, wants != NULL && f->named &&
	    wants(&f->name_digest, arg), &crc) || !take_behind(u, &m))
		return false;
	f->damaged = crc != m.crc;
	note(u->members, &m, buf_span(&u->name));
	u->n++;
	return true;
}

static bool
take_signature(struct unpacking *u, uint32_t *out)
{
	if (!have(u, 4))
		return false;
	*out = (uint32_t)number(u, 4);
	return true;
}

/* One line of the directory, behind its signature. */
static bool
take_line(struct unpacking *u, struct sum *again)
{
	struct member m = { 0 };
	uint64_t notes, disk;

	if (!have(u, 42))
		return false;
	skip(u, 4);
	take_member(u, &m);
	notes = number(u, 2);
	disk = number(u, 2);
	skip(u, 6);	/* whose it is */
	m.at = (uint32_t)number(u, 4);
	if (notes != 0 || disk != 0)
		return refuse(u, "an entry has a note");
	if (!check_member(u, &m) || !take_name(u, &m) || !take_extra(u, &m))
		return false;
	note(again, &m, buf_span(&u->name));
	return true;
}

static bool
take_directory(struct unpacking *u, uint32_t *signature)
{
	CLEANUP(sum_drop) struct sum *again = sum_begin();
	struct digest said, is;
	uint64_t n = 0;

	for (; *signature == CENTRAL; n++)
		if (!take_line(u, again) || !take_signature(u, signature))
			return false;
	said = sum_end(&again);
	is = sum_end(&u->members);
	return (n == u->n && digest_eq(&said, &is)) ||
	    refuse(u, "its directory is not that of its entries");
}

/* These numbers and no others, each of so many bytes. */
struct expected {
	size_t bytes;
	uint64_t value;
};

static bool
expect(struct unpacking *u, const struct expected *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!have(u, all[i].bytes))
			return false;
		if (number(u, all[i].bytes) != all[i].value)
			return refuse(u, "its end says otherwise");
	}
	return true;
}

#define EXPECT(u, all) expect(u, all, sizeof(all) / sizeof((all)[0]))

/* More entries than the short end can count. */
static bool
take_wide_end(struct unpacking *u, uint64_t begin, uint64_t size,
    uint32_t *signature)
{
	const struct expected head[] = { { 8, 44 } };
	const struct expected rest[] = {
		{ 4, 0 }, { 4, 0 }, { 8, u->n }, { 8, u->n }, { 8, size },
		{ 8, begin }, { 4, WIDE_AT }, { 4, 0 }, { 8, begin + size },
		{ 4, 1 },
	};

	if (!EXPECT(u, head) || !have(u, 4))
		return false;
	skip(u, 4);	/* who made it and who may read it */
	return EXPECT(u, rest) && take_signature(u, signature);
}

static bool
take_end(struct unpacking *u, uint32_t signature)
{
	uint64_t begin = (uint64_t)u->offset - 4, size;
	uint64_t n = u->n < 0xffff ? u->n : 0xffff;

	if (!take_directory(u, &signature))
		return false;
	size = (uint64_t)u->offset - 4 - begin;
	if (signature == WIDE_END &&
	    !take_wide_end(u, begin, size, &signature))
		return false;
	const struct expected last[] = {
		{ 2, 0 }, { 2, 0 }, { 2, n }, { 2, n }, { 4, size },
		{ 4, begin }, { 2, 0 },
	};
	if (signature != END)
		return refuse(u, "it has no end");
	return EXPECT(u, last) && (is_over(u) ||
	    refuse(u, "there is more behind its end"));
}

static void
unpacking_free(struct unpacking **u)
{
	sum_drop(&(*u)->members);
	buf_done(&(*u)->name);
	buf_done(&(*u)->keep);
	free(*u);
}

static struct unpacking *
unpacking_new(int fd)
{
	struct unpacking *u = mem_get(1, sizeof(*u));

	u->fd = fd;
	u->line_at = directory_at(fd);
	u->members = sum_begin();
	buf_init(&u->name, NAME_MAX_BYTES + 1);
	buf_init(&u->keep, WANTED_MAX);
	return u;
}

int
zip_read(int fd, zip_wants *wants, zip_each *each, void *arg,
    const char **why, struct err *err)
{
	CLEANUP(unpacking_free) struct unpacking *u = unpacking_new(fd);
	uint32_t signature;
	bool good = take_signature(u, &signature);

	while (good && signature == LOCAL) {
		struct zip_entry f = { 0 };

		good = take_entry(u, &f, wants, arg);
		if (good && each(&f, arg, err) != 0)
			return -1;
		good = good && take_signature(u, &signature);
	}
	good = good && take_end(u, signature);
	*why = u->why;
	return good ? 0 : 1;
}
