#include "store/table.h"

#include <string.h>

#include "store/alerts.h"
#include "store/attachments.h"
#include "store/counts.h"
#include "store/cursors.h"
#include "store/decisions.h"
#include "store/escalations.h"
#include "store/kind.h"
#include "store/milestones.h"
#include "store/missed.h"
#include "store/phone.h"
#include "store/proofs.h"

#define COL(row, member, name, kind) \
	{ ":" name, kind, offsetof(struct row, member) }

static const struct column original[] = {
	COL(original_row, digest, "digest", KIND_DIGEST),
	COL(original_row, size, "size", KIND_INT),
};

static const struct column incident[] = {
	COL(incident, state, "state", KIND_STATE),
	COL(incident, person, "person", KIND_TEXT),
	COL(incident, at_ms, "at_ms", KIND_INT),
	COL(incident, day, "day", KIND_DAY),
	COL(incident, channel, "channel", KIND_CHANNEL),
	COL(incident, direction, "direction", KIND_DIRECTION),
	COL(incident, sender, "sender", KIND_TEXT),
	COL(incident, by, "found_by", KIND_BY),
	COL(incident, field, "field", KIND_TEXT),
	COL(incident, identifier, "identifier", KIND_TEXT),
	COL(incident, rule, "rule", KIND_TEXT),
	COL(incident, kind, "kind", KIND_TEXT),
	COL(incident, digest, "original", KIND_DIGEST),
	COL(incident, message_id, "message_id", KIND_TEXT),
	COL(incident, text, "text_digest", KIND_DIGEST),
	COL(incident, claimed_ms, "claimed_ms", KIND_MOMENT),
	COL(incident, flags, "flags", KIND_FLAGS),
	COL(incident, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column sighting[] = {
	COL(sighting_row, incident, "incident", KIND_INT),
	COL(sighting_row, original, "original", KIND_DIGEST),
	COL(sighting_row, seen.account, "account", KIND_TEXT),
	COL(sighting_row, seen.folder, "folder", KIND_TEXT),
	COL(sighting_row, seen.uidvalidity, "uidvalidity", KIND_U32),
	COL(sighting_row, seen.uid, "uid", KIND_U32),
	COL(sighting_row, seen.internal_ms, "internal_ms", KIND_MOMENT),
	COL(sighting_row, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column rule_hit[] = {
	COL(hit_row, incident, "incident", KIND_INT),
	COL(hit_row, hit.rule, "rule", KIND_TEXT),
	COL(hit_row, hit.kind, "kind", KIND_TEXT),
	COL(hit_row, hit.field, "field", KIND_TEXT),
	COL(hit_row, hit.part, "part", KIND_U32),
	COL(hit_row, hit.marks, "marks", KIND_U32),
	COL(hit_row, hit.outcome, "outcome", KIND_OUTCOME),
};

static const struct column escalation[] = {
	COL(escalation, at_ms, "at_ms", KIND_INT),
	COL(escalation, day, "day", KIND_DAY),
	COL(escalation, person, "person", KIND_TEXT),
	COL(escalation, kind, "kind", KIND_TEXT),
	COL(escalation, level, "level", KIND_TEXT),
	COL(escalation, count, "contacts", KIND_INT),
	COL(escalation, usual, "usual", KIND_REAL),
	COL(escalation, limit, "upper", KIND_REAL),
	COL(escalation, reason, "reason", KIND_TEXT),
	COL(escalation, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column setting[] = {
	COL(setting_row, name, "name", KIND_TEXT),
	COL(setting_row, value, "value", KIND_TEXT),
	COL(setting_row, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column missed[] = {
	COL(missed, account, "account", KIND_NAME),
	COL(missed, folder, "folder", KIND_NAME),
	COL(missed, uidvalidity, "uidvalidity", KIND_U32),
	COL(missed, uid, "uid", KIND_U32),
	COL(missed, at_ms, "at_ms", KIND_MOMENT),
	COL(missed, outcome, "outcome", KIND_MISS),
	COL(missed, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column milestone[] = {
	COL(milestone, number, "number", KIND_INT),
	COL(milestone, person, "person", KIND_TEXT),
	COL(milestone, type, "type", KIND_TEXT),
	COL(milestone, issuer, "issuer", KIND_TEXT),
	COL(milestone, reference, "reference", KIND_TEXT),
	COL(milestone, note, "note", KIND_TEXT),
	COL(milestone, made, "made", KIND_TEXT),
	COL(milestone, known_ms, "known_ms", KIND_MOMENT),
	COL(milestone, known_exact, "known_exact", KIND_BOOL),
	COL(milestone, proof, "proof", KIND_DIGEST_MAYBE),
	COL(milestone, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column decision[] = {
	COL(decision, incident, "incident", KIND_INT),
	COL(decision, what, "what", KIND_DECIDED),
	COL(decision, reason, "reason", KIND_TEXT),
	COL(decision, now.state, "state", KIND_STATE),
	COL(decision, now.person, "person", KIND_TEXT),
	COL(decision, now.at_ms, "at_ms", KIND_INT),
	COL(decision, now.day, "day", KIND_DAY),
	COL(decision, now.channel, "channel", KIND_CHANNEL),
	COL(decision, now.direction, "direction", KIND_DIRECTION),
	COL(decision, now.sender, "sender", KIND_TEXT),
	COL(decision, now.identifier, "identifier", KIND_TEXT),
	COL(decision, now.kind, "kind", KIND_TEXT),
	COL(decision, now.digest, "original", KIND_DIGEST),
	COL(decision, now.flags, "flags", KIND_FLAGS),
	COL(decision, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column attachment[] = {
	COL(attachment, tbl, "tbl", KIND_TEXT),
	COL(attachment, ref, "ref", KIND_INT),
	COL(attachment, purpose, "purpose", KIND_PURPOSE),
	COL(attachment, digest, "original", KIND_DIGEST),
	COL(attachment, name, "name", KIND_TEXT),
	COL(attachment, media, "media", KIND_TEXT),
	COL(attachment, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column dkim[] = {
	COL(proof, kind, "kind", KIND_TEXT),
	COL(proof, original, "original", KIND_DIGEST),
	COL(proof, field, "field", KIND_TEXT),
	COL(proof, place, "place", KIND_INT),
	COL(proof, domain, "domain", KIND_TEXT),
	COL(proof, selector, "selector", KIND_TEXT),
	COL(proof, result, "result", KIND_RESULT),
	COL(proof, detail, "detail", KIND_TEXT),
	COL(proof, algorithm, "algorithm", KIND_TEXT),
	COL(proof, bits, "bits", KIND_INT),
	COL(proof, fields, "fields", KIND_TEXT),
	COL(proof, flags, "flags", KIND_TEXT),
	COL(proof, unsigned_bytes, "unsigned_bytes", KIND_INT),
	COL(proof, answer, "answer", KIND_ANSWER),
	COL(proof, secure, "secure", KIND_SECURE),
	COL(proof, resolver, "resolver", KIND_TEXT),
	COL(proof, asked_ms, "asked_ms", KIND_MOMENT),
	COL(proof, key_record, "key_record", KIND_TEXT),
	COL(proof, received_ms, "received_ms", KIND_INT),
	COL(proof, recorded_ms, "recorded_ms", KIND_INT),
};

static const struct column daily[] = {
	COL(daily, day, "day", KIND_DAY),
	COL(daily, person, "person", KIND_TEXT),
	COL(daily, channel, "channel", KIND_CHANNEL),
	COL(daily, in, "n_in", KIND_INT),
	COL(daily, out, "n_out", KIND_INT),
};

static const struct column source[] = {
	COL(source_state, account, "account", KIND_TEXT),
	COL(source_state, from_ms, "from_ms", KIND_MOMENT),
	COL(source_state, until_ms, "until_ms", KIND_MOMENT),
	COL(source_state, tried_ms, "tried_ms", KIND_MOMENT),
	COL(source_state, behind, "behind", KIND_INT),
	COL(source_state, skipped, "skipped", KIND_INT),
	COL(source_state, detail, "detail", KIND_TEXT),
	COL(source_state, state, "state", KIND_TEXT),
	COL(source_state, sandbox, "sandbox", KIND_TEXT),
};

/* Names byte for byte: two folders that differ in bytes that are not UTF-8
 * must not share a cursor, or one of them would be skipped. */
static const struct column cursor[] = {
	COL(cursor, account, "account", KIND_NAME),
	COL(cursor, folder, "folder", KIND_NAME),
	COL(cursor, uidvalidity, "uidvalidity", KIND_U32),
	COL(cursor, last_uid, "last_uid", KIND_U32),
};

static const struct column phone_day[] = {
	COL(phone_day, account, "account", KIND_NAME),
	COL(phone_day, day, "day", KIND_DAY),
	COL(phone_day, items, "items", KIND_INT),
};

static const struct column alert[] = {
	COL(alert_state, alert, "alert", KIND_TEXT),
	COL(alert_state, upto, "upto", KIND_INT),
	COL(alert_state, told_ms, "told_ms", KIND_INT),
};

static const struct column dkim_wait[] = {
	COL(proof_wait, original, "original", KIND_DIGEST),
	COL(proof_wait, account, "account", KIND_TEXT),
	COL(proof_wait, whole, "whole", KIND_BOOL),
	COL(proof_wait, received_ms, "received_ms", KIND_INT),
	COL(proof_wait, tries, "tries", KIND_INT),
	COL(proof_wait, since_ms, "since_ms", KIND_MOMENT),
	COL(proof_wait, next_ms, "next_ms", KIND_INT),
};

#define TABLE(name, id) { #name, name, sizeof(name) / sizeof(name[0]), id }

const struct table tables[TABLE_COUNT] = {
	[TABLE_ORIGINAL] = TABLE(original, offsetof(struct original_row, id)),
	[TABLE_INCIDENT] = TABLE(incident, offsetof(struct incident, id)),
	[TABLE_SIGHTING] = TABLE(sighting, offsetof(struct sighting_row, id)),
	[TABLE_RULE_HIT] = TABLE(rule_hit, offsetof(struct hit_row, id)),
	[TABLE_ESCALATION] = TABLE(escalation,
	    offsetof(struct escalation, id)),
	[TABLE_SETTING] = TABLE(setting, offsetof(struct setting_row, id)),
	[TABLE_MISSED] = TABLE(missed, offsetof(struct missed, id)),
	[TABLE_MILESTONE] = TABLE(milestone, offsetof(struct milestone, id)),
	[TABLE_DECISION] = TABLE(decision, offsetof(struct decision, id)),
	[TABLE_ATTACHMENT] = TABLE(attachment,
	    offsetof(struct attachment, id)),
	[TABLE_DKIM] = TABLE(dkim, offsetof(struct proof, id)),
	[TABLE_DAILY] = TABLE(daily, NO_ID),
	[TABLE_SOURCE] = TABLE(source, NO_ID),
	[TABLE_CURSOR] = TABLE(cursor, NO_ID),
	[TABLE_PHONE_DAY] = TABLE(phone_day, NO_ID),
	[TABLE_ALERT] = TABLE(alert, NO_ID),
	[TABLE_DKIM_WAIT] = TABLE(dkim_wait, NO_ID),
};

int
table_find(const char *name)
{
	for (int i = 0; i < TABLE_EVIDENCE_COUNT; i++)
		if (strcmp(tables[i].name, name) == 0)
			return i;
	return -1;
}

void
table_bind(struct query *q, enum table_id id, const void *row)
{
	const struct table *t = &tables[id];

	for (size_t i = 0; i < t->n_columns; i++)
		kind_bind(q, &t->columns[i],
		    (const char *)row + t->columns[i].at);
}

int
table_read(struct query *q, enum table_id id, void *row, struct err *err)
{
	const struct table *t = &tables[id];
	int at = 0;

	if (t->id_at != NO_ID)
		*(int64_t *)((char *)row + t->id_at) = query_get_int(q, at++);
	for (size_t i = 0; i < t->n_columns; i++, at++)
		if (!kind_read(q, at, &t->columns[i],
		    (char *)row + t->columns[i].at))
			return err_set(err, EX_DATAERR,
			    "table %s holds a %s that this program does not "
			    "know", t->name, t->columns[i].param + 1);
	return 0;
}
