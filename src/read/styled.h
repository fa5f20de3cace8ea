/*
 * Letters drawn in parentheses, and letters that pass for others beside
 * Latin ones: what is in neither NFKC nor alike.h.
 */
#ifndef READ_STYLED_H
#define READ_STYLED_H

/* A parenthesised letter, without the parentheses NFKC would give it: the
 * letter in lower case, or 0. */
char styled_letter(int code);
/* Greek, Cyrillic and phonetic letters which nobody takes for an ASCII one
 * but in the middle of an English word ("тноusand"); beyond TS #39. */
char styled_guise(int code);

#endif
