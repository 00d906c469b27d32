// A tree is summed on a pool of two. Each task waits for a task that it has
// queued on the same pool, so two levels of the tree use up both workers.

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <queue>
#include <thread>
#include <vector>

class Pool {
public:
    explicit Pool(int size)
    {
        while (size-- > 0) workers_.emplace_back(&Pool::work, this);
    }

    ~Pool()
    {
        {
            std::lock_guard<std::mutex> guard(mutex_);
            closed_ = true;
        }
        changed_.notify_all();
        for (auto& worker : workers_) worker.join();
    }

    std::future<long> submit(std::function<long()> f)
    {
        auto task = std::make_shared<std::packaged_task<long()>>(std::move(f));
        std::lock_guard<std::mutex> guard(mutex_);
        queue_.push(task);
        changed_.notify_one();
        return task->get_future();
    }

private:
    void work()
    {
        for (;;) {
            std::unique_lock<std::mutex> lock(mutex_);
            changed_.wait(lock, [this] { return closed_ || !queue_.empty(); });
            if (queue_.empty()) return;
            auto task = queue_.front();
            queue_.pop();
            lock.unlock();
            (*task)();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::queue<std::shared_ptr<std::packaged_task<long()>>> queue_;
    bool closed_ = false;
    std::vector<std::thread> workers_;
};

struct Node {
    long value;
    std::unique_ptr<Node> left, right;
};

static std::unique_ptr<Node> grow(int depth)
{
    auto node = std::make_unique<Node>();
    node->value = depth;
    if (depth > 1) {
        node->left = grow(depth - 1);
        node->right = grow(depth - 1);
    }
    return node;
}

static long sum(Pool& pool, const Node* node)
{
    if (!node) return 0;
    std::future<long> left = pool.submit([&pool, node] { return sum(pool, node->left.get()); });
    long right = sum(pool, node->right.get());
    return node->value + left.get() + right;
//                            ^^^^^ d1 pool-starvation: blocks "Pool::workers_[]" needs "Pool::workers_[]"
}

int main()
{
    auto tree = grow(4);
    Pool pool(2);
    std::fputs("stopping\n", stderr);
    long total = pool.submit([&] { return sum(pool, tree.get()); }).get();
    std::fputs("stopped\n", stderr);
    return total == 26 ? 0 : 1;
}
