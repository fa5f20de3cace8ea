/*
 * The door to ICU, which is linked when it is first needed (base/library.h):
 * to link it costs a process as much as the rest of its start, and most
 * questions to a store read no message.
 *
 *	icu()->u_foldCase(c, U_FOLD_CASE_DEFAULT)
 */
#ifndef READ_TEXT_ICU_H
#define READ_TEXT_ICU_H

#include <unicode/ubidi.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "base/library.h"

#define ICU(F) \
	F(u_charDigitValue) \
	F(u_charType) \
	F(u_foldCase) \
	F(u_hasBinaryProperty) \
	F(u_isalpha) \
	F(u_strFromUTF8) \
	F(ubidi_close) \
	F(ubidi_open) \
	F(ubidi_setPara) \
	F(ubidi_writeReordered) \
	F(ucnv_close) \
	F(ucnv_getMaxCharSize) \
	F(ucnv_open) \
	F(ucnv_toUnicode) \
	F(unorm2_getDecomposition) \
	F(unorm2_getNFKCCasefoldInstance)

struct icu {
	ICU(LIBRARY_MEMBER)
};

extern const struct icu *icu_linked;	/* NULL: not yet */

/* Before a sandbox, in which nothing can be linked. */
int icu_link(struct err *) MUST_USE;

/* Asked for every letter.  Without the library the process ends
 * (library_need). */
static inline const struct icu *
icu(void)
{
	if (icu_linked == NULL)
		library_need(icu_link);
	return icu_linked;
}

#endif
