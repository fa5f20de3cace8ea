/*
 * Letters of the Latin alphabet drawn in another way, which NFKC leaves
 * alone, and letters that pass for others beside Latin ones.
 */
#ifndef READ_STYLED_H
#define READ_STYLED_H

/* Small capitals, parenthesised, negative circled and squared letters, and
 * regional indicators (a flag is its country's two letters): the letter in
 * lower case, or 0. */
char styled_letter(int code);
/* Greek, Cyrillic and phonetic letters which nobody takes for an ASCII one
 * but in the middle of an English word ("тноusand"); beyond TS #39. */
char styled_guise(int code);

#endif
