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
 */
#ifndef READ_ALIKE_H
#define READ_ALIKE_H

/* The ASCII letter the character looks like, or 0. */
char alike_letter(int code);
/* The ASCII quote, apostrophe or dash it stands for, or 0. */
char alike_mark(int code);

#endif
