// SIGUSR1 asks for a report of a counter that a mutex protects. The handler
// only notes it; main() looks at the note when it holds no lock.

#include <signal.h>
#include <unistd.h>

#include <csignal>
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
        return total_;
    }

private:
    std::mutex mutex_;
    long total_ = 0;
};

Counters counters;
volatile std::sig_atomic_t reportWanted = 0;

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
    reportWanted = 1;
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
    if (reportWanted) {
        say("stopping\n");
        report(counters.total());
    }
    return counters.total() == 78 ? 0 : 1;
}
