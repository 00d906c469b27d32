// Signals are blocked in every thread, and one thread takes them with sigwait.
// No handler ever runs, so that thread may stop and join whatever it likes.

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

class Server {
public:
    explicit Server(int size)
    {
        for (int i = 0; i < size; ++i) {
            threads_.emplace_back(&Server::serve, this);
        }
    }

    void stop()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        for (auto& thread : threads_) {
            thread.join();
        }
        threads_.clear();
    }

    bool running() const { return !threads_.empty(); }

private:
    void serve()
    {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return stopping_; });
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

static std::unique_ptr<Server> server;

static void signalThread(const sigset_t& signals)
{
    int sig = 0;
    while (sigwait(&signals, &sig) == 0) {
        if (sig == SIGTERM || sig == SIGINT) {
            server->stop();
            return;
        }
    }
}

int main()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);

    server = std::make_unique<Server>(3);
    std::thread waiter(signalThread, signals);

    kill(getpid(), SIGTERM);
    waiter.join();
    return server->running() ? 1 : 0;
}
