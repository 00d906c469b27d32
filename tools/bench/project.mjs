/**
 * A C++ project of any size, made up by rule: always the same for one size, twice as much of everything for twice
 * the size. Groups of services, each group with a serial loop of its own kind, as teams have them: the services post
 * to loops, take locks, call one another and are stopped. In each group one waits on its own loop for what only that
 * loop can do.
 */

const groupsPerSize = 2;
const modulesPerGroup = 10;

/** Names with `/` and texts. `size`: 1, 2, 4, 8 ... */
export function generatedProject(size) {
  const groups = groupsPerSize * size;
  const files = [config];
  for (let g = 0; g < groups; g++) files.push(loopOf(g));
  for (let i = 0; i < groups * modulesPerGroup; i++) files.push(header(i), source(i));
  files.push(main(groups * modulesPerGroup));
  return files;
}

/** How many waits that can never end a project of this size has. */
export function plantedIn(size) {
  return groupsPerSize * size;
}

/** The header that every file includes. */
export const sharedHeader = "base/config.h";

const config = {
  name: sharedHeader,
  text: `#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace base {

struct Config {
  std::string name;
  int limit = 16;
  bool verbose = false;
};

}  // namespace base
`,
};

function loopOf(g) {
  return {
    name: `group${g}/loop.h`,
    text: `#pragma once
#include "../${sharedHeader}"

namespace group${g} {

class Latch {
 public:
  void open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }

  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

/** Runs what is posted to it, in order, on a thread of its own. */
class Loop {
 public:
  explicit Loop(const std::string& name) : name_(name), thread_([this] { run(); }) {}
  ~Loop() { stop(); }

  void post(std::function<void()> task) {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
    ready_.notify_one();
  }

  /** Waits until the task was run. */
  void ask(std::function<void()> task) {
    Latch done;
    post([&] {
      task();
      done.open();
    });
    done.wait();
  }

  void stop() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
      ready_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        ready_.wait(lock, [this] { return stopped_ || !tasks_.empty(); });
        if (stopped_) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      task();
    }
  }

  std::string name_;
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::function<void()>> tasks_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace group${g}
`,
  };
}

const groupOf = (i) => `group${Math.floor(i / modulesPerGroup)}`;
/** Services of one group listen to one another; the first of a group to nobody. */
const isFirst = (i) => i % modulesPerGroup === 0;

function header(i) {
  const group = groupOf(i);
  const before = isFirst(i) ? "" : `#include "service${i - 1}.h"\n`;
  return {
    name: `${group}/service${i}.h`,
    text: `#pragma once
#include "loop.h"
${before}
namespace ${group} {

struct Request${i} {
  std::string key;
  int weight = ${i};
  std::vector<std::string> parts;
};

/** Listens to what service ${i} has done. */
class Listener${i} {
 public:
  virtual ~Listener${i}() = default;
  virtual void onDone(const Request${i}& request) = 0;
};

class Service${i}${isFirst(i) ? "" : ` : public Listener${i - 1}`} {
 public:
  explicit Service${i}(std::unique_ptr<Loop> loop);
  ~Service${i}();
  void submit(Request${i} request);
  void listen(Listener${i}* listener);
  int pending() const;
  void flush();
${isFirst(i) ? "" : `  void onDone(const Request${i - 1}& request) override;\n`}
 private:
  void handle(const Request${i}& request);
  void notify(const Request${i}& request);
  void drain();

  mutable std::mutex mutex_;
  std::vector<Request${i}> queue_;
  std::vector<Listener${i}*> listeners_;
  std::unique_ptr<Loop> loop_;
  int handled_ = 0;
};

}  // namespace ${group}
`,
  };
}

function source(i) {
  const group = groupOf(i);
  const planted = i % modulesPerGroup === 3;
  // On its own loop it asks its own loop, or only posts there.
  const inHandler = planted ? "flush();" : "loop_->post([this] { drain(); });";
  const chained = `void Service${i}::onDone(const Request${i - 1}& request) {
  Request${i} next;
  next.key = request.key + "/${i}";
  next.parts.push_back(request.key);
  submit(next);
}

`;
  return {
    name: `${group}/service${i}.cc`,
    text: `#include "service${i}.h"

// Service ${i} of ${group}: takes requests from anywhere, handles them on its loop.

namespace ${group} {

Service${i}::Service${i}(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}

Service${i}::~Service${i}() {
  loop_->stop();
  listeners_.clear();
}

void Service${i}::submit(Request${i} request) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    queue_.push_back(request);
  }
  loop_->post([this, request] { handle(request); });
}

void Service${i}::listen(Listener${i}* listener) {
  std::lock_guard<std::mutex> lock(mutex_);
  listeners_.push_back(listener);
}

int Service${i}::pending() const {
  std::lock_guard<std::mutex> lock(mutex_);
  int sum = 0;
  for (const auto& request : queue_) {
    if (request.weight > ${i % 7} && !request.key.empty()) sum += request.weight;
  }
  return sum;
}

void Service${i}::flush() {
  loop_->ask([this] { drain(); });
}

void Service${i}::handle(const Request${i}& request) {
  handled_++;
  switch (request.weight % 3) {
    case 0:
      notify(request);
      break;
    case 1:
      if (pending() > 0) notify(request);
      break;
    default:
      ${inHandler}
  }
}

void Service${i}::notify(const Request${i}& request) {
  std::vector<Listener${i}*> listeners;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    listeners = listeners_;
  }
  for (Listener${i}* listener : listeners) listener->onDone(request);
}

void Service${i}::drain() {
  std::lock_guard<std::mutex> lock(mutex_);
  while (!queue_.empty() && queue_.back().parts.size() < ${2 + (i % 5)}) {
    queue_.pop_back();
  }
}

${isFirst(i) ? "" : chained}}  // namespace ${group}
`,
  };
}

function main(count) {
  const all = Array.from({ length: count }, (_, i) => i);
  const groups = [...new Set(all.map(groupOf))];
  const per = (of, line) => of.map(line).join("\n");
  return {
    name: "main.cc",
    text: `${per(groups, (g, n) => `#include "${g}/service${(n + 1) * modulesPerGroup - 1}.h"`)}

int main() {
${per(all, (i) => `  ${groupOf(i)}::Service${i} s${i}(std::make_unique<${groupOf(i)}::Loop>("loop-${i}"));`)}
${per(
  all.filter((i) => !isFirst(i)),
  (i) => `  s${i - 1}.listen(&s${i});`,
)}
${per(all.filter(isFirst), (i) => `  s${i}.submit({"first", 1, {}});`)}
${per(all, (i) => `  s${i}.flush();`)}
  return 0;
}
`,
  };
}
