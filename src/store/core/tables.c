#include "store/core/table.h"

#include <string.h>

#include "store/core/rows.h"

#define COL(row, member, name, kind) \
	{ ":" name, kind, offsetof(struct row, member) }

static const struct column original[] = {
	COL(original_row, digest, "digest", COLUMN_DIGEST),
	COL(original_row, size, "size", COLUMN_INT),
};

static const struct column incident[] = {
	COL(incident, state, "state", COLUMN_STATE),
	COL(incident, person, "person", COLUMN_TEXT),
	COL(incident, at_ms, "at_ms", COLUMN_INT),
	COL(incident, day, "day", COLUMN_DAY),
	COL(incident, channel, "channel", COLUMN_CHANNEL),
	COL(incident, direction, "direction", COLUMN_DIRECTION),
	COL(incident, sender, "sender", COLUMN_TEXT),
	COL(incident, by, "found_by", COLUMN_BY),
	COL(incident, field, "field", COLUMN_TEXT),
	COL(incident, identifier, "identifier", COLUMN_TEXT),
	COL(incident, rule, "rule", COLUMN_TEXT),
	COL(incident, kind, "kind", COLUMN_TEXT),
	COL(incident, digest, "original", COLUMN_DIGEST),
	COL(incident, message_id, "message_id", COLUMN_TEXT),
	COL(incident, text, "text_digest", COLUMN_DIGEST),
	COL(incident, claimed_ms, "claimed_ms", COLUMN_MOMENT),
	COL(incident, flags, "flags", COLUMN_FLAGS),
	COL(incident, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column sighting[] = {
	COL(sighting_row, incident, "incident", COLUMN_INT),
	COL(sighting_row, original, "original", COLUMN_DIGEST),
	COL(sighting_row, seen.account, "account", COLUMN_TEXT),
	COL(sighting_row, seen.folder, "folder", COLUMN_TEXT),
	COL(sighting_row, seen.uidvalidity, "uidvalidity", COLUMN_U32),
	COL(sighting_row, seen.uid, "uid", COLUMN_U32),
	COL(sighting_row, seen.internal_ms, "internal_ms", COLUMN_MOMENT),
	COL(sighting_row, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column rule_hit[] = {
	COL(hit_row, incident, "incident", COLUMN_INT),
	COL(hit_row, hit.rule, "rule", COLUMN_TEXT),
	COL(hit_row, hit.kind, "kind", COLUMN_TEXT),
	COL(hit_row, hit.field, "field", COLUMN_TEXT),
	COL(hit_row, hit.part, "part", COLUMN_U32),
	COL(hit_row, hit.marks, "marks", COLUMN_U32),
	COL(hit_row, hit.outcome, "outcome", COLUMN_OUTCOME),
};

static const struct column escalation[] = {
	COL(escalation, at_ms, "at_ms", COLUMN_INT),
	COL(escalation, day, "day", COLUMN_DAY),
	COL(escalation, person, "person", COLUMN_TEXT),
	COL(escalation, kind, "kind", COLUMN_TEXT),
	COL(escalation, level, "level", COLUMN_TEXT),
	COL(escalation, count, "contacts", COLUMN_INT),
	COL(escalation, usual, "usual", COLUMN_REAL),
	COL(escalation, limit, "upper", COLUMN_REAL),
	COL(escalation, reason, "reason", COLUMN_TEXT),
	COL(escalation, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column setting[] = {
	COL(setting_row, name, "name", COLUMN_TEXT),
	COL(setting_row, value, "value", COLUMN_TEXT),
	COL(setting_row, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column missed[] = {
	COL(missed, account, "account", COLUMN_NAME),
	COL(missed, folder, "folder", COLUMN_NAME),
	COL(missed, uidvalidity, "uidvalidity", COLUMN_U32),
	COL(missed, uid, "uid", COLUMN_U32),
	COL(missed, at_ms, "at_ms", COLUMN_MOMENT),
	COL(missed, outcome, "outcome", COLUMN_MISS),
	COL(missed, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column milestone[] = {
	COL(milestone, number, "number", COLUMN_INT),
	COL(milestone, person, "person", COLUMN_TEXT),
	COL(milestone, type, "type", COLUMN_TEXT),
	COL(milestone, issuer, "issuer", COLUMN_TEXT),
	COL(milestone, reference, "reference", COLUMN_TEXT),
	COL(milestone, note, "note", COLUMN_TEXT),
	COL(milestone, made, "made", COLUMN_TEXT),
	COL(milestone, known_ms, "known_ms", COLUMN_MOMENT),
	COL(milestone, known_exact, "known_exact", COLUMN_BOOL),
	COL(milestone, proof, "proof", COLUMN_DIGEST_MAYBE),
	COL(milestone, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column decision[] = {
	COL(decision, incident, "incident", COLUMN_INT),
	COL(decision, what, "what", COLUMN_DECIDED),
	COL(decision, reason, "reason", COLUMN_TEXT),
	COL(decision, now.state, "state", COLUMN_STATE),
	COL(decision, now.person, "person", COLUMN_TEXT),
	COL(decision, now.at_ms, "at_ms", COLUMN_INT),
	COL(decision, now.day, "day", COLUMN_DAY),
	COL(decision, now.channel, "channel", COLUMN_CHANNEL),
	COL(decision, now.direction, "direction", COLUMN_DIRECTION),
	COL(decision, now.sender, "sender", COLUMN_TEXT),
	COL(decision, now.identifier, "identifier", COLUMN_TEXT),
	COL(decision, now.kind, "kind", COLUMN_TEXT),
	COL(decision, now.digest, "original", COLUMN_DIGEST),
	COL(decision, now.flags, "flags", COLUMN_FLAGS),
	COL(decision, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column attachment[] = {
	COL(attachment, tbl, "tbl", COLUMN_TEXT),
	COL(attachment, ref, "ref", COLUMN_INT),
	COL(attachment, purpose, "purpose", COLUMN_PURPOSE),
	COL(attachment, digest, "original", COLUMN_DIGEST),
	COL(attachment, name, "name", COLUMN_TEXT),
	COL(attachment, media, "media", COLUMN_TEXT),
	COL(attachment, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column dkim[] = {
	COL(dkim_row, kind, "kind", COLUMN_TEXT),
	COL(dkim_row, original, "original", COLUMN_DIGEST),
	COL(dkim_row, field, "field", COLUMN_TEXT),
	COL(dkim_row, place, "place", COLUMN_INT),
	COL(dkim_row, domain, "domain", COLUMN_TEXT),
	COL(dkim_row, selector, "selector", COLUMN_TEXT),
	COL(dkim_row, result, "result", COLUMN_RESULT),
	COL(dkim_row, detail, "detail", COLUMN_TEXT),
	COL(dkim_row, algorithm, "algorithm", COLUMN_TEXT),
	COL(dkim_row, bits, "bits", COLUMN_INT),
	COL(dkim_row, fields, "fields", COLUMN_TEXT),
	COL(dkim_row, flags, "flags", COLUMN_TEXT),
	COL(dkim_row, unsigned_bytes, "unsigned_bytes", COLUMN_INT),
	COL(dkim_row, answer, "answer", COLUMN_ANSWER),
	COL(dkim_row, secure, "secure", COLUMN_SECURE),
	COL(dkim_row, resolver, "resolver", COLUMN_TEXT),
	COL(dkim_row, asked_ms, "asked_ms", COLUMN_MOMENT),
	COL(dkim_row, key_record, "key_record", COLUMN_TEXT),
	COL(dkim_row, received_ms, "received_ms", COLUMN_INT),
	COL(dkim_row, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column clock[] = {
	COL(clock_row, boot, "boot", COLUMN_TEXT),
	COL(clock_row, uptime_ms, "uptime_ms", COLUMN_INT),
	COL(clock_row, synced, "synced", COLUMN_TEXT),
	COL(clock_row, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column coverage[] = {
	COL(covered, account, "account", COLUMN_TEXT),
	COL(covered, why, "why", COLUMN_TEXT),
	COL(covered, oldest_ms, "oldest_ms", COLUMN_MOMENT),
	COL(covered, from_ms, "from_ms", COLUMN_MOMENT),
	COL(covered, until_ms, "until_ms", COLUMN_MOMENT),
	COL(covered, days[COVERED_FIRST], "first_day", COLUMN_TEXT),
	COL(covered, days[COVERED_FIRST_WHOLE], "first_whole", COLUMN_TEXT),
	COL(covered, days[COVERED_LAST_WHOLE], "last_whole", COLUMN_TEXT),
	COL(covered, days[COVERED_LAST], "last_day", COLUMN_TEXT),
	COL(covered, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column reached[] = {
	COL(reached, account, "account", COLUMN_NAME),
	COL(reached, folder, "folder", COLUMN_NAME),
	COL(reached, why, "why", COLUMN_TEXT),
	COL(reached, uidvalidity, "uidvalidity", COLUMN_U32),
	COL(reached, last_uid, "last_uid", COLUMN_U32),
	COL(reached, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column told[] = {
	COL(told, alert, "alert", COLUMN_TEXT),
	COL(told, why, "why", COLUMN_TEXT),
	COL(told, upto, "upto", COLUMN_INT),
	COL(told, told_ms, "told_ms", COLUMN_INT),
	COL(told, recorded_ms, "recorded_ms", COLUMN_INT),
};

static const struct column daily[] = {
	COL(daily, day, "day", COLUMN_DAY),
	COL(daily, person, "person", COLUMN_TEXT),
	COL(daily, channel, "channel", COLUMN_CHANNEL),
	COL(daily, in, "n_in", COLUMN_INT),
	COL(daily, out, "n_out", COLUMN_INT),
};

static const struct column source[] = {
	COL(source_state, account, "account", COLUMN_TEXT),
	COL(source_state, from_ms, "from_ms", COLUMN_MOMENT),
	COL(source_state, until_ms, "until_ms", COLUMN_MOMENT),
	COL(source_state, tried_ms, "tried_ms", COLUMN_MOMENT),
	COL(source_state, behind, "behind", COLUMN_INT),
	COL(source_state, skipped, "skipped", COLUMN_INT),
	COL(source_state, detail, "detail", COLUMN_TEXT),
	COL(source_state, state, "state", COLUMN_TEXT),
	COL(source_state, sandbox, "sandbox", COLUMN_TEXT),
};

/* Names byte for byte: two folders that differ in bytes that are not UTF-8
 * must not share a cursor, or one of them would be skipped. */
static const struct column cursor[] = {
	COL(cursor, account, "account", COLUMN_NAME),
	COL(cursor, folder, "folder", COLUMN_NAME),
	COL(cursor, uidvalidity, "uidvalidity", COLUMN_U32),
	COL(cursor, last_uid, "last_uid", COLUMN_U32),
};

static const struct column phone_day[] = {
	COL(phone_day, account, "account", COLUMN_NAME),
	COL(phone_day, day, "day", COLUMN_DAY),
	COL(phone_day, items, "items", COLUMN_INT),
};

static const struct column alert[] = {
	COL(alert_state, alert, "alert", COLUMN_TEXT),
	COL(alert_state, upto, "upto", COLUMN_INT),
	COL(alert_state, told_ms, "told_ms", COLUMN_INT),
};

static const struct column dkim_wait[] = {
	COL(dkim_wait, original, "original", COLUMN_DIGEST),
	COL(dkim_wait, account, "account", COLUMN_TEXT),
	COL(dkim_wait, whole, "whole", COLUMN_BOOL),
	COL(dkim_wait, received_ms, "received_ms", COLUMN_INT),
	COL(dkim_wait, tries, "tries", COLUMN_INT),
	COL(dkim_wait, since_ms, "since_ms", COLUMN_MOMENT),
	COL(dkim_wait, next_ms, "next_ms", COLUMN_INT),
};

static const struct column dkim_ask[] = {
	COL(dkim_ask, domain, "domain", COLUMN_TEXT),
	COL(dkim_ask, selector, "selector", COLUMN_TEXT),
	COL(dkim_ask, due_ms, "due_ms", COLUMN_MOMENT),
	COL(dkim_ask, tries, "tries", COLUMN_INT),
	COL(dkim_ask, since_ms, "since_ms", COLUMN_MOMENT),
	COL(dkim_ask, answer, "answer", COLUMN_ANSWER),
	COL(dkim_ask, secure, "secure", COLUMN_SECURE),
	COL(dkim_ask, resolver, "resolver", COLUMN_TEXT),
	COL(dkim_ask, asked_ms, "asked_ms", COLUMN_MOMENT),
	COL(dkim_ask, key_record, "key_record", COLUMN_TEXT),
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
	[TABLE_DKIM] = TABLE(dkim, offsetof(struct dkim_row, id)),
	[TABLE_CLOCK] = TABLE(clock, offsetof(struct clock_row, id)),
	[TABLE_COVERAGE] = TABLE(coverage, offsetof(struct covered, id)),
	[TABLE_REACHED] = TABLE(reached, offsetof(struct reached, id)),
	[TABLE_TOLD] = TABLE(told, offsetof(struct told, id)),
	[TABLE_DAILY] = TABLE(daily, NO_ID),
	[TABLE_SOURCE] = TABLE(source, NO_ID),
	[TABLE_CURSOR] = TABLE(cursor, NO_ID),
	[TABLE_PHONE_DAY] = TABLE(phone_day, NO_ID),
	[TABLE_ALERT] = TABLE(alert, NO_ID),
	[TABLE_DKIM_WAIT] = TABLE(dkim_wait, NO_ID),
	[TABLE_DKIM_ASK] = TABLE(dkim_ask, NO_ID),
};

int
table_find(const char *name)
{
	for (int i = 0; i < TABLE_EVIDENCE_COUNT; i++)
		if (strcmp(tables[i].name, name) == 0)
			return i;
	return -1;
}
