/** Other ways for a signal to come to what was its handler: each compiles, ends, and leaves nothing to report. */

import { describe, expect, test } from "vitest";
import { applyFix, offersFor } from "../../server/src/fixes/registry.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import { withoutCompiler } from "../harness/compiler.ts";
import { type Analysed, analysed, applied, blocking, run, type Sources } from "./program.ts";

const service = `#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <atomic>
#include <thread>

struct Server {
  void start() { worker = std::thread([this] { while (!over) usleep(1000); }); }
  void stop() {
    over = true;
    worker.join();
    stopped = true;
  }
  std::atomic<bool> over{false}, stopped{false};
  std::thread worker;
};
`;

interface Parts {
  readonly install?: string;
  readonly globals?: string;
  readonly before?: string;
  readonly serve?: string;
  readonly end?: string;
}

function program(parts: Parts): Sources {
  const {
    install = "signal(SIGTERM, onTerm);",
    globals = "",
    before = "",
    serve = "while (!server.stopped) usleep(1000);",
    end = "\n  return 0;",
  } = parts;
  const text = `${service}${globals}
static Server server;

static void onTerm(int) {
  server.stop();
}

int main() {${before}
  ${install}
  server.start();
  kill(getpid(), SIGTERM);
  ${serve}${end}
}
`;
  return new Map([["main.cpp", text]]);
}

function offerOf(found: Analysed, fix: string) {
  const [finding] = blocking(found);
  if (finding === undefined) throw new Error("no finding");
  return { finding, offer: offersFor(finding, found.files).find(({ id }) => id === fix) };
}

/** The repaired sources, of which nothing is left to report; `run` proves them, if there is a compiler. */
async function repaired(sources: Sources, fix: string, grade: string): Promise<Sources> {
  const found = await analysed(sources);
  const { finding, offer } = offerOf(found, fix);
  expect(offer).toMatchObject({ grade, disabled: null });
  const edits = applyFix(fix, finding, found.files, (file) => sources.get(file) ?? null);
  if (edits === null) throw new Error("no edits");
  const after = applied(sources, edits);
  const left = foldFindings((await analysed(after)).findings);
  expect(left.filter(({ rule }) => rule.startsWith("signal"))).toEqual([]);
  if (!withoutCompiler) expect(await run(after)).toEqual({ compiler: "", status: 0 });
  return after;
}

describe("a thread that takes the signal", { timeout: 120_000 }, () => {
  test("in the place of the handler", async () => {
    const after = (await repaired(program({}), "sigwait-thread", "C")).get("main.cpp");
    expect(after).toContain(`int main() {
  // Blocked before there is any thread: each takes this over from the one that makes it.
  sigset_t stopSignals;
  sigemptyset(&stopSignals);
  sigaddset(&stopSignals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stopSignals, nullptr);
  std::thread stopThread([stopSignals] {
    int signalNumber = 0;
    if (sigwait(&stopSignals, &signalNumber) == 0) onTerm(signalNumber);
  });
  server.start();
`);
    expect(after).toContain(`
  // TODO: if main comes here without a signal: pthread_kill(stopThread.native_handle(), SIGTERM);
  stopThread.join();
  return 0;
}
`);
  });

  test("two signals, a structure, a main without return", async () => {
    const install = `struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_handler = onTerm;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);`;
    const sources = program({ install, end: "" });
    const after = (await repaired(sources, "sigwait-thread", "C")).get("main.cpp");
    expect(after).toContain(
      "sigaddset(&stopSignals, SIGINT);\n  sigaddset(&stopSignals, SIGTERM);\n",
    );
    expect(after).not.toContain("sigaction(SIG");
    expect(after).toContain("  stopThread.join();\n}\n");
  });

  test.for([
    [
      "a static object starts a thread",
      "static",
      {
        globals: `struct Clock { Clock() { begin(); } void begin() { t = std::thread([] {}); } ~Clock() { t.join(); } std::thread t; };
struct Holder { Clock clock; };
Holder holder;`,
      },
    ],
    ["main returns elsewhere, too", "returns", { serve: "if (server.stopped) return 1;" }],
    ["it is no signal to end", "signal", { install: "signal(SIGUSR1, onTerm);" }],
    [
      "it is installed in a loop",
      "place",
      { install: "for (int s : {SIGTERM}) signal(s, onTerm);" },
    ],
  ] as const)("is refused where %s", async ([, why, parts]) => {
    const { offer } = offerOf(await analysed(program(parts)), "sigwait-thread");
    expect(offer?.disabled?.id.split(".").at(-1)).toBe(why);
  });
});

test("an epoll loop reads what the handler writes", { timeout: 120_000 }, async () => {
  const sources = program({
    before: "\n  const int poller = epoll_create1(0);\n  epoll_event events[4];",
    globals: "#include <sys/epoll.h>\n",
    serve: `while (!server.stopped) {
    const int ready = epoll_wait(poller, events, 4, 1000);
    for (int i = 0; i < ready; ++i) {}
  }`,
  });
  const after = (await repaired(sources, "eventfd-notify", "C")).get("main.cpp");
  expect(after).toContain(`static int stopEvent = -1;

static void notifyStop(int) {
  const int savedErrno = errno;
  const uint64_t one = 1;
  if (write(stopEvent, &one, sizeof(one)) < 0) {}
  errno = savedErrno;
}

int main() {
  stopEvent = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
`);
  expect(after).toContain("  signal(SIGTERM, notifyStop);\n");
  expect(after).toContain(`    const int ready = epoll_wait(poller, events, 4, 1000);
    uint64_t asked = 0;
    if (read(stopEvent, &asked, sizeof(asked)) == sizeof(asked)) onTerm(SIGTERM);
    // TODO: end the loop; its events may now be those of stopEvent.
`);
});

/** As little of each library as the programs need, with the real names and types. */
const libraries = {
  libevent: {
    path: "event.h",
    text: `#pragma once
#include <poll.h>
typedef int evutil_socket_t;
struct event_base { struct event* first = nullptr; bool over = false; };
struct event { event_base* base; int fd; void (*f)(evutil_socket_t, short, void*); void* arg; };
enum { EV_READ = 2, EV_PERSIST = 16 };
inline event* event_new(event_base* b, int fd, short, void (*f)(evutil_socket_t, short, void*), void* a) { return new event{b, fd, f, a}; }
inline int event_add(event* e, const void*) { e->base->first = e; return 0; }
inline int event_base_dispatch(event_base* b) {
  pollfd p{b->first->fd, POLLIN, 0};
  while (poll(&p, 1, -1) < 0) {}
  b->first->f(b->first->fd, EV_READ, b->first->arg);
  return 0;
}
`,
  },
  asio: {
    path: "boost/asio.hpp",
    text: `#pragma once
#include <functional>
#include <signal.h>
namespace boost { namespace system { struct error_code { explicit operator bool() const { return false; } }; }
namespace asio {
struct io_context { std::function<void()> next; void run() { if (next) next(); } };
struct signal_set {
  io_context& io; sigset_t set;
  signal_set(io_context& i, int s) : io(i) { sigemptyset(&set); sigaddset(&set, s); pthread_sigmask(SIG_BLOCK, &set, nullptr); }
  template <class F> void async_wait(F f) {
    io.next = [this, f] { int n = 0; sigwait(&set, &n); f(system::error_code(), n); };
  }
};
} }
`,
  },
  folly: {
    path: "folly/io/async/AsyncSignalHandler.h",
    text: `#pragma once
#include <signal.h>
namespace folly {
class AsyncSignalHandler;
struct EventBase { AsyncSignalHandler* handler = nullptr; sigset_t set; void loopForever(); };
class AsyncSignalHandler {
 public:
  explicit AsyncSignalHandler(EventBase* b) : base(b) {}
  virtual ~AsyncSignalHandler() = default;
  void registerSignalHandler(int s) { base->handler = this; sigemptyset(&base->set); sigaddset(&base->set, s); pthread_sigmask(SIG_BLOCK, &base->set, nullptr); }
  virtual void signalReceived(int) noexcept = 0;
  EventBase* base;
};
inline void EventBase::loopForever() { int n = 0; sigwait(&set, &n); handler->signalReceived(n); }
}
`,
  },
} as const;

function withLibrary(
  { path, text }: { readonly path: string; readonly text: string },
  parts: Parts,
): Sources {
  return new Map([
    ...program({ ...parts, globals: `#include "${path}"\n${parts.globals ?? ""}` }),
    [path, text],
  ]);
}

describe("a library takes the signal", { timeout: 120_000 }, () => {
  test("libevent, by an eventfd", async () => {
    const sources = withLibrary(libraries.libevent, {
      before: "\n  event_base* base = new event_base;",
      serve: "event_base_dispatch(base);",
    });
    const after = (await repaired(sources, "eventfd-notify", "C")).get("main.cpp");
    expect(after).toContain("  event_add(stopWatch, nullptr);\n  event_base_dispatch(base);\n");
  });

  test("asio", async () => {
    const sources = withLibrary(libraries.asio, {
      before: "\n  boost::asio::io_context io;",
      serve: "io.run();",
    });
    const after = (await repaired(sources, "asio-signals", "C")).get("main.cpp");
    expect(after).toContain(`  boost::asio::signal_set signals(io, SIGTERM);
  // Called by the loop: it must not wait for the loop itself.
  signals.async_wait([](const auto& error, int number) {
    if (!error) onTerm(number);
  });
`);
  });

  test("folly", async () => {
    const sources = withLibrary(libraries.folly, {
      before: "\n  folly::EventBase loop;",
      serve: "loop.loopForever();",
    });
    const after = (await repaired(sources, "folly-signals", "C")).get("main.cpp");
    expect(after).toContain(
      "  StopSignals stopSignals(&loop);\n  stopSignals.registerSignalHandler(SIGTERM);\n",
    );
  });

  test("brpc", async () => {
    const header = {
      path: "brpc/server.h",
      text: `#pragma once
#include <signal.h>
#include <atomic>
#include <thread>
#include <unistd.h>
namespace brpc {
struct Server {
  int Start(int) { worker = std::thread([this] { while (!over) usleep(1000); }); return 0; }
  int Stop(int) { over = true; return 0; }
  int Join() { worker.join(); return 0; }
  void RunUntilAskedToQuit() {
    signal(SIGTERM, [](int) { quit = true; });
    kill(getpid(), SIGTERM);
    while (!quit) usleep(1000);
    Stop(0);
    Join();
  }
  static inline std::atomic<bool> quit{false};
  std::atomic<bool> over{false};
  std::thread worker;
};
}
`,
    };
    const text = `#include <signal.h>

#include "brpc/server.h"

brpc::Server server;

// Ends the service.
static void onTerm(int) {
  server.Stop(0);
  server.Join();
}

int main() {
  signal(SIGINT, onTerm);
  signal(SIGTERM, onTerm);
  if (server.Start(8000) != 0) return 1;
  server.Stop(0);
  server.Join();
  return 0;
}
`;
    const sources = new Map([
      ["main.cpp", text],
      [header.path, header.text],
    ]);
    const after = (await repaired(sources, "brpc-quit", "B")).get("main.cpp");
    expect(after).toBe(`#include <signal.h>

#include "brpc/server.h"

brpc::Server server;

int main() {
  if (server.Start(8000) != 0) return 1;
  server.RunUntilAskedToQuit();
  return 0;
}
`);
  });
});
