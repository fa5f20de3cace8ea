#include <sys/socket.h>
#include <unistd.h>

#include "base/frame.h"
#include "tests/tap.h"

static void
test_round_trip(void)
{
	int pair[2];
	struct wire a, b;
	struct frame f;
	struct span s;

	ok(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0, "a pair");
	wire_init(&a, pair[0]);
	wire_init(&b, pair[1]);
	frame_begin(&a, 7);
	frame_put_u32(&a, 0xdeadbeef);
	frame_put_i64(&a, INT64_MIN);
	frame_put_span(&a, span_of("a\0b", 3));
	frame_end(&a);
	frame_begin(&a, 8);
	frame_end(&a);
	ok(wire_flush(&a) == 0, "written");
	ok(wire_wait(&b, &f) == 1 && f.kind == 7, "the first frame");
	ok(frame_get_u32(&f) == 0xdeadbeef, "u32");
	ok(frame_get_i64(&f) == INT64_MIN, "i64");
	s = frame_get_span(&f);
	ok(s.len == 3 && s.at[1] == '\0', "span with NUL");
	ok(frame_close(&f) == 0, "read to its end");
	ok(wire_wait(&b, &f) == 1 && f.kind == 8, "the second");
	frame_get_u32(&f);
	ok(frame_close(&f) == -1, "reading past the end is noticed");
	wire_done(&a);
	ok(wire_wait(&b, &f) == 0, "the end of the peer");
	wire_done(&b);
}

/* Bytes a broken peer might send, and what frame_next says. */
static const struct {
	const char *name, *bytes;
	size_t len;
	int want;
} broken[] = {
	{ "empty", "", 0, 0 },
	{ "half a length", "\1\0", 2, 0 },
	{ "length 0", "\0\0\0\0", 4, -1 },
	{ "length 2^32-1", "\377\377\377\377", 4, -1 },
	{ "not all there", "\5\0\0\0\1ab", 7, 0 },
	{ "whole", "\2\0\0\0\1a", 6, 1 },
};

int
main(void)
{
	test_round_trip();
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		struct wire w;
		struct frame f;

		wire_init(&w, -1);
		buf_add(&w.in, broken[i].bytes, broken[i].len);
		is_int(frame_next(&w, &f), broken[i].want, broken[i].name);
		wire_done(&w);
	}
	return tap_done();
}
