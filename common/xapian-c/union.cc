/* The documents of many terms together: each term's postings once through, into a byte a document. */
#include "xapian-c/clock.hpp"
#include "xapian-c/handle.hpp"

#include <algorithm>
#include <vector>

/* 0: not met; else the highest wdf and one. */
using marks = std::vector<uint8_t>;

static void mark_term(const Xapian::Database &database, const std::string &term, search_clock &clock,
                      marks &met)
{
    Xapian::PostingIterator end = database.postlist_end(term);

    clock.step(search_clock::STEP_CALL); /* finding it takes some microseconds */
    for (Xapian::PostingIterator at = database.postlist_begin(term); at != end; ++at) {
        Xapian::termcount wdf = std::min<Xapian::termcount>(at.get_wdf(), XAP_DOCS_WDF_MAX);
        uint8_t &mark = met.at(*at);

        clock.step(search_clock::STEP_CANDIDATE);
        mark = std::max(mark, static_cast<uint8_t>(wdf + 1));
    }
}

static int list_marked(const marks &met, struct arena *arena, struct xap_docs *out, struct err *e)
{
    size_t count = met.size() - static_cast<size_t>(std::count(met.begin(), met.end(), 0));
    auto docids = static_cast<uint32_t *>(arena_array(arena, count, sizeof(uint32_t)));
    auto wdfs = static_cast<uint8_t *>(arena_array(arena, count, sizeof(uint8_t)));
    uint32_t at = 0;

    if (!docids || !wdfs)
        return err_memory(e);
    for (size_t docid = 0; docid < met.size(); docid++) {
        if (met[docid] == 0)
            continue;
        docids[at] = static_cast<uint32_t>(docid);
        wdfs[at++] = static_cast<uint8_t>(met[docid] - 1);
    }
    *out = {docids, wdfs, at};
    return 0;
}

int xap_union(struct xap_reader *r, const struct str *terms, size_t count, uint64_t deadline_ns,
              struct arena *arena, struct xap_docs *out, struct err *e)
{
    *out = {};
    return guard(r->path.c_str(), e, [&] {
        search_clock clock(deadline_ns);
        marks met(static_cast<size_t>(r->database.get_lastdocid()) + 1);

        for (size_t i = 0; i < count; i++)
            if (terms[i].len > 0) /* Xapian lists all documents for the empty one */
                mark_term(r->database, std::string(terms[i].ptr, terms[i].len), clock, met);
        return list_marked(met, arena, out, e);
    });
}
