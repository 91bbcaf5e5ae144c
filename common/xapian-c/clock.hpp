/* The deadline of one search, looked at by whatever the matcher calls often. */
#ifndef RACINE_XAPIAN_CLOCK_HPP
#define RACINE_XAPIAN_CLOCK_HPP

#include "xapian-c/guard.hpp"

#include <ctime>

class search_clock
{
  public:
    /* What things cost, in steps: the cheapest, a posting weighed, takes about 20 ns. */
    enum { STEP_WEIGH = 1, STEP_CANDIDATE = 1, STEP_CALL = 256, STEPS_A_LOOK = 4096 };

    explicit search_clock(uint64_t deadline_ns) : deadline(deadline_ns)
    {
        look();
    }

    void step(int cost)
    {
        left -= cost;
        if (left <= 0)
            look();
    }

  private:
    uint64_t deadline; /* 0: none */
    int left = STEPS_A_LOOK;

    void look()
    {
        struct timespec now;

        left = STEPS_A_LOOK;
        if (deadline == 0)
            return;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if ((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec >= deadline)
            throw deadline_passed();
    }
};

#endif
