/*
 * What a character is to folding.
 */
#ifndef READ_TEXT_CHAR_CLASS_H
#define READ_TEXT_CHAR_CLASS_H

#include <stdbool.h>

/* White space to folding: what is drawn as a gap. */
bool fold_is_space(int code);
/* A letter of any script. */
bool fold_is_letter(int code);

#endif
