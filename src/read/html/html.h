/*
 * HTML to text: one pass over the bytes, without a tree.
 *
 * Tags are read as the HTML standard's tokenizer reads them; of the tree
 * only what text needs is kept: a bounded stack of open elements with what
 * they do to text (hide, quote, keep blanks).  Linear on every input; a
 * tree builder is not (unclosed formatting elements make it quadratic in
 * time and memory).  Over LIMIT_HTML_DEPTH open elements the inner ones
 * only lose their styles (LETTER_LIMIT_DEPTH).
 *
 * Passages: shown text, split as quote.h does and QUOTED within
 * blockquotes and the quoting divs of mail programs; HIDDEN text; and one
 * with all link targets, alternative texts, titles and labels, a line each,
 * and what a style sheet would write (TARGET).  Comments, scripts and style
 * are dropped.  What hides: style attributes, the hidden attribute, simple
 * classes of style sheets, and the colour of the ground (color.h).  Text
 * that is drawn from right to left by <bdo> or style stands between
 * overrides, as it would in plain text (reorder.h).
 */
#ifndef READ_HTML_HTML_H
#define READ_HTML_HTML_H

#include "read/text/letter_builder.h"

/* `html` is UTF-8 and is not needed afterwards. */
void html_split(struct letter_builder *, struct span html, unsigned marks);
/* The charset a <meta> at the beginning names; may be empty. */
struct span html_charset(struct span bytes);

#endif
