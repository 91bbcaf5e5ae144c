/* See html_tree.h. */
#include "indexer/readers/html_tree.h"

#include "base/escape.h"

#include <assert.h>
#include <setjmp.h>
#include <strings.h>
#include <time.h>

enum {
    TAG_BYTES = 4096,  /* the end of a tag is looked for so far */
    CLOCK_EVERY = 256, /* allocations between two looks at the clock */
};

/* --- how many tags are open: a look at the bytes, not a parser --- */

/* Elements without an end tag, or whose end tag may be left out: they do not nest by themselves. */
static const GumboTag uncounted[] = {
    GUMBO_TAG_AREA,     GUMBO_TAG_BASE,   GUMBO_TAG_BR,       GUMBO_TAG_COL,   GUMBO_TAG_EMBED,
    GUMBO_TAG_HR,       GUMBO_TAG_IMG,    GUMBO_TAG_INPUT,    GUMBO_TAG_LINK,  GUMBO_TAG_META,
    GUMBO_TAG_PARAM,    GUMBO_TAG_SOURCE, GUMBO_TAG_TRACK,    GUMBO_TAG_WBR,   GUMBO_TAG_P,
    GUMBO_TAG_LI,       GUMBO_TAG_DT,     GUMBO_TAG_DD,       GUMBO_TAG_TR,    GUMBO_TAG_TD,
    GUMBO_TAG_TH,       GUMBO_TAG_THEAD,  GUMBO_TAG_TBODY,    GUMBO_TAG_TFOOT, GUMBO_TAG_COLGROUP,
    GUMBO_TAG_RT,       GUMBO_TAG_RP,     GUMBO_TAG_RB,       GUMBO_TAG_RTC,   GUMBO_TAG_OPTION,
    GUMBO_TAG_OPTGROUP, GUMBO_TAG_IMAGE,  GUMBO_TAG_BASEFONT, GUMBO_TAG_FRAME};

static const GumboTag raw[] = {GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEXTAREA, GUMBO_TAG_TITLE};

static bool is_among(GumboTag tag, const GumboTag *tags, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

static size_t name_length(struct str s)
{
    size_t len = 0;
    while (len < s.len && !strchr(" \t\n\r\f/>", s.ptr[len]))
        len++;
    return len;
}

static size_t past(struct str page, size_t at, struct str what)
{
    at += str_find(str_slice(page, at, page.len), what);
    return at + what.len < page.len ? at + what.len : page.len;
}

static size_t past_angle(struct str page, size_t at)
{
    const char *angle = memchr(page.ptr + at, '<', page.len - at);
    return angle ? (size_t)(angle - page.ptr) + 1 : page.len;
}

/* <path/>, as drawings have by the thousand. */
static bool closes_itself(struct str page, size_t at)
{
    size_t most = page.len - at < TAG_BYTES ? page.len - at : TAG_BYTES;
    const char *end = memchr(page.ptr + at, '>', most);
    return end && end[-1] == '/';
}

static bool is_letter(struct str page, size_t at)
{
    return at < page.len && (page.ptr[at] | 0x20) >= 'a' && (page.ptr[at] | 0x20) <= 'z';
}

/* Past the "</name" that ends the text of a script; to the end of the page if there is none. */
static size_t past_raw(struct str page, size_t at, struct str name)
{
    while (at < page.len) {
        at = past(page, at, STR("</"));
        if (page.len - at >= name.len && strncasecmp(page.ptr + at, name.ptr, name.len) == 0)
            break;
    }
    return at;
}

/* Past the name of a tag, which counts as open or closed; of a script, past its text. */
static size_t past_tag(struct str page, size_t at, bool end, unsigned *open)
{
    struct str name = str_slice(page, at, page.len);
    name.len = name_length(name);
    GumboTag tag = gumbo_tagn_enum(name.ptr, (unsigned)(name.len < 64 ? name.len : 64));
    at += name.len;
    if (is_among(tag, uncounted, sizeof uncounted / sizeof *uncounted))
        return at;
    if (end)
        *open -= *open > 0;
    else if (is_among(tag, raw, sizeof raw / sizeof *raw))
        return past_raw(page, at, name);
    else if (!closes_itself(page, at))
        ++*open;
    return at;
}

static bool opens_too_much(struct str page)
{
    unsigned open = 0;
    for (size_t at = 0; at < page.len && (at = past_angle(page, at)) < page.len;) {
        bool end = page.ptr[at] == '/';
        if (str_starts(str_slice(page, at, page.len), STR("!--")))
            at = past(page, at + 3, STR("-->"));
        else if (is_letter(page, at + end))
            at = past_tag(page, at + end, end, &open);
        if (open > HTML_OPEN_MAX)
            return true;
    }
    return false;
}

/* --- going through a tree --- */

static const GumboVector *children_of(const GumboNode *node)
{
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    return node->type == GUMBO_NODE_ELEMENT ? &node->v.element.children : NULL;
}

/* Where a walk is: the elements it is within, and the next child of each. */
struct place {
    const GumboNode *node;
    unsigned next;
};

/* False where it meets more than HTML_DEPTH_MAX elements within one another. */
static bool walk(const GumboNode *root, const struct html_visitor *visitor)
{
    struct place stack[HTML_DEPTH_MAX];
    size_t depth = 0;
    const GumboNode *node = root;
    for (;;) {
        if (node && visitor->enter(visitor->context, node) && children_of(node)) {
            if (depth == HTML_DEPTH_MAX)
                return false;
            stack[depth++] = (struct place){node, 0};
        }
        if (depth == 0)
            return true;
        struct place *top = &stack[depth - 1];
        const GumboVector *children = children_of(top->node);
        if (top->next < children->length) {
            node = children->data[top->next++];
        } else {
            node = NULL;
            if (visitor->leave)
                visitor->leave(visitor->context, top->node);
            depth--;
        }
    }
}

void html_walk(const GumboNode *root, const struct html_visitor *visitor)
{
    bool shallow = walk(root, visitor);
    assert(shallow);
    (void)shallow;
}

/* --- parsing within limits --- */

/* Gumbo knows no failed allocation: the way out of it is a jump, which its arena makes harmless. */
struct budget {
    struct arena *arena;
    size_t left;
    unsigned until_clock;
    double deadline; /* seconds on the thread's own clock */
    int code;        /* why it jumped */
    jmp_buf out;
};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void *allocate(void *userdata, size_t size)
{
    struct budget *b = userdata;
    bool late = false;
    if (--b->until_clock == 0) {
        late = processor_seconds() > b->deadline;
        b->until_clock = CLOCK_EVERY;
    }
    void *given = late || size > b->left ? NULL : arena_alloc(b->arena, size);
    if (!given) {
        b->code = late || size > b->left ? ERR_LIMIT : ERR_MEMORY;
        longjmp(b->out, 1);
    }
    b->left -= size;
    return given;
}

static void release(void *userdata, void *ptr)
{
    (void)userdata;
    (void)ptr;
}

/*
 * Gumbo's numbers of characters overflow: &#x9bAAAAAAAAAA; comes out as the byte 0xaa. What is not valid
 * UTF-8 becomes '?', in place: the tree is ours, though its type says const.
 */
static void mend(const char *s)
{
    char *bytes = (char *)(uintptr_t)s;
    struct str rest = str_of(s);
    for (size_t at; !utf8_valid(rest, &at); rest = str_slice(rest, at + 1, rest.len))
        bytes[(size_t)(rest.ptr - s) + at] = '?';
}

static bool mend_node(void *context, const GumboNode *node)
{
    (void)context;
    if (node->type != GUMBO_NODE_ELEMENT) {
        mend(html_characters(node).ptr);
        return true;
    }
    const GumboVector *attributes = &node->v.element.attributes;
    for (unsigned i = 0; i < attributes->length; i++)
        mend(((const GumboAttribute *)attributes->data[i])->value);
    return true;
}

/* The first look at a whole tree: mends it, and is false if it is too deep. */
static bool is_shallow(const GumboNode *root)
{
    struct html_visitor visitor = {.enter = mend_node};
    return walk(root, &visitor);
}

int html_tree_init(struct html_tree *tree, struct str page, struct err *e)
{
    *tree = (struct html_tree){0};
    if (opens_too_much(page))
        return err_set(e, ERR_INPUT, "more than %d tags opened and not closed", HTML_OPEN_MAX);
    struct budget budget = {.arena = &tree->arena,
                            .left = HTML_TREE_BYTES_MAX,
                            .until_clock = CLOCK_EVERY,
                            .deadline = processor_seconds() + HTML_SECONDS_MAX};
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = &budget;
    options.max_errors = 0;
    if (setjmp(budget.out) == 0) {
        tree->output = gumbo_parse_with_options(&options, page.len ? page.ptr : "", page.len);
        return is_shallow(tree->output->root)
                   ? 0
                   : err_set(e, ERR_INPUT, "more than %d elements within one another", HTML_DEPTH_MAX);
    }
    if (budget.code == ERR_MEMORY)
        return err_memory(e);
    return err_set(e, ERR_LIMIT, "takes more than %d MB or %d seconds to parse",
                   HTML_TREE_BYTES_MAX / (1024 * 1024), HTML_SECONDS_MAX);
}

void html_tree_fini(struct html_tree *tree)
{
    arena_fini(&tree->arena);
    tree->output = NULL;
}

/* --- looking at it --- */

struct str html_attribute(const GumboNode *element, const char *name)
{
    if (element->type != GUMBO_NODE_ELEMENT)
        return (struct str){NULL, 0};
    const GumboAttribute *found = gumbo_get_attribute(&element->v.element.attributes, name);
    return found ? str_trim(str_of(found->value)) : (struct str){NULL, 0};
}

bool html_is(const GumboNode *node, GumboTag tag)
{
    return node->type == GUMBO_NODE_ELEMENT && node->v.element.tag == tag &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

struct str html_characters(const GumboNode *node)
{
    bool text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
                node->type == GUMBO_NODE_CDATA;
    return str_of(text ? node->v.text.text : "");
}

static bool add_characters(void *context, const GumboNode *node)
{
    buf_add_str(context, html_characters(node));
    return true;
}

bool html_next_word(struct str *list, struct str *word)
{
    static const char spaces[] = " \t\n\r\f";
    size_t start = 0, end;
    while (start < list->len && strchr(spaces, list->ptr[start]))
        start++;
    for (end = start; end < list->len && !strchr(spaces, list->ptr[end]);)
        end++;
    *word = str_slice(*list, start, end);
    *list = str_slice(*list, end, list->len);
    return word->len > 0;
}

bool html_same(struct str s, const char *word)
{
    return s.len == strlen(word) && strncasecmp(s.ptr, word, s.len) == 0;
}

int html_entity(struct str entity, struct buf *out, struct err *e)
{
    struct html_tree tree;
    struct html_visitor visitor = {.enter = add_characters, .context = out};
    int code = html_tree_init(&tree, entity, e);
    if (!code)
        html_walk(tree.output->root, &visitor);
    html_tree_fini(&tree);
    return code ? code : buf_failed(out) ? err_memory(e) : 0;
}
