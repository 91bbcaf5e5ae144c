/* What HELP answers. */
#ifndef RACINE_SEARCHD_NET_HELP_H
#define RACINE_SEARCHD_NET_HELP_H

#include "base/str.h"

/* Lines, as long as the program runs. */
struct str help_text(void);

#endif
