/*
 * What a message bears to show where it is from: its DKIM signatures
 * (RFC 6376) as they were checked, and what a server stated of it.
 *
 * A signature that passes shows that a domain signed these bytes; it does not
 * show which person wrote them.
 */
#ifndef MODEL_DKIM_H
#define MODEL_DKIM_H

#include "base/day.h"
#include "base/digest.h"
#include "base/domain.h"
#include "base/frame.h"

#define DKIM_SIGNATURES_MAX 10	/* of one message that are looked at */
#define DKIM_STATED_MAX 12	/* fields of servers that are kept */
#define DKIM_DETAIL_MAX 400	/* bytes */
#define DKIM_RECORD_MAX 4096	/* bytes of a key record that are kept */

/* Words for each in proof.c; they are what the store holds. */
enum dkim_result {
	DKIM_PASS,
	DKIM_BODY_CHANGED,	/* signed, but the body is another */
	DKIM_WRONG,		/* not made with the key of the record */
	DKIM_REVOKED,		/* the record says that the key is void */
	DKIM_KEY_BAD,		/* the record holds no key that fits */
	DKIM_KEY_LARGE,	/* the record is longer than is looked at */
	DKIM_KEY_SEVERAL,	/* several records: RFC 6376 leaves it open */
	DKIM_NO_KEY,		/* there is no such record */
	DKIM_NO_ANSWER,	/* DNS did not answer, for days */
	DKIM_NOT_ASKED,	/* `dkim: providers`, and it is none */
	DKIM_MALFORMED,	/* no signature by RFC 6376 */
	DKIM_UNDECIDED,	/* the check came to no end; see detail */
	DKIM_UNREADABLE,	/* the checker ended at the message */
	DKIM_UNSIGNED,		/* the message bears no signature */
	DKIM_MORE,		/* more signatures than are looked at */
	DKIM_STATED,		/* a server's word; nobody checked it */
	DKIM_RESULT_COUNT
};

/* What DNS said. */
enum key_answer {
	ANSWER_FOUND,
	ANSWER_NO_NAME,		/* NXDOMAIN */
	ANSWER_NO_RECORD,	/* the name is there without a TXT record */
	ANSWER_SEVERAL,
	ANSWER_LARGE,
	ANSWER_NONE,		/* no answer, or a server's failure */
	ANSWER_NOT_ASKED,
	ANSWER_COUNT
};

/* Whether the resolver vouches for the answer by DNSSEC. */
enum key_secure {
	SECURE_UNKNOWN,		/* it is not trusted to say so */
	SECURE_YES,
	SECURE_NO,
	SECURE_COUNT
};

/* What limits a signature. */
enum dkim_flag {
	DKIM_FROM_UNSIGNED,	/* a From field more than was signed */
	DKIM_REST_UNSIGNED,	/* l=: text may follow what was signed */
	DKIM_EXPIRED,		/* x= was before the receipt */
	DKIM_TESTING,		/* t=y in the key record */
	DKIM_WEAK,		/* a key below 1024 bits, or SHA-1 */
	DKIM_FLAG_COUNT
};

const char *dkim_result_name(unsigned);
const char *key_answer_name(unsigned);
const char *key_secure_name(unsigned);
const char *dkim_flag_name(unsigned);

/* One DKIM-Signature field, read without any key. */
struct signature {
	uint32_t place;		/* among the DKIM-Signature fields, from 1 */
	bool good;		/* else `detail` says what is wrong */
	char domain[DOMAIN_NAME_MAX + 1];	/* d=, in lower case */
	char selector[DOMAIN_NAME_MAX + 1];	/* s=, in lower case */
	char algorithm[20];	/* a=, when it is one of RFC 6376 or 8463 */
	char fields[200];	/* h=, those everybody knows, in lower case */
	char detail[80];	/* c=, or what is wrong */
	uint64_t flags;		/* 1 << enum dkim_flag */
	uint32_t froms;		/* From in h=; does not cross a frame */
};

/* What a server's field states, in words of RFC 8601 only. */
struct dkim_statement {
	char field[40];		/* the field's name */
	char server[DOMAIN_NAME_MAX + 1];	/* authserv-id, or d= */
	char detail[DKIM_DETAIL_MAX];		/* "dkim=pass example.org" */
};

/* What a message bears, before any key is known. */
struct signatures {
	struct signature at[DKIM_SIGNATURES_MAX];
	uint32_t n;
	uint32_t more;		/* that were not looked at */
	struct dkim_statement stated[DKIM_STATED_MAX];
	uint32_t n_stated;
};

/* The name of one key, in lower case. */
struct dkim_name {
	char domain[DOMAIN_NAME_MAX + 1];
	char selector[DOMAIN_NAME_MAX + 1];
};

/* Those that one message names. */
struct dkim_names {
	struct dkim_name at[DKIM_SIGNATURES_MAX];
	uint32_t n;
};

/* A signature checked with a key. */
struct checked {
	uint32_t place;
	enum dkim_result result;
	uint32_t bits;		/* of the key; 0: not known */
	uint64_t flags;		/* DKIM_TESTING, _WEAK, _REST_UNSIGNED */
	int64_t unsigned_bytes;	/* of the body, which l= leaves out */
	char detail[80];	/* "" or the library's reason */
};

/* A key record as DNS gave it. */
struct key_record {
	enum key_answer answer;
	enum key_secure secure;
	int64_t asked_ms;	/* moment; MOMENT_NONE: it was not asked */
	char resolver[64];	/* who was asked */
	char text[DKIM_RECORD_MAX + 1];	/* valid UTF-8, without NUL */
};

/* The question for a key: "selector._domainkey.domain" fits into a name and
 * is made of labels. */
bool signature_can_ask(const char *selector, const char *domain);

void signatures_put(struct wire *, const struct signatures *);
void signatures_get(struct frame *, struct signatures *);
void dkim_names_put(struct wire *, const struct dkim_names *);
void dkim_names_get(struct frame *, struct dkim_names *);
void checked_put(struct wire *, const struct checked *);
void checked_get(struct frame *, struct checked *);
void key_record_put(struct wire *, const struct key_record *);
void key_record_get(struct frame *, struct key_record *);

/*
 * A row of evidence.  `kind` is "checked" or "stated"; the strings are never
 * NULL.
 */
struct dkim_row {
	int64_t id;
	const char *kind;
	struct digest original;
	const char *field;
	int64_t place;		/* among the fields of that name, from 1; 0:
				 * it is about the message */
	const char *domain;	/* or the server that states it */
	const char *selector;
	enum dkim_result result;
	const char *detail;
	const char *algorithm;
	int64_t bits;
	const char *fields;
	const char *flags;	/* words */
	int64_t unsigned_bytes;
	enum key_answer answer;
	enum key_secure secure;
	const char *resolver;
	int64_t asked_ms;	/* MOMENT_NONE: never */
	const char *key_record;
	int64_t received_ms;
	int64_t recorded_ms;
};

#define DKIM_CHECKED "checked"
#define DKIM_SAID "stated"
#define DKIM_FIELD "DKIM-Signature"

/* Whether the kept key record decides it: then it can be checked again. */
bool dkim_can_repeat(const struct dkim_row *);

/* Room for the strings of a row that are put together. */
struct dkim_text {
	char detail[DKIM_DETAIL_MAX];
	char flags[100];
};

/* What a signature, its key's record and (where that was found) the check
 * say, in the members of a row that are about them; the others are the
 * caller's.  Strings stay in the arguments. */
void dkim_of(const struct signature *, const struct key_record *,
	const struct checked *, struct dkim_text *, struct dkim_row *);
/* The row of a server's statement, as dkim_of. */
void dkim_stated(const struct dkim_statement *, struct dkim_row *);
/* The row of what is about the message as a whole, as dkim_of. */
void dkim_whole(enum dkim_result, struct dkim_row *);
/*
 * Checks a row again with the message it is about.  *differs is what it says
 * otherwise now, as dkim_differs; "" when it says the same.  1: it could not
 * be checked here, which the callback has told.
 */
struct dkim_again {
	int (*check)(const struct dkim_row *, struct span message,
		char *differs, size_t size, void *arg, struct err *);
	void *arg;
};

/* "result, bits": the members that a second check says otherwise; "" when it
 * says the same. */
void dkim_differs(const struct dkim_row *, const struct dkim_row *again,
	char *out, size_t size);

#endif
