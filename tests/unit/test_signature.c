/*
 * Signing keys and signatures, held against what ssh-keygen wrote, and what
 * verify says of a signed bundle.  The key is nobody's.
 */
#include "tests/unit/bundle_rig.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"
#include "seal/signkey.h"
#include "seal/sshsig.h"

static struct err err;
static char dir[200];

static const char key_text[] =
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACDmxn6S+8lThm/0ybnxqt/USMYNtOUF0az4HxSEvUr4tAAAAJgRvy9VEb8v\n"
    "VQAAAAtzc2gtZWQyNTUxOQAAACDmxn6S+8lThm/0ybnxqt/USMYNtOUF0az4HxSEvUr4tA\n"
    "AAAED16Z4tPDOJ7Nf6QZ6JykQQHJUQ6+13y39jKOgG38vo7ebGfpL7yVOGb/TJufGq39RI\n"
    "xg205QXRrPgfFIS9Svi0AAAAEXNhbGx5QGV4YW1wbGUub3JnAQIDBA==\n"
    "-----END OPENSSH PRIVATE KEY-----\n";
static const char encrypted[] =
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0AAAAGAAAABBosYkTlA\n"
    "xE+XOzY3r/TkMtAAAAEAAAAAEAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIOyy+9YlNm/vpVfS\n"
    "NEWRmz7JHooqJeBu3HeXNird9kOYAAAAkJc2r4tzH3fgzGqPEbSfTXZ7BH0Xz5DgFKiY45\n"
    "40vpoOPeA13HVxCQJFFH7oSF1LlDi/fSWgTxBDZ8F6fLKB4Ir8AOBwKGg5UbZQt8kdhgnN\n"
    "Qs8SkVsY3d7UJiXPPTAb+4bLTcREiHhebvcExjxg+4cNUnQzFtHNHGJRYsJBwb9Ig9M06A\n"
    "cpFBhOUCBra25Fsg==\n"
    "-----END OPENSSH PRIVATE KEY-----\n";
static const char ecdsa[] =
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS\n"
    "1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQQpoa+7uwIiu8T8Q3FKYwwVWvbGNQyf\n"
    "fTUnZQWUMcoRL6oqfUqK4NHeXMjfuZBwKR/aEFAlRQtsySi1xo4fmpPcAAAAoAm2LkcJti\n"
    "5HAAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBCmhr7u7AiK7xPxD\n"
    "cUpjDBVa9sY1DJ99NSdlBZQxyhEvqip9Sorg0d5cyN+5kHApH9oQUCVFC2zJKLXGjh+ak9\n"
    "wAAAAhAODO/6a5f8DVlzXeowbJZlIFVO2FM7FPNApYWZ53touXAAAAAXgBAgMEBQY=\n"
    "-----END OPENSSH PRIVATE KEY-----\n";
static const char public_text[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIObGfpL7yVOGb/"
    "TJufGq39RIxg205QXRrPgfFIS9Svi0";
static const char fingerprint[] =
    "SHA256:4GIJ1E1jzbsIJsxCj/4B5W4WiVJFB3k76Wjb149Dj7Q";
/* ssh-keygen -Y sign -n floodmark, of "hello\n" */
static const char signature[] =
    "-----BEGIN SSH SIGNATURE-----\n"
    "U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg5sZ+kvvJU4Zv9Mm58arf1EjGDb\n"
    "TlBdGs+B8UhL1K+LQAAAAJZmxvb2RtYXJrAAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1l\n"
    "ZDI1NTE5AAAAQBa88UbYp37MokC81bnc83/6UzyyC72nPPp+ryVXR6ElvpBEPVg2SPyOkW\n"
    "0lrhCS7oOfx7vWTtHxaY00WPdzlgo=\n"
    "-----END SSH SIGNATURE-----\n";

static struct ed25519_key
the_key(void)
{
	struct ed25519_key key;

	if (signkey_read("key", span_str(key_text), &key, &err) != 0)
		printf("Bail out! %s\n", err.text);
	return key;
}

static void
test_key(void)
{
	CLEANUP(buf_done) struct buf text = { .max = SIGNKEY_MAX };
	struct ed25519_key key = the_key(), again;
	char print[SIGNKEY_TEXT];

	signkey_fingerprint(&key.public, print);
	is_str(print, fingerprint, "the fingerprint is ssh-keygen's");
	signkey_public(&text, &key.public);
	is_str(buf_str(&text), public_text, "the public line, too");
	buf_reset(&text);
	signkey_write(&text, &key, 7);
	ok(signkey_read("again", buf_span(&text), &again, &err) == 0 &&
	    memcmp(&key, &again, sizeof(key)) == 0,
	    "what is written is read back");
}

static const struct {
	const char *text, *why;
} refused[] = {
	{ "", "another form" },
	{ "-----BEGIN OPENSSH PRIVATE KEY-----\n", "another form" },
	{ public_text, "another form" },
	{ encrypted, "passphrase" },
	{ ecdsa, "another kind" },
};

static void
test_refused(void)
{
	struct ed25519_key key;
	size_t taken = 0;

	for (size_t i = 0; i < ROWS(refused); i++)
		ok(signkey_read("f.key", span_str(refused[i].text), &key,
		    &err) == -1 && err.code == EX_DATAERR &&
		    strstr(err.text, refused[i].why) != NULL &&
		    strncmp(err.text, "f.key: ", 7) == 0, "%s", err.text);
	/* The check value and the comment are nobody's business, but they
	 * stand twice or unread: every other bit is noticed. */
	for (size_t i = 0; i < sizeof(key_text) - 1; i++) {
		char text[sizeof(key_text)];

		memcpy(text, key_text, sizeof(text));
		text[i] = text[i] == 'A' ? 'B' : 'A';
		taken += signkey_read("f", span_of(text, sizeof(text) - 1),
		    &key, &err) == 0;
	}
	ok(taken <= 24, "a changed letter is refused, but for %zu in the "
	    "comment", taken);
	for (size_t n = taken = 0; n < sizeof(key_text) - 1; n++)
		taken += signkey_read("f", span_of(key_text, n), &key,
		    &err) == 0;
	is_int((int64_t)taken, 0, "a key cut short is refused");
}

static void
test_vector(void)
{
	CLEANUP(buf_done) struct buf text = { .max = SSHSIG_MAX };
	struct ed25519_key key = the_key();
	struct ed25519_public by;
	size_t taken = 0;

	sshsig_write(&text, &key, span_str("hello\n"));
	is_str(buf_str(&text), signature,
	    "the signature is the one ssh-keygen makes");
	ok(sshsig_check(span_str(signature), span_str("hello\n"), &by) == 0 &&
	    memcmp(&by, &key.public, sizeof(by)) == 0, "and holds");
	is_int(sshsig_check(span_str(signature), span_str("hello!\n"), &by),
	    1, "not for another file");
	is_int(sshsig_check(span_str("x"), span_str("hello\n"), &by), 2,
	    "a file that is none");
	for (size_t i = 0; i < sizeof(signature) - 1; i++)
		for (int bit = 0; bit < 8; bit++) {
			char s[sizeof(signature)];

			memcpy(s, signature, sizeof(s));
			s[i] = (char)(s[i] ^ 1 << bit);
			taken += sshsig_check(span_of(s, sizeof(s) - 1),
			    span_str("hello\n"), &by) == 0;
		}
	is_int((int64_t)taken, 0, "every changed bit is found");
}

static void
test_made(struct rig *r)
{
	CLEANUP(str_free) char *path = path_join(r->dir, "made.key");
	CLEANUP(str_free) char *public = path_join(r->dir, "made.key.pub");
	struct ed25519_key a, b;
	struct stat st;

	ok(signkey_open(path, &a, &err) == 0, "a key is made");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "mode 0600");
	ok(stat(public, &st) == 0, "its public half stands beside it");
	ok(signkey_open(path, &b, &err) == 0 && memcmp(&a, &b, sizeof(a)) ==
	    0, "the next time it is the same");
	unlink(public);
	ok(signkey_open(path, &b, &err) == 0 && stat(public, &st) == 0,
	    "a public half that is missing is made");
	if (chmod(path, 0640) != 0)
		ok(false, "chmod");
	ok(signkey_open(path, &b, &err) == -1 && err.code == EX_NOPERM, "%s",
	    err.text);
	unlink(path);
	if (file_write(path, span_str("mine\n"), 0600, &err) != 0)
		ok(false, "%s", err.text);
	ok(signkey_open(path, &b, &err) == -1 && stat(path, &st) == 0 &&
	    st.st_size == 5, "what is no key is left alone: %s", err.text);
}

struct seen {
	int64_t n;
	enum fault fault;
	char where[200], what[400];
	char signer[64];
};

static int
see(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	struct seen *s = arg;

	(void)e;
	if (fault == FAULT_NOTE || s->n++ > 0)
		return 0;
	s->fault = fault;
	snprintf(s->where, sizeof(s->where), "%s", where);
	snprintf(s->what, sizeof(s->what), "%s", what);
	return 0;
}

static struct seen
verify(void)
{
	struct seen s = { 0 };
	struct verified sum;

	if (bundle_verify(dir, see, &s, &sum, &err) != 0)
		s.n = -1;
	snprintf(s.signer, sizeof(s.signer), "%s", sum.signer);
	return s;
}

static void
load(enum bag_file f, struct buf *out)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(f));

	buf_init(out, BAG_TEXT_MAX);
	if (file_read(path, out, &err) != 0)
		printf("Bail out! %s\n", err.text);
}

static void
save(enum bag_file f, struct span bytes)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(f));

	unlink(path);
	if (bytes.at != NULL && file_write(path, bytes, 0600, &err) != 0)
		printf("Bail out! %s\n", err.text);
}

static void
test_bytes(enum bag_file f)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	size_t missed = 0;

	load(f, &was);
	for (size_t at = 0; at < was.len; at++) {
		was.at[at] ^= 1;
		save(f, buf_span(&was));
		missed += verify().n <= 0;
		was.at[at] ^= 1;
	}
	save(f, buf_span(&was));
	ok(missed == 0, "%s: each of %zu bytes changed is found", bag_name(f),
	    was.len);
}

static void
test_removed(enum bag_file f)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	struct seen s;

	load(f, &was);
	save(f, (struct span){ NULL, 0 });
	s = verify();
	ok(s.n > 0 && s.fault == FAULT_MISSING, "%s removed: %s: %s",
	    bag_name(f), s.where, s.what);
	save(f, buf_span(&was));
}

/* One who mends the tag manifest, and signs it with a key of his own. */
static void
forge(const struct ed25519_key *key)
{
	CLEANUP(buf_done) struct buf tags = { 0 };
	CLEANUP(buf_done) struct buf text = { .max = BAG_TEXT_MAX };
	struct digest digest;
	char hex[DIGEST_TEXT];

	load(BAG_TAGMANIFEST, &tags);
	if (key != NULL) {
		sshsig_signers(&text, &key->public);
		save(BAG_SIGNERS, buf_span(&text));
		digest = digest_of(buf_span(&text));
		digest_text(&digest, hex);
		memcpy(tags.at, hex, 64);	/* it is listed first */
		buf_reset(&text);
		sshsig_write(&text, key, buf_span(&tags));
		save(BAG_SIGNATURE, buf_span(&text));
	} else {
		save(BAG_SIGNERS, (struct span){ NULL, 0 });
		save(BAG_SIGNATURE, (struct span){ NULL, 0 });
		buf_drop(&tags, 64 + 2 + strlen("allowed_signers") + 1);
	}
	save(BAG_TAGMANIFEST, buf_span(&tags));
}

static void
test_forged(void)
{
	struct ed25519_key his;
	struct seen s;

	if (ed25519_make(&his, &err) != 0)
		ok(false, "%s", err.text);
	forge(&his);
	s = verify();
	ok(s.n == 1 && s.fault == FAULT_CHANGED &&
	    strcmp(s.where, "tagmanifest-sha256.txt.sig") == 0,
	    "signed by another: %s", s.what);
	forge(NULL);
	s = verify();
	ok(s.n == 2 && s.fault == FAULT_MISSING, "not signed any more: %s "
	    "%s", s.where, s.what);
}

static void
test_stock(void)
{
	CLEANUP(str_free) char *command = NULL;

	if (asprintf(&command, "cd '%s' && if command -v ssh-keygen "
	    ">/dev/null; then ssh-keygen -Y verify -f allowed_signers -I "
	    "floodmark -n floodmark -s tagmanifest-sha256.txt.sig "
	    "<tagmanifest-sha256.txt >/dev/null; else exit 9; fi", dir) < 0)
		abort();
	fflush(stdout);
	switch (system(command)) {
	case 9 << 8:
		ok(true, "ssh-keygen takes it # SKIP there is none");
		break;
	case 0:
		ok(true, "ssh-keygen takes it");
		break;
	default:
		ok(false, "ssh-keygen takes it");
	}
}

static void
test_bundle(struct rig *r)
{
	struct ed25519_key key = the_key();
	struct bundle_request request = { .dir = dir, .filter = FILTER_ALL,
		.config = &case_config, .people = &case_people,
		.key = &key };
	struct bundle_made made;
	struct seen s;

	snprintf(dir, sizeof(dir), "%s/bundle", r->dir);
	ok(case_fill(r->s, 30, &err) == 0 && signkey_record(r->s, r->path,
	    &key.public, CASE_START, &err) == 0 &&
	    bundle_write(r->s, &request, &made, &err) == 0,
	    "a signed bundle is written");
	is_int(made.files, 15, "15 files");
	s = verify();
	ok(s.n == 0, "verify finds nothing wrong%s%s", s.where, s.what);
	is_str(s.signer, fingerprint, "and names the key");
	test_stock();
	test_bytes(BAG_SIGNATURE);
	test_bytes(BAG_SIGNERS);
	test_bytes(BAG_TAGMANIFEST);
	test_removed(BAG_SIGNATURE);
	test_removed(BAG_SIGNERS);
	ok(verify().n == 0, "as it was");
	test_forged();
}

static void
remove_bundle(void)
{
	CLEANUP(str_free) char *data = path_join(dir, "data");

	for (int f = 0; f < BAG_FILES; f++)
		save((enum bag_file)f, (struct span){ NULL, 0 });
	ok(rmdir(data) == 0 && rmdir(dir) == 0, "nothing else was in it");
}

int
main(void)
{
	struct rig r;

	test_key();
	test_refused();
	test_vector();
	rig_make(&r);
	test_made(&r);
	test_bundle(&r);
	remove_bundle();
	rig_done(&r);
	return tap_done();
}
