// See cld2_c.h.
#include "cld2-c/cld2_c.h"

#include <cstdio> // FILE, which the next header forgets
#include <cstring>

#include <cld2/public/compact_lang_det.h>

namespace
{

void detect(const char *text, int len, char code[8])
{
    bool reliable = false;
    CLD2::Language found = CLD2::DetectLanguage(text, len, true, &reliable);
    const char *name = reliable ? CLD2::LanguageCode(found) : "";
    std::size_t size = std::strlen(name) + 1;
    if (size <= 8)
        std::memcpy(code, name, size);
}

} // namespace

extern "C" void cld2_detect(const char *text, int len, char code[8])
{
    code[0] = 0; // also the answer when CLD2 throws half way
    try {
        detect(text, len, code);
    } catch (...) {
        code[0] = 0;
    }
}
