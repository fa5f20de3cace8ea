#include "store/core/schema.h"

#include "store/core/migration.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

/*
 * Evidence only grows.  The third trigger closes what SQLite leaves open:
 * INSERT OR REPLACE deletes without asking the delete trigger unless
 * recursive_triggers is on.
 */
#define ONLY_GROWS(table, same) \
	"CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END", \
	"CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END", \
	"CREATE TRIGGER " table "_no_replace BEFORE INSERT ON " table \
	" WHEN EXISTS (SELECT 1 FROM " table " WHERE " same ")" \
	" BEGIN SELECT RAISE(ABORT, '" table " is append-only'); END"

#define DIGEST_COLUMN(name) \
	name " BLOB NOT NULL CHECK (length(" name ") = 32)"

static const char *const format_1[] = {
	"CREATE TABLE original ("
	" id INTEGER PRIMARY KEY,"
	" " DIGEST_COLUMN("digest") " UNIQUE,"
	" size INTEGER NOT NULL,"
	" bytes BLOB NOT NULL"	/* last: the rest is read without it */
	") STRICT",

	"CREATE TABLE incident ("
	" id INTEGER PRIMARY KEY,"
	" state TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" day TEXT NOT NULL,"
	" channel TEXT NOT NULL,"
	" direction TEXT NOT NULL,"
	" sender TEXT NOT NULL,"
	" found_by TEXT NOT NULL,"
	" field TEXT NOT NULL,"
	" identifier TEXT NOT NULL,"
	" rule TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" original BLOB NOT NULL REFERENCES original (digest),"
	" message_id TEXT NOT NULL,"
	" " DIGEST_COLUMN("text_digest") ","
	" claimed_ms INTEGER,"
	" flags TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX incident_at ON incident (at_ms)",
	"CREATE INDEX incident_day ON incident (day)",
	"CREATE INDEX incident_message ON incident"
	" (message_id, text_digest, person) WHERE message_id <> ''",

	"CREATE TABLE sighting ("
	" id INTEGER PRIMARY KEY,"
	" incident INTEGER NOT NULL REFERENCES incident (id),"
	" original BLOB NOT NULL REFERENCES original (digest),"
	" account TEXT NOT NULL,"
	" folder TEXT NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" uid INTEGER NOT NULL,"
	" internal_ms INTEGER,"
	" recorded_ms INTEGER NOT NULL,"
	" UNIQUE (incident, account, folder, uidvalidity, uid)"
	") STRICT",
	"CREATE INDEX sighting_original ON sighting (original)",

	"CREATE TABLE rule_hit ("
	" id INTEGER PRIMARY KEY,"
	" incident INTEGER NOT NULL REFERENCES incident (id),"
	" rule TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" field TEXT NOT NULL,"
	" part INTEGER NOT NULL,"
	" marks INTEGER NOT NULL,"
	" outcome TEXT NOT NULL"
	") STRICT",
	"CREATE INDEX rule_hit_incident ON rule_hit (incident, kind)",

	"CREATE TABLE escalation ("
	" id INTEGER PRIMARY KEY,"
	" at_ms INTEGER NOT NULL,"
	" day TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" level TEXT NOT NULL,"
	" contacts INTEGER NOT NULL,"
	" usual REAL NOT NULL,"
	" upper REAL NOT NULL,"
	" reason TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL,"
	" UNIQUE (person, day, kind, level)"
	") STRICT",

	"CREATE TABLE setting ("
	" id INTEGER PRIMARY KEY,"
	" name TEXT NOT NULL,"
	" value TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX setting_name ON setting (name)",

	"CREATE TABLE ledger ("
	" seq INTEGER PRIMARY KEY,"
	" tbl TEXT NOT NULL,"
	" ref INTEGER NOT NULL,"
	" entry TEXT NOT NULL,"
	" " DIGEST_COLUMN("head") ","
	" UNIQUE (tbl, ref)"
	") STRICT",

	ONLY_GROWS("original", "id = NEW.id OR digest = NEW.digest"),
	ONLY_GROWS("incident", "id = NEW.id"),
	ONLY_GROWS("sighting", "id = NEW.id OR (incident = NEW.incident"
	    " AND account = NEW.account AND folder = NEW.folder"
	    " AND uidvalidity = NEW.uidvalidity AND uid = NEW.uid)"),
	ONLY_GROWS("rule_hit", "id = NEW.id"),
	ONLY_GROWS("escalation", "id = NEW.id OR (person = NEW.person"
	    " AND day = NEW.day AND kind = NEW.kind AND level = NEW.level)"),
	ONLY_GROWS("setting", "id = NEW.id"),
	ONLY_GROWS("ledger", "seq = NEW.seq"
	    " OR (tbl = NEW.tbl AND ref = NEW.ref)"),

	/* From here on: derived from evidence, or our own housekeeping. */
	"CREATE TABLE daily ("
	" day TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" channel TEXT NOT NULL,"
	" n_in INTEGER NOT NULL,"
	" n_out INTEGER NOT NULL,"
	" PRIMARY KEY (day, person, channel)"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE outbox ("
	" escalation INTEGER PRIMARY KEY REFERENCES escalation (id),"
	" done_ms INTEGER"
	") STRICT",

	"CREATE TABLE source ("
	" account TEXT PRIMARY KEY NOT NULL,"
	" from_ms INTEGER,"
	" until_ms INTEGER,"
	" tried_ms INTEGER,"
	" behind INTEGER NOT NULL,"
	" skipped INTEGER NOT NULL,"
	" detail TEXT NOT NULL,"
	" state TEXT NOT NULL,"
	" sandbox TEXT NOT NULL"
	") STRICT, WITHOUT ROWID",

	"CREATE TABLE cursor ("
	" account TEXT NOT NULL,"
	" folder TEXT NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" last_uid INTEGER NOT NULL,"
	" PRIMARY KEY (account, folder)"
	") STRICT, WITHOUT ROWID",

	"PRAGMA application_id = " TEXT(STORE_APPLICATION),
	NULL
};

/* What is not known of a mailbox, and how busy a phone's folder is. */
static const char *const format_2[] = {
	"CREATE TABLE missed ("
	" id INTEGER PRIMARY KEY,"
	" account TEXT NOT NULL,"
	" folder TEXT NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" uid INTEGER NOT NULL,"
	" at_ms INTEGER,"
	" outcome TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX missed_place ON missed"
	" (account, folder, uidvalidity, uid)",
	ONLY_GROWS("missed", "id = NEW.id"),

	"CREATE TABLE phone_day ("
	" account TEXT NOT NULL,"
	" day TEXT NOT NULL,"
	" items INTEGER NOT NULL,"
	" PRIMARY KEY (account, day)"
	") STRICT, WITHOUT ROWID",
	NULL
};

/* Who was ever counted, and where, without reading every day. */
static const char *const format_3[] = {
	"CREATE INDEX daily_person ON daily (person, channel)",
	NULL
};

/*
 * What people enter by hand: dated facts that contact is counted before and
 * after, what was decided about an incident, and files that belong to either.
 */
static const char *const format_4[] = {
	"CREATE TABLE milestone ("
	" id INTEGER PRIMARY KEY,"
	" number INTEGER NOT NULL,"
	" person TEXT NOT NULL,"
	" type TEXT NOT NULL,"
	" issuer TEXT NOT NULL,"
	" reference TEXT NOT NULL,"
	" note TEXT NOT NULL,"
	" made TEXT NOT NULL,"
	" known_ms INTEGER,"
	" known_exact INTEGER NOT NULL,"
	" proof BLOB REFERENCES original (digest),"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX milestone_number ON milestone (number)",

	"CREATE TABLE decision ("
	" id INTEGER PRIMARY KEY,"
	" incident INTEGER NOT NULL REFERENCES incident (id),"
	" what TEXT NOT NULL,"
	" reason TEXT NOT NULL,"
	" state TEXT NOT NULL,"
	" person TEXT NOT NULL,"
	" at_ms INTEGER NOT NULL,"
	" day TEXT NOT NULL,"
	" channel TEXT NOT NULL,"
	" direction TEXT NOT NULL,"
	" sender TEXT NOT NULL,"
	" identifier TEXT NOT NULL,"
	" kind TEXT NOT NULL,"
	" original BLOB NOT NULL REFERENCES original (digest),"
	" flags TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX decision_incident ON decision (incident)",

	"CREATE TABLE attachment ("
	" id INTEGER PRIMARY KEY,"
	" tbl TEXT NOT NULL,"
	" ref INTEGER NOT NULL,"
	" purpose TEXT NOT NULL,"
	" original BLOB NOT NULL REFERENCES original (digest),"
	" name TEXT NOT NULL,"
	" media TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX attachment_owner ON attachment (tbl, ref)",

	ONLY_GROWS("milestone", "id = NEW.id"),
	ONLY_GROWS("decision", "id = NEW.id"),
	ONLY_GROWS("attachment", "id = NEW.id"),
	NULL
};

/* How far each alert command was told of the outbox. */
static const char *const format_5[] = {
	"CREATE TABLE alert ("
	" alert TEXT PRIMARY KEY NOT NULL,"
	" upto INTEGER NOT NULL,"
	" told_ms INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID",
	NULL
};

/* What a message bears to show where it is from, and what waits for that. */
static const char *const format_6[] = {
	"CREATE TABLE dkim ("
	" id INTEGER PRIMARY KEY,"
	" kind TEXT NOT NULL,"
	" original BLOB NOT NULL REFERENCES original (digest),"
	" field TEXT NOT NULL,"
	" place INTEGER NOT NULL,"
	" domain TEXT NOT NULL,"
	" selector TEXT NOT NULL,"
	" result TEXT NOT NULL,"
	" detail TEXT NOT NULL,"
	" algorithm TEXT NOT NULL,"
	" bits INTEGER NOT NULL,"
	" fields TEXT NOT NULL,"
	" flags TEXT NOT NULL,"
	" unsigned_bytes INTEGER NOT NULL,"
	" answer TEXT NOT NULL,"
	" secure TEXT NOT NULL,"
	" resolver TEXT NOT NULL,"
	" asked_ms INTEGER,"
	" key_record TEXT NOT NULL,"
	" received_ms INTEGER NOT NULL,"
	" recorded_ms INTEGER NOT NULL,"
	" UNIQUE (original, field, place)"
	") STRICT",
	ONLY_GROWS("dkim", "id = NEW.id OR (original = NEW.original"
	    " AND field = NEW.field AND place = NEW.place)"),

	"CREATE TABLE dkim_wait ("
	" original BLOB PRIMARY KEY REFERENCES original (digest),"
	" account TEXT NOT NULL,"
	" whole INTEGER NOT NULL,"
	" received_ms INTEGER NOT NULL,"
	" tries INTEGER NOT NULL,"
	" since_ms INTEGER,"
	" next_ms INTEGER NOT NULL"
	") STRICT, WITHOUT ROWID",
	"CREATE INDEX dkim_wait_next ON dkim_wait (next_ms)",
	NULL
};

/* What is claimed and what was told, as evidence; and the clock behind it. */
static const char *const format_7[] = {
	"CREATE TABLE clock ("
	" id INTEGER PRIMARY KEY,"
	" boot TEXT NOT NULL,"
	" uptime_ms INTEGER NOT NULL,"
	" synced TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE TABLE coverage ("
	" id INTEGER PRIMARY KEY,"
	" account TEXT NOT NULL,"
	" why TEXT NOT NULL,"
	" oldest_ms INTEGER,"
	" from_ms INTEGER,"
	" until_ms INTEGER,"
	" first_day TEXT NOT NULL,"
	" first_whole TEXT NOT NULL,"
	" last_whole TEXT NOT NULL,"
	" last_day TEXT NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX coverage_account ON coverage (account)",
	"CREATE TABLE reached ("
	" id INTEGER PRIMARY KEY,"
	" account TEXT NOT NULL,"
	" folder TEXT NOT NULL,"
	" why TEXT NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" last_uid INTEGER NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX reached_folder ON reached (account, folder)",
	"CREATE TABLE told ("
	" id INTEGER PRIMARY KEY,"
	" alert TEXT NOT NULL,"
	" why TEXT NOT NULL,"
	" upto INTEGER NOT NULL,"
	" told_ms INTEGER NOT NULL,"
	" recorded_ms INTEGER NOT NULL"
	") STRICT",
	"CREATE INDEX told_alert ON told (alert)",
	/* Operational: what a source knows a folder by. */
	"CREATE TABLE landmark ("
	" account TEXT NOT NULL,"
	" folder TEXT NOT NULL,"
	" uid INTEGER NOT NULL,"
	" uidvalidity INTEGER NOT NULL,"
	" size INTEGER NOT NULL,"
	" at_ms INTEGER,"
	" PRIMARY KEY (account, folder, uid)"
	") STRICT, WITHOUT ROWID",
	/* The same bytes in thousands of folders: found without reading each
	 * of them. */
	"DROP INDEX sighting_original",
	"CREATE INDEX sighting_original ON sighting (original, incident)",
	"CREATE INDEX sighting_account ON sighting"
	" (incident, account, original)",
	ONLY_GROWS("clock", "id = NEW.id"),
	ONLY_GROWS("coverage", "id = NEW.id"),
	ONLY_GROWS("reached", "id = NEW.id"),
	ONLY_GROWS("told", "id = NEW.id"),
	/* Names of keys that mail bore, and what DNS said of them. */
	"CREATE TABLE dkim_ask ("
	" domain TEXT NOT NULL,"
	" selector TEXT NOT NULL,"
	" due_ms INTEGER,"
	" tries INTEGER NOT NULL,"
	" since_ms INTEGER,"
	" answer TEXT NOT NULL,"
	" secure TEXT NOT NULL,"
	" resolver TEXT NOT NULL,"
	" asked_ms INTEGER,"
	" key_record TEXT NOT NULL,"
	" PRIMARY KEY (domain, selector)"
	") STRICT, WITHOUT ROWID",
	NULL
};

/* Row n leads from format n to n + 1.  What a release has written is never
 * changed: the next format is a row more. */
static const struct migration migrations[STORE_FORMAT] = {
	{ format_1 }, { format_2 }, { format_3 }, { format_4 },
	{ format_5 }, { format_6 }, { format_7, schema_found },
};

int
schema_bring(struct store *s, struct err *err)
{
	return migration_run(s, migrations, STORE_FORMAT, err);
}
