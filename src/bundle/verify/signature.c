/*
 * The signature of the bag: whether it is there when the ledger says so, of
 * the tag manifest as it stands, and of the key that the ledger names.
 */
#include <stdio.h>
#include <string.h>

#include "bundle/verify/check.h"
#include "seal/sshsig.h"

static int
check_signers(struct check *c, const struct ed25519_public *key,
    struct err *err)
{
	CLEANUP(buf_done) struct buf text = { 0 };
	CLEANUP(buf_done) struct buf want = { .max = BAG_TEXT_MAX };
	int rc = check_text(c, BAG_SIGNERS, &text, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	sshsig_signers(&want, key);
	if (span_eq(buf_span(&text), buf_span(&want)))
		return 0;
	return check_fault(c, FAULT_CHANGED, BAG_SIGNERS, 0, err,
	    "names another key than the one that signed");
}

/* Whether that is the key the ledger names. */
static int
check_key(struct check *c, const struct ed25519_public *key, struct err *err)
{
	char print[SIGNKEY_TEXT];
	int64_t before = c->sum->faults;

	signkey_fingerprint(key, print);
	/* A reading copy has no ledger that could name it. */
	if (strcmp(print, c->signer) != 0 && !check_is_copy(c))
		return check_fault(c, FAULT_CHANGED, BAG_SIGNATURE, 0, err,
		    "is of the key %s; the ledger names %s", print,
		    c->signer[0] == '\0' ? "none" : "another");
	if (check_signers(c, key, err) != 0)
		return -1;
	if (c->sum->faults == before)
		snprintf(c->sum->signer, sizeof(c->sum->signer), "%s", print);
	return 0;
}

static int
check_sig(struct check *c, struct err *err)
{
	CLEANUP(buf_done) struct buf sig = { 0 };
	CLEANUP(buf_done) struct buf tags = { 0 };
	struct ed25519_public key;
	int rc = check_text(c, BAG_SIGNATURE, &sig, err);

	if (rc == 0)
		rc = check_text(c, BAG_TAGMANIFEST, &tags, err);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	switch (sshsig_check(buf_span(&sig), buf_span(&tags), &key)) {
	case 0:
		return check_key(c, &key, err);
	case 1:
		return check_fault(c, FAULT_CHANGED, BAG_SIGNATURE, 0, err,
		    "is not a signature of %s as it stands",
		    bag_name(BAG_TAGMANIFEST));
	}
	return check_fault(c, FAULT_CHANGED, BAG_SIGNATURE, 0, err,
	    "is written otherwise than a bundle's signature");
}

int
check_signature(struct check *c, struct err *err)
{
	static const enum bag_file both[] = { BAG_SIGNERS, BAG_SIGNATURE };
	bool must = c->signer[0] != '\0' || check_has(c, BAG_SIGNERS) ||
	    check_has(c, BAG_SIGNATURE);

	for (int i = 0; i < 2; i++)
		if (must && !check_has(c, both[i]) && c->told[both[i]] == 0 &&
		    check_fault(c, FAULT_MISSING, both[i], 0, err,
		    "is missing") != 0)
			return -1;
	return check_has(c, BAG_SIGNATURE) ? check_sig(c, err) : 0;
}
