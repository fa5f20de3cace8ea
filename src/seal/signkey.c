#include "seal/signkey.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/file.h"
#include "seal/sshwire.h"

#define MAGIC "openssh-key-v1"	/* and its NUL */
#define ARMOUR "OPENSSH PRIVATE KEY"
#define COMMENT "floodmark"
#define BLOCK 8			/* the cipher "none" pads to this */

void
signkey_fingerprint(const struct ed25519_public *key, char out[SIGNKEY_TEXT])
{
	CLEANUP(buf_done) struct buf blob = { .max = 256 };
	CLEANUP(buf_done) struct buf text = { .max = 256 };
	struct digest digest;
	size_t n;

	ssh_put_public(&blob, key);
	digest = digest_of(buf_span(&blob));
	base64_add(&text, span_of(digest.at, sizeof(digest.at)), 0);
	n = text.len;
	while (n > 0 && text.at[n - 1] == '=')
		n--;
	snprintf(out, SIGNKEY_TEXT, "SHA256:%.*s", (int)n, text.at);
}

void
signkey_public(struct buf *out, const struct ed25519_public *key)
{
	CLEANUP(buf_done) struct buf blob = { .max = 256 };

	ssh_put_public(&blob, key);
	buf_add_str(out, SSH_ED25519 " ");
	base64_add(out, buf_span(&blob), 0);
}

static void
put_secret(struct buf *out, const struct ed25519_key *key, uint32_t check)
{
	unsigned char pair[64];

	memcpy(pair, key->seed, 32);
	memcpy(pair + 32, key->public.at, 32);
	ssh_put_number(out, check);
	ssh_put_number(out, check);
	ssh_put_public(out, &key->public);
	ssh_put(out, span_of(pair, sizeof(pair)));
	ssh_put(out, span_str(COMMENT));
	for (char pad = 1; out->len % BLOCK != 0; pad++)
		buf_add_char(out, pad);
	explicit_bzero(pair, sizeof(pair));
}

void
signkey_write(struct buf *out, const struct ed25519_key *key, uint32_t check)
{
	CLEANUP(buf_done) struct buf all = { .max = SIGNKEY_MAX };
	CLEANUP(buf_done) struct buf part = { .max = SIGNKEY_MAX };

	buf_add(&all, MAGIC, sizeof(MAGIC));
	ssh_put(&all, span_str("none"));
	ssh_put(&all, span_str("none"));
	ssh_put(&all, span_str(""));
	ssh_put_number(&all, 1);
	ssh_put_public(&part, &key->public);
	ssh_put(&all, buf_span(&part));
	buf_reset(&part);
	put_secret(&part, key, check);
	ssh_put(&all, buf_span(&part));
	ssh_armour(out, buf_span(&all), ARMOUR);
}

/* The secret part; its end must be the padding and nothing else. */
static bool
read_secret(struct span s, struct ed25519_key *out)
{
	uint32_t a, b;
	struct span key, pair, comment;

	if (s.len % BLOCK != 0 || !ssh_take_number(&s, &a) ||
	    !ssh_take_number(&s, &b) || a != b ||
	    !ssh_expect(&s, SSH_ED25519) || !ssh_take(&s, &key) ||
	    !ssh_take(&s, &pair) || !ssh_take(&s, &comment) ||
	    key.len != 32 || pair.len != 64 || s.len >= BLOCK)
		return false;
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] != (char)(i + 1))
			return false;
	memcpy(out->seed, pair.at, 32);
	memcpy(out->public.at, pair.at + 32, 32);
	return memcmp(key.at, pair.at + 32, 32) == 0;
}

static const char *
key_blob(struct span s, struct ed25519_key *out)
{
	struct span cipher, kdf, options, public, secret;
	struct ed25519_public outer, whole;
	uint32_t n;

	if (s.len < sizeof(MAGIC) || memcmp(s.at, MAGIC, sizeof(MAGIC)) != 0)
		return "it is of another form";
	s = span_from(s, sizeof(MAGIC));
	if (!ssh_take(&s, &cipher) || !ssh_take(&s, &kdf) ||
	    !ssh_take(&s, &options) || !ssh_take_number(&s, &n))
		return "it ends early";
	if (!span_eq(cipher, span_str("none")) ||
	    !span_eq(kdf, span_str("none")) || options.len != 0)
		return "it has a passphrase";
	if (n != 1 || !ssh_take(&s, &public) || !ssh_take(&s, &secret) ||
	    s.len != 0)
		return "it does not hold just one key";
	if (!ssh_read_public(public, &outer))
		return "its key is of another kind";
	if (!read_secret(secret, out))
		return "its secret half is damaged";
	whole = ed25519_public_of(out->seed);
	if (memcmp(&whole, &outer, sizeof(whole)) != 0 ||
	    memcmp(&whole, &out->public, sizeof(whole)) != 0)
		return "its halves do not belong together";
	return NULL;
}

int
signkey_read(const char *name, struct span text, struct ed25519_key *out,
    struct err *err)
{
	CLEANUP(buf_done) struct buf blob = { .max = SIGNKEY_MAX };
	const char *why = ssh_unarmour(text, ARMOUR, &blob) ?
	    key_blob(buf_span(&blob), out) : "it is of another form";

	if (blob.at != NULL)
		explicit_bzero(blob.at, blob.len);
	if (why == NULL)
		return 0;
	ed25519_wipe(out);
	return err_set(err, EX_DATAERR, "%s: is no signing key: %s; an "
	    "Ed25519 key of ssh-keygen without a passphrase would be right",
	    name, why);
}

static char *
path_with(const char *path, const char *ending)
{
	char *out = NULL;

	if (asprintf(&out, "%s%s", path, ending) < 0)
		abort();
	return out;
}

static int
write_public(const char *path, const struct ed25519_public *key,
    struct err *err)
{
	CLEANUP(buf_done) struct buf line = { .max = SIGNKEY_MAX };
	CLEANUP(str_free) char *public = path_with(path, ".pub");

	signkey_public(&line, key);
	buf_add_str(&line, " " COMMENT "\n");
	/* One of an earlier key would mislead. */
	if (unlink(public) == -1 && errno != ENOENT)
		return err_errno(err, EX_CANTCREAT, "%s", public);
	return file_write(public, buf_span(&line), 0644, err);
}

/* Whole or not at all: half a key would stand in the way for ever.  1: there
 * is one by now, of another process. */
static int
write_secret(const char *path, const struct ed25519_key *key,
    struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = SIGNKEY_MAX };
	CLEANUP(str_free) char *begun = path_with(path, ".new");
	/* Any number will do: it asks for no more randomness. */
	struct digest check = digest_of(span_of(key->public.at,
	    sizeof(key->public.at)));
	int rc;

	signkey_write(&text, key, (uint32_t)check.at[0] << 24 |
	    (uint32_t)check.at[1] << 16 | (uint32_t)check.at[2] << 8 |
	    check.at[3]);
	unlink(begun);
	rc = file_write(begun, buf_span(&text), 0600, err);
	if (rc == 0 && link(begun, path) == -1)
		rc = errno == EEXIST ? 1 : err_errno(err, EX_CANTCREAT, "%s",
		    path);
	unlink(begun);
	explicit_bzero(text.at, text.len);
	return rc;
}

static int
key_load(const char *path, struct ed25519_key *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = SIGNKEY_MAX };
	struct stat st;
	int rc;

	if (stat(path, &st) == -1)
		return errno == ENOENT ? 1 :
		    err_errno(err, EX_NOINPUT, "%s", path);
	if ((st.st_mode & 077) != 0)
		return err_set(err, EX_NOPERM, "%s: others can read the "
		    "signing key; mode 0600 would be right (chmod 600)",
		    path);
	if (file_read(path, &text, err) != 0)
		return -1;
	rc = signkey_read(path, buf_span(&text), out, err);
	if (text.at != NULL)
		explicit_bzero(text.at, text.len);
	return rc;
}

int
signkey_open(const char *path, struct ed25519_key *out, struct err *err)
{
	CLEANUP(str_free) char *public = path_with(path, ".pub");
	int rc = key_load(path, out, err);

	/* An end between the two files must not leave one for ever. */
	if (rc == 0 && access(public, F_OK) == -1)
		return write_public(path, &out->public, err);
	if (rc != 1)
		return rc;
	if (ed25519_make(out, err) != 0)
		return -1;
	rc = write_secret(path, out, err);
	if (rc == 1)
		return key_load(path, out, err) == 0 ? 0 : -1;
	return rc == 0 ? write_public(path, &out->public, err) : -1;
}

int
signkey_record(struct store *s, const char *path,
    const struct ed25519_public *key, int64_t now_ms, struct err *err)
{
	CLEANUP(buf_done) struct buf last = { .max = SIGNKEY_TEXT };
	char print[SIGNKEY_TEXT];
	struct store *own = NULL;
	int rc = setting_get(s, SIGNKEY_SETTING, &last, err);

	signkey_fingerprint(key, print);
	if (rc == -1 || (rc == 0 && strcmp(buf_str(&last), print) == 0))
		return rc == -1 ? -1 : 0;
	if (store_open(path, STORE_WRITE, &own, err) == -1)
		return -1;
	rc = setting_record(own, SIGNKEY_SETTING, print, now_ms, err);
	store_close(own);
	return rc;
}
