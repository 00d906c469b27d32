// SIGUSR1 prints a counter that a mutex protects. The signal comes while the
// thread below the handler holds that mutex.

#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <mutex>
#include <thread>

namespace {

class Counters {
public:
    void addTwice(int n)
    {
        std::lock_guard<std::mutex> guard(mutex_);
        total_ += n;
        if (total_ == 21) {
            ::raise(SIGUSR1);  // here somebody's kill(1) arrives
        }
        total_ += n;
    }

    long total()
    {
        std::lock_guard<std::mutex> guard(mutex_);
//                                  ^^^^^^^^^^^^^ d1.4 lock on "onReport", d1.5 close on "onReport"
        return total_;
    }

private:
    std::mutex mutex_;
    long total_ = 0;
};

Counters counters;

void say(const char* text)
{
    if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) {
        ::_exit(1);
    }
}

void report(long total)
{
    say(total % 2 == 0 ? "stopped\n" : "odd\n");
}

void onReport(int)
{
    say("stopping\n");
    report(counters.total());
//                  ^^^^^^^ d1 signal-blocks: blocks "onReport" needs "Counters::mutex_" in 5 steps
}

}  // namespace

int main()
{
    struct sigaction action = {};
    action.sa_handler = onReport;
    ::sigaction(SIGUSR1, &action, nullptr);

    std::thread other([] { counters.addTwice(1); });
    other.join();
    counters.addTwice(19);
    counters.addTwice(19);
    return counters.total() == 78 ? 0 : 1;
}
