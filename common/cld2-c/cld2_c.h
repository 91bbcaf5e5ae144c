/* CLD2 (Compact Language Detector 2) from C. Any thread. No exception leaves it. */
#ifndef RACINE_CLD2_C_H
#define RACINE_CLD2_C_H

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Writes the ISO 639 code of the text's language ("fr"), or "" when CLD2 does not call its answer
 * reliable. `text` must be valid UTF-8.
 */
void cld2_detect(const char *text, int len, char code[8]);

#ifdef __cplusplus
}
#endif
#endif
