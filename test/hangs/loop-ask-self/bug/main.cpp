// Store::count() posts a question to the loop and waits for the answer.
// That is right for other threads, but the sweeper asks from the loop itself.

#include <cstdio>
#include <future>
#include <set>
#include <string>

#include "event_loop.h"

// The items belong to the loop's thread.
class Store {
public:
    explicit Store(EventLoop& loop) : loop_(loop) {}

    void add(const std::string& item)
    {
        loop_.post([this, item] { items_.insert(item); });
    }

    size_t count()
    {
        std::promise<size_t> answer;
        std::future<size_t> reply = answer.get_future();
        loop_.post([this, &answer] { answer.set_value(items_.size()); });
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.8 post
//                 ^^^^^^^^^^^^^^^ d1.9 context on "EventLoop::thread_"
//                                          ^^^^^^^^^^^^^^^^^^^^^^^^ d1.7 release on "EventLoop::thread_", d1.10 close on "EventLoop::thread_"
        return reply.get();
//                   ^^^^^ d1 self-wait: blocks "EventLoop::thread_" needs "EventLoop::thread_" in 10 steps
//                   ^^^^^ d1.6 wait on "EventLoop::thread_"
    }

    void clear() { items_.clear(); }

private:
    EventLoop& loop_;
    std::set<std::string> items_;
};

// Empties the store when it has become too large.
class Sweeper {
public:
    Sweeper(EventLoop& loop, Store& store) : loop_(loop), store_(store) {}

    std::future<void> start()
    {
        loop_.post([this] { sweep(); });
//            ^^^^^^^^^^^^^^^^^^^^^^^^^ d1.2 post
        return swept_.get_future();
    }

private:
    void sweep()
    {
        std::fputs("stopping\n", stderr);
        if (store_.count() > 2) {
            store_.clear();
        }
        swept_.set_value();
    }

    EventLoop& loop_;
    Store& store_;
    std::promise<void> swept_;
};

int main()
{
    EventLoop loop;
    Store store(loop);
    Sweeper sweeper(loop, store);

    store.add("a");
    store.add("b");
    store.add("c");
    size_t before = store.count();

    sweeper.start().wait();
    std::fputs("stopped\n", stderr);
    return before == 3 && store.count() == 0 ? 0 : 1;
}
