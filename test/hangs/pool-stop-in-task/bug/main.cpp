// A search splits its work over a pool. The job that finds the answer stops
// the pool, and that waits until every worker has left: this one as well.

#include <atomic>
#include <cstdio>
#include <future>

#include "pool.h"

class Search {
public:
    explicit Search(int wanted) : wanted_(wanted), pool_(3) {}

    int run()
    {
        std::future<int> found = found_.get_future();
        for (int first = 0; first < 1000; first += 100) {
            pool_.submit([this, first] { scan(first, first + 100); });
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.2 post
        }
        return found.get();
    }

private:
    void scan(int begin, int end)
    {
        for (int i = begin; i < end; ++i) {
            if (i == wanted_) {
                std::fputs("stopping\n", stderr);
                pool_.stop();
                std::fputs("stopped\n", stderr);
                found_.set_value(i);
            }
        }
    }

    int wanted_;
    std::promise<int> found_;
    Pool pool_;
};

int main()
{
    Search search(642);
    return search.run() == 642 ? 0 : 1;
}
