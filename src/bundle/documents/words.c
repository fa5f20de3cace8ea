#include "bundle/documents/words.h"

#include <string.h>

const struct words words_limits[] = {
	{ PAGE_BULLET, "\"Attributed to\" means that an identifier named by "
	    "the person who kept this log stood in a sender field, or that a "
	    "rule matched. It does not say who typed or sent a message: a "
	    "From line is a claim of its sender." },
	{ PAGE_BULLET, "A SHA-256 digest shows that the bytes are unchanged "
	    "since they were collected, not who wrote them, nor that nothing "
	    "was removed from the mailbox before." },
	{ PAGE_BULLET, "Days are those of receipt, not of the message's "
	    "own Date line. Candidates are listed and not counted." },
	{ PAGE_BULLET, "Quiet days are not a sign of safety, and this log "
	    "makes no assessment of risk." },
	{ 0, NULL },
};

const struct words words_check[] = {
	{ PAGE_BODY, "In a terminal, inside this folder. Every line of the "
	    "first must end in OK; the third prints only originals whose "
	    "bytes do not match their name, so it must print nothing." },
	{ PAGE_CODE, "sha256sum -c manifest-sha256.txt "
	    "tagmanifest-sha256.txt" },
	{ PAGE_CODE, "d=$(mktemp -d); unzip -q 'data/originals*.zip' -d $d" },
	{ PAGE_CODE, "(cd $d; find . -type f -exec sha256sum {} + | "
	    "awk 'substr($2, 3, 64) != $1'); rm -r $d" },
	{ PAGE_SMALL, "On Windows, \"certutil -hashfile FILE SHA256\" shows "
	    "the digest of one file. Everything at once: floodmark verify, "
	    "with the name of this folder." },
	{ 0, NULL },
};

const struct words words_check_copy[] = {
	{ PAGE_BODY, "In a terminal, inside this folder; every line must end "
	    "in OK. What was masked can only be checked against the sealed "
	    "bundle." },
	{ PAGE_CODE, "sha256sum -c manifest-sha256.txt "
	    "tagmanifest-sha256.txt" },
	{ PAGE_SMALL, "That the counts agree with the schedule: floodmark "
	    "verify, with the name of this folder." },
	{ 0, NULL },
};

const struct words words_signed[] = {
	{ PAGE_CODE, "ssh-keygen -Y verify -f allowed_signers -I floodmark "
	    "-n floodmark \\" },
	{ PAGE_CODE, "    -s tagmanifest-sha256.txt.sig "
	    "<tagmanifest-sha256.txt" },
	{ 0, NULL },
};

static const struct words help_uk[] = {
	{ PAGE_HEADING, "Help (United Kingdom)" },
	{ PAGE_BODY, "In danger now: 999. Police, not urgent: 101. National "
	    "Stalking Helpline: 0808 802 0300." },
	{ 0, NULL },
};

static const struct words help_any[] = {
	{ PAGE_HEADING, "Help" },
	{ PAGE_BODY, "In danger now: the emergency number of the country; 112 "
	    "from any mobile phone." },
	{ 0, NULL },
};

const struct words words_method[] = {
	{ PAGE_HEADING, "How it was collected" },
	{ PAGE_BULLET, "Mailboxes were read over IMAP with EXAMINE and "
	    "BODY.PEEK only: no message was marked as read, moved, answered "
	    "or deleted, and nothing that a message refers to was fetched." },
	{ PAGE_BULLET, "A message is kept when a sender field (From, Sender, "
	    "Reply-To, Return-Path of the message itself) or the number of a "
	    "text or call matches an identifier in the person's file, or when "
	    "a rule matches its text. Of other messages nothing is kept." },
	{ PAGE_BULLET, "The bytes as received are kept unchanged and named by "
	    "their SHA-256 digest. Each incident, sighting, original, rule "
	    "hit, escalation and setting has one row in the ledger, written "
	    "in the same transaction." },
	{ PAGE_BULLET, "A message that could not be read is kept and listed "
	    "as \"unreadable\"; it is not counted." },
	{ PAGE_HEADING, "What counts as one contact" },
	{ PAGE_BULLET, "Within one account, two deliveries with different "
	    "bytes are two contacts. Copies with the same bytes in several "
	    "folders are one contact, seen several times." },
	{ PAGE_BULLET, "The same bytes, or the same Message-ID with the same "
	    "decoded text, in two accounts are one contact, seen twice; where "
	    "the bytes differ, both originals are kept." },
	{ PAGE_BULLET, "The day of a contact is the civil day of its receipt "
	    "in the time zone named above: the server's INTERNALDATE; where "
	    "that is missing or impossible, the topmost Received line; for "
	    "texts and calls the phone's own time. The Date line is the "
	    "sender's claim; where it is more than 24 hours from receipt, "
	    "the schedule shows it." },
	{ PAGE_BULLET, "Direction is \"in\" (attributed to the person) or "
	    "\"out\" (the user's own, from sent folders). Both are listed; "
	    "escalations look at \"in\" only." },
	{ PAGE_BULLET, "A display name alone, or a rule not set to "
	    "attribute, makes a candidate: listed, and not counted until "
	    "confirmed. A match in quoted text, or in a mail of the user's "
	    "own, does not by itself attribute the mail." },
	{ PAGE_HEADING, "Limits and known errors" },
	{ PAGE_BULLET, "False attribution: anybody can write any From line, "
	    "and somebody else may use a device. The schedule names the field "
	    "that matched; whether the receiving server vouched for the "
	    "sender's domain can be read in the originals, and that shows a "
	    "domain, not a person." },
	{ PAGE_BULLET, "Missed contact: an unknown identifier without a rule "
	    "that matches is not seen. What was deleted from the mailbox "
	    "before it was read, or never reached it, is not seen." },
	{ PAGE_BULLET, "Under-counting: two messages with exactly the same "
	    "bytes in one account are counted once. Over-counting: the same "
	    "words delivered twice with different headers are two contacts." },
	{ PAGE_BULLET, "Texts and calls depend on the phone's clock and on "
	    "its upload; a blocked or deleted text may never have been "
	    "uploaded. A platform's notice may stand for several messages." },
	{ PAGE_BULLET, "A pattern that reaches its match limit is recorded as "
	    "\"undecided\", which is neither a match nor the absence of "
	    "one." },
	{ PAGE_BULLET, "The chain of the ledger shows changes to its rows. It "
	    "cannot by itself show that its newest rows were cut off, nor "
	    "that a whole bundle was made anew: compare the ledger head with "
	    "one that was written down or sent elsewhere earlier." },
	{ PAGE_BULLET, "An escalation is arithmetic on daily counts, written "
	    "out in its reason. It is not an assessment of risk." },
	{ 0, NULL },
};

const struct words words_ledger[] = {
	{ PAGE_HEADING, "How to check the ledger" },
	{ PAGE_BODY, "ledger.jsonl has one line per row: "
	    "{\"head\":\"H\",\"row\":R}. R is the exact bytes of the row as "
	    "hashed (byte 81 of the line up to its last brace) and at the "
	    "same time JSON; H = SHA-256(previous H, as 32 bytes, followed by "
	    "R), the first after 32 zero bytes. The ledger is always whole, "
	    "also where the schedule is a selection, because the chain cannot "
	    "be checked with rows left out. In Python:" },
	{ PAGE_CODE, "import hashlib" },
	{ PAGE_CODE, "h = bytes(32)" },
	{ PAGE_CODE, "for n, line in enumerate(open(\"data/ledger.jsonl\", "
	    "\"rb\"), 1):" },
	{ PAGE_CODE, "    row = line[81:-2]" },
	{ PAGE_CODE, "    h = hashlib.sha256(h + row).digest()" },
	{ PAGE_CODE, "    assert line[9:73] == h.hex().encode(), n" },
	{ PAGE_CODE, "print(n, h.hex())" },
	{ PAGE_SMALL, "It must print the number of rows and the ledger head "
	    "that stand at the foot of every page. "
	    "Schedule and daily counts follow from the rows with \"table\": "
	    "\"incident\", coverage from the newest \"coverage\" of each "
	    "account, whose days it names, and from \"missed\"; `floodmark "
	    "verify` recomputes all of it. Times are those of the machine's "
	    "clock; a row \"clock\" tells where it was set." },
	{ 0, NULL },
};

const struct words words_stamped[] = {
	{ PAGE_HEADING, "Timestamps" },
	{ PAGE_BODY, "Authorities were asked to sign the head of the ledger, "
	    "32 bytes, with the time (RFC 3161). Each such timestamp shows "
	    "that the ledger up to the row named was there at that time, by "
	    "the word of that authority. It does not show when an entry "
	    "before that row was made, nor who made it. Where a bundle "
	    "has room, the newest is timestamp.tsr, and the certificates it "
	    "was checked with are timestamp-authority.pem. All are in "
	    "originals.zip, and the rows of the ledger with "
	    "\"tbl\":\"ledger\" name them, with the row "
	    "(\"ref\") whose head was signed. The command \"openssl ts -verify "
	    "-digest HEAD -in FILE.tsr -CAfile FILE.pem -attime SECONDS\" "
	    "checks one. Certificates are judged as of the time of the "
	    "timestamp (-attime, seconds since 1970): they end, and what was "
	    "signed before stays signed. The newest of each authority:" },
	{ 0, NULL },
};

const struct words words_sealed[] = {
	{ PAGE_HEADING, "What is masked here" },
	{ PAGE_BODY, "This is a reading copy. Addresses and servers of the "
	    "person who was contacted, senders that are not an identifier of "
	    "the person named, and who issued a notice are masked. The "
	    "ledger and the originals tell them, so they are left out; they "
	    "are in the sealed bundle with the ledger head that stands at "
	    "the foot of every page. Exhibit numbers and the SHA-256 digests "
	    "of the originals are the same there and here." },
	{ 0, NULL },
};

static const struct words statement_uk[] = {
	{ PAGE_HEADING, "Draft for a production statement (England and "
	    "Wales); not signed, not legal advice" },
	{ 0, NULL },
};

static const struct words statement_any[] = {
	{ PAGE_HEADING, "Draft for a statement; not signed, not legal "
	    "advice" },
	{ 0, NULL },
};

const struct words words_statement[] = {
	{ PAGE_SMALL, "For the person who keeps the log to correct, complete "
	    "and sign, or not to use. Only what she or he knows belongs in "
	    "it." },
	{ PAGE_FORM, "I, ______________________________ (name), state: I keep "
	    "a record of contact on my account(s) ________________________. "
	    "Since ______________ a program named floodmark, run by "
	    "______________________, has read them and recorded what came "
	    "from the identifiers I gave it." },
	{ PAGE_FORM, "I attribute these identifiers to "
	    "______________________________ because "
	    "______________________________________________________________"
	    "________________." },
	{ PAGE_FORM, "I produce the folder whose file tagmanifest-sha256.txt "
	    "has the SHA-256 digest _________________________________ as "
	    "exhibit ______/______ . Its schedule refers to single items as "
	    "numbered there." },
	{ PAGE_FORM, "On ______________ at ______________ I handed it to "
	    "______________________________ by ______________________." },
	{ PAGE_FORM, "Signed: ______________________________     Date: "
	    "______________" },
	{ 0, NULL },
};

static const struct words_local locals[] = {
	{ "GB", help_uk, statement_uk },
	{ NULL, help_any, statement_any },
};

const struct words_local *
words_for(const char *country)
{
	const struct words_local *w = locals;

	while (country != NULL && w->country != NULL &&
	    strcmp(w->country, country) != 0)
		w++;
	return w;
}

void
words_print(struct page *p, const struct words *w)
{
	for (; w->text != NULL; w++)
		page_text(p, w->style, "%s", w->text);
}
