/* Manifests of any bytes: refused with a reason or, printed and read again, the same. */
#include <stdint.h>
#include <stdlib.h>

#include "index/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert(), in every build. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct manifest m, again;
    struct buf text = {0}, text_again = {0};
    struct err e = {0};
    if (manifest_parse((struct str){(const char *)data, size}, "manifest", &m, &e)) {
        require(e.code != 0 && e.text[0] != '\0');
        return 0;
    }
    if (manifest_print(&m, &text, &e) == 0) {
        int rc = manifest_parse(buf_str(&text), "manifest", &again, &e);
        require(rc == 0);
        rc = manifest_print(&again, &text_again, &e);
        require(rc == 0 && str_equal(buf_str(&text), buf_str(&text_again)));
        manifest_fini(&again);
    }
    buf_fini(&text);
    buf_fini(&text_again);
    manifest_fini(&m);
    return 0;
}
