// A transfer locks the accounts and then the log, an audit the log and then the
// accounts. Each gets its first lock; neither gets its second one.

#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

class Bank {
public:
    void transfer(int amount)
    {
        std::lock_guard<std::mutex> accounts(accounts_);
        pause();
        std::lock_guard<std::mutex> log(log_);
//                                  ^^^^^^^^^ d1 lock-order
        sum_ += amount;
        ++entries_;
    }

    int audit()
    {
        std::lock_guard<std::mutex> log(log_);
        pause();
        std::lock_guard<std::mutex> accounts(accounts_);
        return sum_ + entries_;
    }

private:
    static void pause() { std::this_thread::sleep_for(std::chrono::milliseconds(100)); }

    std::mutex accounts_;
    std::mutex log_;
    int sum_ = 0;
    int entries_ = 0;
};

int main()
{
    Bank bank;
    std::fputs("stopping\n", stderr);
    std::thread clerk([&bank] { bank.transfer(1); });
    const int total = bank.audit();
    clerk.join();
    std::fputs("stopped\n", stderr);
    return total >= 0 ? 0 : 1;
}
