/* The posting source behind xap_query_docs(). */
#ifndef RACINE_XAPIAN_DOCS_HPP
#define RACINE_XAPIAN_DOCS_HPP

#include "xapian-c/clock.hpp"

#include <algorithm>
#include <xapian.h>

/* Walks a list of documents. What scores too little to matter is passed over, as in a posting list. */
class DocsSource : public Xapian::PostingSource
{
  public:
    DocsSource(search_clock &clock_, const xap_docs &docs_, double weight_)
        : clock(clock_), docs(docs_), weight(docs_.wdfs ? weight_ : 0)
    {
    }

    void init(const Xapian::Database &) override
    {
        uint8_t most = weight > 0 && docs.count ? *std::max_element(docs.wdfs, docs.wdfs + docs.count) : 0;

        set_maxweight(weight * most);
        at = 0;
        started = false;
    }

    Xapian::doccount get_termfreq_min() const override
    {
        return docs.count;
    }

    Xapian::doccount get_termfreq_est() const override
    {
        return docs.count;
    }

    Xapian::doccount get_termfreq_max() const override
    {
        return docs.count;
    }

    void next(double least) override
    {
        if (started)
            at++;
        started = true;
        pass(least);
    }

    /* Looks near before far: the matcher mostly moves by little. */
    void skip_to(Xapian::docid docid, double least) override
    {
        uint32_t step = 1, low = at;

        started = true;
        while (low + step < docs.count && docs.docids[low + step] < docid) {
            low += step;
            step *= 2;
        }
        at = static_cast<uint32_t>(
            std::lower_bound(docs.docids + low, docs.docids + std::min(low + step, docs.count), docid) -
            docs.docids);
        pass(least);
    }

    bool at_end() const override
    {
        return at >= docs.count;
    }

    Xapian::docid get_docid() const override
    {
        return docs.docids[at];
    }

    double get_weight() const override
    {
        return weight > 0 ? weight * docs.wdfs[at] : 0;
    }

  private:
    search_clock &clock;
    xap_docs docs;
    double weight;
    uint32_t at = 0;
    bool started = false;

    void pass(double least)
    {
        clock.step(search_clock::STEP_CANDIDATE);
        while (at < docs.count && get_weight() < least) {
            clock.step(search_clock::STEP_WEIGH);
            at++;
        }
    }
};

#endif
