/* See kwic.h. */
#include "searchd/search/kwic.h"

#include <stdlib.h>

#include "base/clock.h"
#include "searchd/search/context.h"
#include "searchd/search/matching.h"
#include "searchd/search/occurrences.h"

struct kwic {
    const struct kwic_source *source;
    const struct request *request;
    const struct generation *generation;
    struct answer *answer;
    struct answer_kwic *out;
    struct marking marking;
    struct arena scratch; /* of the document at hand: there are many */
    struct occurrences found;
    uint64_t deadline_ns; /* 0 for none */
    bool partial;
    struct err *e;
};

static bool is_past(uint64_t deadline_ns)
{
    return deadline_ns && clock_now_ns() >= deadline_ns;
}

/* --- counting and ordering --- */

/* The forms that the occurrence is ordered by; none across the end of the title. */
static void take_words(const struct kwic *k, struct occurrence *o)
{
    const struct stream *s = k->source->stream;
    uint32_t title = s->view.title_count, count = 0;
    bool in_title = o->first < title;
    uint32_t least = in_title ? 0 : title, most = in_title ? title : s->view.count;
    if (k->request->order == ORDER_LEFT)
        for (uint32_t at = o->first; at > least && count < OCCURRENCE_WORDS; at--)
            o->words[count++] = s->ids[at - 1];
    if (k->request->order == ORDER_RIGHT)
        for (uint32_t at = o->end; at < most && count < OCCURRENCE_WORDS; at++)
            o->words[count++] = s->ids[at];
    if (k->request->order == ORDER_WORD)
        for (uint32_t at = o->first; at < o->end && count < OCCURRENCE_WORDS; at++)
            o->words[count++] = s->ids[at];
    while (count < OCCURRENCE_WORDS)
        o->words[count++] = LEXICON_NONE;
}

/* The language that a place was found in: the document's main one, if it is that one too. */
static enum lang language_of(const struct place *place, const struct marking_set *marks, enum lang main)
{
    for (uint32_t i = 0; i < marks->count; i++)
        if ((place->found_by >> i & 1) && marks->langs[i] == main)
            return main;
    return marks->langs[__builtin_ctz(place->found_by)];
}

static int take_document(struct kwic *k, uint32_t docid)
{
    const struct columns *columns = generation_columns(k->generation);
    enum lang main = columns_lang(columns, docid);
    struct occurrence one = {.docid = docid, .date = columns_date(columns, docid)};
    struct stream *stream = k->source->stream;
    struct marking_set marks;
    struct places places = {0};
    int rc;
    arena_reset(&k->scratch);
    if ((rc = stream_read(stream, k->generation, docid, k->e)) ||
        (rc = marking_of(&k->marking, columns_langs(columns, docid), &marks, k->e)))
        return rc;
    struct places_source source = places_source(stream, &marks, generation_lexicon(k->generation));
    if ((rc = places_find(&source, UINT32_MAX, &k->scratch, &places, k->e)))
        return rc;
    k->out->documents += places.count > 0;
    k->out->total += places.count;
    for (uint32_t i = 0; rc == 0 && i < places.count; i++) {
        const struct place *place = &places.list[i];
        one.first = place->first;
        one.end = place->end;
        one.lang = language_of(place, &marks, main);
        k->out->in[one.lang]++;
        take_words(k, &one);
        rc = occurrences_offer(&k->found, &one, k->e);
    }
    return rc;
}

/* The moment when so many quarters of the time left are over. */
static uint64_t after_quarters(uint64_t deadline_ns, unsigned quarters)
{
    uint64_t now = clock_now_ns();
    return deadline_ns > now ? now + (deadline_ns - now) / 4 * quarters : deadline_ns;
}

static int find_occurrences(struct kwic *k)
{
    uint64_t find_until = after_quarters(k->deadline_ns, 2), count_until = after_quarters(k->deadline_ns, 3);
    struct matching all;
    int rc = matching_find(k->source->plan, k->source->reader, k->request->match, find_until, &all, k->e);
    k->partial = rc == ERR_DEADLINE;
    if (rc && !k->partial)
        return rc;
    k->answer->relaxed = all.relaxed;
    for (uint32_t docid = 0; (docid = matching_next(&all, docid));) {
        if (is_past(count_until)) {
            k->partial = true;
            break;
        }
        if ((rc = take_document(k, docid)))
            return rc;
    }
    if (k->partial && k->out->total == 0) {
        err_set(k->e, ERR_DEADLINE, "time ran out before anything was found");
        return err_hint(k->e, "narrow the query");
    }
    occurrences_sort(&k->found);
    return 0;
}

/* --- the page --- */

static const struct table_column table_columns[KWIC_COLUMNS] = {
    [KWIC_LEFT] = {"left", CELL_TEXT},     [KWIC_MATCH] = {"match", CELL_TEXT},
    [KWIC_RIGHT] = {"right", CELL_TEXT},   [KWIC_LANG] = {"lang", CELL_TEXT},
    [KWIC_DATE] = {"date", CELL_TEXT},     [KWIC_ID] = {"id", CELL_TEXT},
    [KWIC_PART] = {"part", CELL_TEXT},     [KWIC_WORD] = {"word", CELL_NUMBER},
    [KWIC_START] = {"start", CELL_NUMBER}, [KWIC_END] = {"end", CELL_NUMBER},
    [KWIC_TITLE] = {"title", CELL_TEXT}};

/* The document that lines are being made of, in an arena of its own: texts are long, and lines many. */
struct page {
    struct kwic *k;
    struct arena arena;
    struct document document;
    struct str id, title, date; /* in the request's arena */
    uint32_t docid;
};

static int open_document(struct page *p, uint32_t docid)
{
    struct kwic *k = p->k;
    struct arena *arena = k->source->plan->arena;
    char date[16];
    int rc;
    arena_reset(&p->arena);
    p->docid = docid;
    if ((rc = stream_read(k->source->stream, k->generation, docid, k->e)) ||
        (rc = documents_get(k->source->decoder, docid, true, &p->arena, &p->document, k->e)))
        return rc;
    date_print(p->document.date, date);
    p->id = arena_str(arena, p->document.id);
    p->title = arena_str(arena, p->document.title);
    p->date = arena_str(arena, str_of(date));
    return p->id.ptr && p->title.ptr && p->date.ptr ? 0 : err_memory(k->e);
}

/* The bytes of the words at positions first … end − 1 of the title or text. */
static bool find_bytes(const struct page *p, const struct occurrence *o, struct span *out)
{
    const struct document *doc = &p->document;
    struct words words;
    struct word word = {0};
    if (!stream_words(&p->k->source->stream->view, doc->title, doc->text, o->first, &words))
        return false;
    for (uint32_t at = o->first; at < o->end; at++) {
        if (!words_next(&words, &word))
            return false;
        if (at == o->first)
            out->start = word.start;
    }
    out->end = word.end;
    return true;
}

static int fill_row(struct page *p, const struct occurrence *o, union table_cell *row)
{
    struct kwic *k = p->k;
    uint32_t title = k->source->stream->view.title_count;
    bool in_title = o->first < title;
    struct context context;
    struct span bytes = {0, 0};
    if (!find_bytes(p, o, &bytes))
        return err_set(k->e, ERR_FORMAT, "the text of document %u is not that of its token stream", o->docid);
    int rc = context_cut(in_title ? p->document.title : p->document.text, bytes.start, bytes.end,
                         k->request->width, k->source->plan->arena, &context, k->e);
    row[KWIC_LEFT].text = context.left;
    row[KWIC_MATCH].text = context.middle;
    row[KWIC_RIGHT].text = context.right;
    row[KWIC_LANG].text = str_of(lang_code(o->lang));
    row[KWIC_DATE].text = p->date;
    row[KWIC_ID].text = p->id;
    row[KWIC_PART].text = in_title ? STR("title") : STR("text");
    row[KWIC_WORD].number = o->first - (in_title ? 0 : title) + 1;
    row[KWIC_START].number = bytes.start;
    row[KWIC_END].number = bytes.end;
    row[KWIC_TITLE].text = p->title;
    return rc;
}

static int compare_documents(const void *a, const void *b)
{
    const struct occurrence *x = *(const struct occurrence *const *)a,
                            *y = *(const struct occurrence *const *)b;
    if (x->docid != y->docid)
        return x->docid < y->docid ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Leaves out the rows that there was no time for. */
static void drop_empty(struct table *t)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < t->row_count; i++)
        if (table_row(t, i)[KWIC_ID].text.ptr)
            memmove(table_row(t, kept++), table_row(t, i), t->column_count * sizeof *t->cells);
    t->row_count = kept;
}

/* Rows in the order of the page, filled in document by document. */
static int make_page(struct kwic *k)
{
    struct table *table = &k->out->lines;
    struct page page = {.k = k};
    uint32_t count = k->found.count > k->request->offset ? k->found.count - k->request->offset : 0;
    const struct occurrence *list = k->found.list + (count ? k->request->offset : 0);
    const struct occurrence **by_document = arena_array(k->source->plan->arena, count, sizeof *by_document);
    int rc = by_document ? 0 : err_memory(k->e);
    for (uint32_t i = 0; rc == 0 && i < count; i++) {
        by_document[i] = &list[i];
        rc = table_add(table) ? 0 : err_memory(k->e);
    }
    if (rc == 0 && count)
        qsort(by_document, count, sizeof *by_document, compare_documents);
    for (uint32_t i = 0; rc == 0 && i < count; i++) {
        const struct occurrence *o = by_document[i];
        if (is_past(k->deadline_ns)) {
            k->partial = true;
            break;
        }
        if (o->docid != page.docid)
            rc = open_document(&page, o->docid);
        if (rc == 0)
            rc = fill_row(&page, o, table_row(table, (uint32_t)(o - list)));
    }
    arena_fini(&page.arena);
    drop_empty(table);
    return rc;
}

/* --- */

/* True if a word of the query is to be found, rather than to be missing. */
static bool asks_for_words(const struct query_node *node)
{
    if (node->kind == QUERY_NOT)
        return false;
    if (node->kind == QUERY_TEXT || node->kind == QUERY_PHRASE)
        return true;
    for (const struct query_node *child = node->child; child; child = child->next)
        if (asks_for_words(child))
            return true;
    return false;
}

int kwic_run(const struct kwic_source *source, const struct request *request, uint64_t deadline_ns,
             struct answer *out, struct err *e)
{
    struct plan *plan = source->plan;
    struct kwic k = {.source = source,
                     .request = request,
                     .generation = plan->generation,
                     .answer = out,
                     .deadline_ns = deadline_ns,
                     .e = e};
    if (!asks_for_words(plan->query->root)) {
        err_set(e, ERR_QUERY, "the query has no word that could be shown in its text");
        return err_hint(e, "filters narrow a concordance: put a word or a phrase beside them");
    }
    out->kwic = k.out = arena_alloc(plan->arena, sizeof *k.out);
    if (!k.out)
        return err_memory(e);
    table_init(&k.out->lines, "lines", table_columns, KWIC_COLUMNS, plan->arena);
    marking_init(&k.marking, plan);
    k.found = (struct occurrences){.order = request->order,
                                   .prefer = request->prefer,
                                   .lexicon = generation_lexicon(plan->generation),
                                   .most = request->offset + request->limit,
                                   .arena = plan->arena};
    int rc = find_occurrences(&k);
    arena_fini(&k.scratch);
    if (rc == 0)
        rc = make_page(&k);
    out->partial = k.partial;
    return rc;
}
