#include "run/child/key_child.h"

#include <stdio.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "run/child/frames.h"
#include "run/child/spawn.h"

#define PATIENCE_MS 120000

static int
key_child_body(struct wire *wire, void *path)
{
	CLEANUP(ed25519_wipe) struct ed25519_key key = { 0 };
	char text[SIGNKEY_TEXT] = "";
	CLEANUP(str_free) char *folder = path_beside(path, ".");
	struct err err = { .code = EX_OK };

	/* What it reads is the user's own, so its files are left to it. */
	if (sandbox_key_child(folder, &err) == 0 &&
	    signkey_open(path, &key, &err) == 0)
		signkey_fingerprint(&key.public, text);
	frame_begin(wire, FRAME_FINGERPRINT);
	frame_put_u32(wire, (uint32_t)err.code);
	frame_put_str(wire, err.code == EX_OK ? text : err.text);
	frame_end(wire);
	return wire_flush(wire) == -1 ? EX_SOFTWARE : EX_OK;
}

/* A process of ours, but it is read like any other. */
static int
key_child_take(struct child *c, char fingerprint[SIGNKEY_TEXT], struct err *err)
{
	struct frame f;
	struct span text;
	uint32_t code;

	if (child_hear(c, PATIENCE_MS, &f) != 1 ||
	    !frame_allowed(f.kind, FROM_KEY_CHILD))
		return err_set(err, EX_OSERR, "the signing key: its keeper "
		    "ended");
	code = frame_get_u32(&f);
	text = frame_get_span(&f);
	if (frame_close(&f) == -1 || code > EX__MAX ||
	    (code == EX_OK && text.len >= SIGNKEY_TEXT))
		return err_set(err, EX_OSERR, "the signing key: its keeper "
		    "broke the rules");
	if (code != EX_OK)
		return err_set(err, (int)code, "%.*s", (int)text.len,
		    text.at);
	snprintf(fingerprint, SIGNKEY_TEXT, "%.*s", (int)text.len, text.at);
	return 0;
}

int
key_child_ask(const char *path, char fingerprint[SIGNKEY_TEXT], struct err *err)
{
	struct child c = { 0 };
	int rc;

	if (child_start(&c, "floodmark-key", key_child_body,
	    (void *)(uintptr_t)path, err) == -1)
		return -1;
	rc = key_child_take(&c, fingerprint, err);
	child_stop(&c);
	return rc;
}
