#include "tests/unit/reading.h"

/* Bodies of plain text, and their passages as in reading.h. */
static const struct {
	const char *what, *type, *body, *want;
} cases[] = {
	{ "nothing quoted", "", "Hello Sally\n\nhow are you\n",
	    "|Hello Sally//how are you\n" },
	{ "levels", "", "I said\n> you said\n>> he said\n> or not\nso\n",
	    "|I said\nq|you said/he said/or not\n|so\n" },
	{ "a phrase across quoted lines", "",
	    "> i am outside\n> your house\n", "q|i am outside/your house\n" },
	{ "answer below an attribution", "",
	    "On Mon, 1 Jan 2024 at 10:00, Sally wrote:\n> go away\n\n"
	    "no\n",
	    "q|On Mon, 1 Jan 2024 at 10:00, Sally wrote:\nq|go away\n|no\n" },
	{ "attribution on two lines", "",
	    "never\n\nOn Mon, 1 Jan 2024 at 10:00, Sally\n"
	    "<sally@x.example> wrote:\n\n> go away\n",
	    "|never\nq|On Mon, 1 Jan 2024 at 10:00, Sally/"
	    "<sally@x.example> wrote:\nq|go away\n" },
	{ "answer above without marks", "",
	    "never\n\nOn 1 Jan 2024, at 10:00, Sally wrote:\n\ngo away\n",
	    "|never\nq|On 1 Jan 2024, at 10:00, Sally wrote://go away\n" },
	{ "German", "",
	    "nie\n\nAm 01.01.2024 um 10:00 schrieb Sally:\n> geh\n",
	    "|nie\nq|Am 01.01.2024 um 10:00 schrieb Sally:\nq|geh\n" },
	{ "French", "",
	    "non\n\nLe 1 janv. 2024 à 10:00, Sally a écrit :\n> va\n",
	    "|non\nq|Le 1 janv. 2024 à 10:00, Sally a écrit :\nq|va\n" },
	{ "original message", "",
	    "no\n-----Original Message-----\nFrom: Sally\ngo away\n",
	    "|no\nq|-----Original Message-----/From: Sally/go away\n" },
	{ "Ursprüngliche Nachricht", "",
	    "nein\n-------- Ursprüngliche Nachricht --------\ngeh\n",
	    "|nein\nq|-------- Ursprüngliche Nachricht --------/geh\n" },
	{ "Outlook's block", "",
	    "no\n\nFrom: Sally\nSent: Monday\nTo: Me\nSubject: x\n\ngo\n",
	    "|no\nq|From: Sally/Sent: Monday/To: Me/Subject: x//go\n" },
	{ "Outlook's block in bold", "",
	    "no\n\n*From:* Sally\n*Sent:* Monday\n*To:* Me\n\ngo\n",
	    "|no\nq|*From:* Sally/*Sent:* Monday/*To:* Me//go\n" },
	{ "From: alone is a word", "", "From: me\nwith love\n",
	    "|From: me/with love\n" },
	{ "forwarded", "",
	    "see\n---------- Forwarded message ---------\nFrom: x\nhello\n",
	    "|see\nf|---------- Forwarded message ---------/From: x/hello\n" },
	{ "forwarded by Apple", "",
	    "see\nBegin forwarded message:\n\n> hello\n",
	    "|see\nf|Begin forwarded message:\nqf|hello\n" },
	{ "dashes are no rule", "", "-----\nmy garden\n",
	    "|-----/my garden\n" },
	{ "a song is no attribution", "",
	    "On the day I wrote it I was sad\n",
	    "|On the day I wrote it I was sad\n" },
	/* format=flowed */
	{ "flowed lines are joined", "text/plain; format=flowed",
	    "i am outside \nyour house\n> quoted \n> too\nend\n",
	    "|i am outside your house\nq|quoted too\n|end\n" },
	{ "delsp", "text/plain; format=flowed; delsp=yes",
	    "out \nside\n", "|outside\n" },
	{ "signature is no soft line", "text/plain; format=flowed",
	    "bye\n-- \nme\n", "|bye/-- /me\n" },
	{ "space-stuffed", "text/plain; format=flowed",
	    " > not quoted\n From me\n", "q|not quoted\n|From me\n" },
};

/* How what is answered begins, and the mark of it; by the first letter most
 * lines are told from these. */
static const struct {
	const char *begin;
	char mark;
} begins[] = {
	{ "On Monday Sally\n<sally@x.example> wrote:\n", 'q' },
	{ "Am Montag hat Sally\n<sally@x.example> schrieb:\n", 'q' },
	{ "Le lundi Sally\n<sally@x.example> a écrit :\n", 'q' },
	{ "El lunes Sally\n<sally@x.example> escribió:\n", 'q' },
	{ "Il lunedì Sally\n<sally@x.example> ha scritto:\n", 'q' },
	{ "Op maandag Sally\n<sally@x.example> schreef:\n", 'q' },
	{ "Em segunda Sally\n<sally@x.example> escreveu:\n", 'q' },
	{ "Den måndag Sally\n<sally@x.example> skrev:\n", 'q' },
	{ "Begin forwarded message:\n", 'f' },
	{ "Anfang der weitergeleiteten Nachricht:\n", 'f' },
	{ "Début du message transféré :\n", 'f' },
	{ "Inicio del mensaje reenviado:\n", 'f' },
	{ "---- Forwarded message\n", 'f' },
	{ "____ Reply message\n", 'q' },
	{ "==== Original Message\n", 'q' },
};

static void
test_begins(void)
{
	for (size_t i = 0; i < COUNT(begins); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf mail = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		char want[] = "|no\nq|";
		struct letter l;

		want[4] = begins[i].mark;
		buf_addf(&mail, "\nno\n%sgo away\n", begins[i].begin);
		letter_of(&a, buf_span(&mail), ROLE_INBOX, &l);
		passages_add(&out, &l);
		ok(strncmp(buf_str(&out), want, 6) == 0, "%s",
		    begins[i].mark == 'q' ? "quoted" : "forwarded");
	}
}

int
main(void)
{
	test_begins();
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf mail = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		struct letter l;

		if (cases[i].type[0] != '\0')
			buf_addf(&mail, "Content-Type: %s\n", cases[i].type);
		buf_addf(&mail, "\n%s", cases[i].body);
		letter_of(&a, buf_span(&mail), ROLE_INBOX, &l);
		passages_add(&out, &l);
		is_str(buf_str(&out), cases[i].want, cases[i].what);
	}
	return tap_done();
}
