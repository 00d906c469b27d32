#include "thread.h"

#include <pthread.h>
#include <unistd.h>

#include "logging.h"

namespace zbs {

ThreadContext* ThreadContext::RegisterNewThread(const std::string& name) {
    return new ThreadContext(name);
}

ThreadContext::~ThreadContext() {
    CHECK(!thread_.joinable()) << name_ << " is still running";
}

void ThreadContext::Start() {
    thread_ = std::thread(&ThreadContext::ThreadMain, this);
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.1 entry
}

void ThreadContext::StopAndJoin() {
    loop_.Stop();
    thread_.join();
}

void ThreadContext::Sched(Coroutine* co) {
    loop_.Add(co);
}

void ThreadContext::ThreadMain() {
    tid_ = gettid();
    // The kernel keeps 15 characters of a name.
    pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
    LOG(INFO) << "Set thread name to: " << name_;
    loop_.Run();
}

}  // namespace zbs
