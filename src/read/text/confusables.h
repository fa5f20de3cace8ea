/*
 * Letters that look like an ASCII letter: a derived table.
 *
 * From Unicode TS #39 (confusables of Unicode 15, through ICU's
 * uspoof_getSkeleton): every character outside ASCII whose skeleton, marks
 * removed, is one ASCII letter, in lower case; a capital that looks like
 * I stands for i, where the standard says l.  Left out is what NFKC maps
 * to ASCII anyway, decimal digits, and letters written from right to left.
 * tests/unit/test_fold.c holds it against the ICU at hand.  Besides it,
 * small capitals and the alphabets of emoji, which TS #39 leaves alone.
 *
 * Beyond it, in tables of our own: letters drawn in parentheses, and letters
 * that pass for others beside Latin ones.
 */
#ifndef READ_TEXT_CONFUSABLES_H
#define READ_TEXT_CONFUSABLES_H

/* The ASCII letter the character looks like, or 0. */
char alike_letter(int code);
/* The ASCII quote, apostrophe or dash it stands for, or 0. */
char alike_mark(int code);
/* A parenthesised letter, without the parentheses NFKC would give it: the
 * letter in lower case, or 0. */
char styled_letter(int code);
/* Greek, Cyrillic and phonetic letters which nobody takes for an ASCII one
 * but in the middle of an English word ("тноusand"); beyond TS #39. */
char styled_guise(int code);

#endif
