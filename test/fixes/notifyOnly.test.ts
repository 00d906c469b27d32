/** The handler that only notifies: repaired programs compile, run to their end and have nothing left to report. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messages } from "../../server/src/report/messages.ts";
import { withoutCompiler } from "../harness/compiler.ts";
import { testParser } from "../harness/parser.ts";
import {
  type Analysed,
  analysed,
  applied,
  blocking,
  editsFor,
  offered,
  repaired,
  run,
  type Sources,
  sourcesOf,
} from "./program.ts";

/** A server whose `stop` joins its thread. `SIGTERM` comes to `main`. */
const server = `#include <semaphore.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

class Server {
 public:
  Server() { sem_init(&end_, 0, 0); sem_init(&stopped_, 0, 0); }
  bool start() {
    thread_ = std::thread([this] { while (sem_wait(&end_) != 0) {} });
    return true;
  }
  void stop() {
    sem_post(&end_);
    thread_.join();
    sem_post(&stopped_);
  }
  void waitUntilStop() { while (sem_wait(&stopped_) != 0) {} }
  void run() { waitUntilStop(); }

 private:
  sem_t end_;
  sem_t stopped_;
  std::thread thread_;
};

Server server;
`;

const plainHandler = `
static void onTerm(int) {
  server.stop();
}
`;

const plainMain = `
int main() {
  signal(SIGTERM, onTerm);
  server.start();
  raise(SIGTERM);
  server.waitUntilStop();
  return 0;
}
`;

function one(...parts: string[]): Sources {
  return new Map([["main.cpp", server + parts.join("")]]);
}

async function afterOf(sources: Sources): Promise<string> {
  return (await repaired(sources)).get("main.cpp")?.slice(server.indexOf("Server server;")) ?? "";
}

async function refusalOf(sources: Sources): Promise<string | null> {
  const program = await analysed(sources);
  const { finding, offers } = offered(program);
  const reason = offers[0]?.disabled ?? null;
  if (reason !== null) {
    expect(editsFor(program, finding)).toBeNull();
    expect(messages).toHaveProperty([reason.id]);
  }
  return reason?.id.replace("fix.notify-only.", "") ?? null;
}

function serious({ findings }: Analysed): string[] {
  return findings
    .filter(({ level }) => level !== "note")
    .map((finding) => `${finding.rule} ${finding.fingerprint}`);
}

/** Compiles, ends by itself, and the analysis finds nothing that it did not find before. */
async function expectRepaired(sources: Sources): Promise<Sources> {
  const before = await analysed(sources);
  expect(blocking(before)).toHaveLength(1);
  const after = await repaired(sources);
  const then = await analysed(after);
  expect(blocking(then)).toEqual([]);
  const known = new Set(serious(before));
  expect(serious(then).filter((finding) => !known.has(finding))).toEqual([]);
  if (!withoutCompiler) expect(await run(after)).toEqual({ compiler: "", status: 0 });
  return after;
}

describe("programs that hang", () => {
  test("storaged-signal", { timeout: 60_000 }, async () => {
    const after = await expectRepaired(sourcesOf("storaged-signal/bug"));
    const daemon = after.get("src/daemons/StorageDaemon.cpp") ?? "";
    expect(daemon).toContain(
      "#include <semaphore.h>\n#include <signal.h>\n#include <unistd.h>\n\n#include <cerrno>\n#include <cstring>\n",
    );
    expect(daemon).toContain(
      "std::unique_ptr<StorageServer> gStorageServer;\nstatic sem_t gStopRequested;\n",
    );
    expect(daemon).toContain("int main() {\n  sem_init(&gStopRequested, 0, 0);\n");
    expect(daemon).toMatch(
      / {2}while \(sem_wait\(&gStopRequested\) == -1 && errno == EINTR\) \{\}\n {2}if \(gStorageServer\) \{\n {4}gStorageServer->stop\(\);\n(?:\/\/.*\n)* {2}\}\n {2}gStorageServer->waitUntilStop\(\);\n/,
    );
    expect(daemon).toContain(
      [
        '      say("stopping\\n");',
        "      {",
        "        const int savedErrno = errno;",
        "        sem_post(&gStopRequested);",
        "        errno = savedErrno;",
        "      }",
        "      break;",
      ].join("\n"),
    );
    expect(await analysed(after).then(blocking)).toEqual([]);
  });

  test("sigterm-joins: main joins the worker itself", { timeout: 60_000 }, async () => {
    const after = await expectRepaired(sourcesOf("sigterm-joins/bug"));
    const main = after.get("main.cpp") ?? "";
    expect(main).toContain("#include <errno.h>\n#include <pthread.h>\n#include <semaphore.h>\n");
    expect(main).toMatch(
      / {4}if \(sem_trywait\(&g_stop_requested\) == 0\) \{\n {8}pthread_join\(worker, nullptr\);\n(?:\/\/.*\n)* {8}joined = 1;\n {8}say\("stopped\\n"\);\n {4}\}\n {4}if \(!joined\)\n/,
    );
  });

  test("handler-takes-lock: a report is no stop", async () => {
    expect(await refusalOf(sourcesOf("handler-takes-lock/bug"))).toBe("no-stop");
  });
});

describe("shapes that are repaired", { timeout: 60_000 }, () => {
  test("a free function", async () => {
    const after = await expectRepaired(one(plainHandler, plainMain));
    expect(after.get("main.cpp")).toContain("static void onTerm(int) {\n  const int savedErrno");
  });

  test("a lambda", async () => {
    const main = plainMain.replace("onTerm", "[](int) { server.stop(); }");
    await expectRepaired(one(main));
  });

  test("a local and a condition go along, what follows the call too", async () => {
    const handler = `
static void onTerm(int sig) {
  if (sig == SIGTERM) {
    Server* s = &server;
    if (s != nullptr)
      s->stop();
    _exit(0);
  }
}
`;
    const after = await expectRepaired(one(handler, plainMain));
    expect(after.get("main.cpp")).toContain(
      [
        "  while (sem_wait(&g_stopRequested) == -1 && errno == EINTR) {}",
        "  {",
        "    Server* s = &server;",
        "    if (s != nullptr)",
        "      s->stop();",
        "    _exit(0);",
        "  }",
        "  server.waitUntilStop();",
      ].join("\n"),
    );
    expect(after.get("main.cpp")).toContain("  if (sig == SIGTERM) {\n    const int savedErrno");
  });

  test("the unbraced branch of a condition that main cannot ask", async () => {
    const handler =
      "\nstatic void onTerm(int sig) {\n  if (sig == SIGTERM)\n    server.stop();\n}\n";
    await expectRepaired(one(handler, plainMain));
  });

  test("a wait under a condition, without braces", async () => {
    const main = plainMain
      .replace("  server.start();\n", "")
      .replace("server.waitUntilStop();", "if (server.start())\n    server.waitUntilStop();");
    const after = await expectRepaired(one(plainHandler, main));
    expect(after.get("main.cpp")).toContain(
      [
        "  if (server.start())",
        "    {",
        "      while (sem_wait(&g_stopRequested) == -1 && errno == EINTR) {}",
        "      server.stop();",
        "      server.waitUntilStop();",
        "    }",
      ].join("\n"),
    );
  });

  test("a loop that only sleeps", async () => {
    const handler =
      "\nstatic volatile sig_atomic_t ended;\n\nstatic void onTerm(int) {\n  server.stop();\n  ended = 1;\n}\n";
    const main = plainMain.replace(
      "server.waitUntilStop();",
      "while (!ended) {\n    sleep(1);\n  }",
    );
    const after = await afterOf(one(handler, main));
    expect(after).toContain("EINTR) {}\n  server.stop();\n  ended = 1;\n  while (!ended) {");
    await expectRepaired(one(handler, main));
  });

  test("a loop that works until the handler says stop", async () => {
    const handler =
      "\nstatic volatile sig_atomic_t ended;\nstatic int rounds;\n\nstatic void onTerm(int) {\n  server.stop();\n  ended = 1;\n}\n";
    const main = plainMain.replace(
      "server.waitUntilStop();",
      "while (!ended) {\n    ++rounds;\n  }",
    );
    const after = await afterOf(one(handler, main));
    expect(after).toContain("++rounds;\n  }\n  while (sem_wait(");
    expect(after).toContain("  ended = 1;\n}\n");
    await expectRepaired(one(handler, main));
  });

  test("tabs and CRLF", async () => {
    const tabs = (server + plainHandler + plainMain)
      .replace(/^(?: {2})+/gm, (blanks) => "\t".repeat(blanks.length / 2))
      .replaceAll("\n", "\r\n");
    const after = await expectRepaired(new Map([["main.cpp", tabs]]));
    const text = after.get("main.cpp") ?? "";
    expect(text).not.toMatch(/[^\r]\n/);
    expect(text).toContain("\r\n\tsem_post(&g_stopRequested);\r\n");
    expect(text).not.toMatch(/^ +(?!public:|private:)\S/m);
  });

  test("names that are taken", async () => {
    const taken = "\nint g_stopRequested;\nint savedErrno;\n";
    const after = await expectRepaired(one(taken, plainHandler, plainMain));
    expect(after.get("main.cpp")).toContain("static sem_t g_stopRequested2;");
    expect(after.get("main.cpp")).toContain("const int savedErrno2 = errno;");
  });

  test("a variable of main, caught by reference", async () => {
    const text = server
      .replace("Server server;\n", "")
      .replace("#include <thread>", "#include <functional>\n#include <thread>");
    const main = `
static std::function<void(int)> handler;

static void hook(int sig) {
  handler(sig);
}

int main() {
  Server server;
  handler = [&server](int) { server.stop(); };
  signal(SIGTERM, hook);
  server.start();
  raise(SIGTERM);
  server.waitUntilStop();
  return 0;
}
`;
    const after = await expectRepaired(new Map([["main.cpp", text + main]]));
    expect(after.get("main.cpp")).toContain(
      "EINTR) {}\n  server.stop();\n  server.waitUntilStop()",
    );
  });
});

describe("layouts", { timeout: 60_000 }, () => {
  test("everything on one line", async () => {
    const after = await expectRepaired(
      one(
        plainHandler.replaceAll(/\n\s*/g, " ").trim(),
        "\n",
        plainMain.replaceAll(/\n\s*/g, " ").trim(),
        "\n",
      ),
    );
    expect(after.get("main.cpp")).toContain(
      [
        "static sem_t g_stopRequested;",
        "static void onTerm(int) { const int savedErrno = errno; sem_post(&g_stopRequested); errno = savedErrno; }",
        "int main() {",
        "  sem_init(&g_stopRequested, 0, 0);",
        "  signal(SIGTERM, onTerm); server.start(); raise(SIGTERM); while (sem_wait(&g_stopRequested) == -1 && errno == EINTR) {} server.stop(); server.waitUntilStop(); return 0; }",
      ].join("\n"),
    );
  });

  test("a C linkage, comments and conditions", async () => {
    const handler = `
#ifdef SIGTERM
int unrelated;
#endif

// Called by the kernel.
extern "C" void onTerm(int) {
  // All of it.
  server.stop();  // waits
}
`;
    const main = plainMain.replace("  server.wait", "\n  // Until the end.\n  server.wait");
    const after = await expectRepaired(one(handler, main));
    const text = after.get("main.cpp");
    expect(text).toContain("static sem_t g_stopRequested;\n\n#ifdef SIGTERM\n");
    expect(text).toContain("  errno = savedErrno;\n}\n");
    expect(text).toContain(
      "EINTR) {}\n  server.stop();  // waits\n  // Until the end.\n  server.waitUntilStop();\n",
    );
  });
});

describe("shapes that are refused", () => {
  const cases: readonly (readonly [string, string, Sources])[] = [
    [
      "main elsewhere",
      "no-main",
      new Map([
        ["server.h", server.replace("Server server;", "extern Server server;")],
        ["handler.cpp", `#include "server.h"\nvoid onTerm(int) {\n  server.stop();\n}\n`],
        ["main.cpp", `#include "server.h"\nvoid onTerm(int);\nServer server;\n${plainMain}`],
      ]),
    ],
    [
      "a member function",
      "member",
      one(
        "\nstruct App {\n  static void onTerm(int) { server.stop(); }\n};\n",
        plainMain.replace("onTerm", "App::onTerm"),
      ),
    ],
    [
      "a namespace",
      "namespace",
      one(`\nnamespace app {${plainHandler}}\n`, plainMain.replace("onTerm", "app::onTerm")),
    ],
    [
      "a second caller",
      "called",
      one(plainHandler, "\nvoid shutdown() {\n  onTerm(0);\n}\n", plainMain),
    ],
    [
      "the handler's parameter",
      "uses",
      one(
        "\nstatic void stopAll(int, Server& s) {\n  s.stop();\n}\n\nstatic void onTerm(int sig) {\n  stopAll(sig, server);\n}\n",
        plainMain,
      ),
    ],
    [
      "a variable below main",
      "uses",
      one(
        "\nvoid onTerm(int);\n",
        plainMain,
        "\nstatic Server* other = &server;\n\nvoid onTerm(int) {\n  other->stop();\n}\n",
      ),
    ],
    [
      "what may come more than once",
      "no-stop",
      one(
        "\nstatic void reload(Server& s) {\n  s.stop();\n}\n",
        plainHandler.replace("server.stop()", "reload(server)"),
        plainMain,
      ),
    ],
    [
      "main runs the service",
      "no-wait",
      one(plainHandler, plainMain.replace("waitUntilStop", "run")),
    ],
    [
      "main ends by itself",
      "no-wait",
      one(plainHandler, plainMain.replace("  server.waitUntilStop();\n", "")),
    ],
    [
      "main waits for the beginning",
      "no-wait",
      one(plainHandler, plainMain.replace("waitUntilStop", "waitUntilStarted")),
    ],
    [
      "a notification is there",
      "notified",
      one(
        "\nsem_t asked;\n",
        plainHandler.replace("server.stop();", "server.stop();\n  sem_post(&asked);"),
        plainMain,
      ),
    ],
    [
      "a loop with another way out",
      "no-wait",
      one(
        "\nstatic volatile sig_atomic_t ended;\nint rounds;\n",
        plainHandler.replace("server.stop();", "ended = 1;\n  server.stop();"),
        plainMain.replace(
          "server.waitUntilStop();",
          "while (!ended) {\n    if (++rounds > 9) break;\n  }",
        ),
      ),
    ],
  ];

  test.for(cases)("%s", async ([, reason, sources]) => {
    expect(await refusalOf(sources)).toBe(reason);
  });

  test("another rule has no such fix", async () => {
    const program = await analysed(one(plainHandler, plainMain));
    const { finding } = offered(program);
    const other = { ...finding, rule: "wait-cycle" } as const;
    expect(editsFor(program, other)).toBeNull();
  });

  test("text that is newer than the facts", async () => {
    const program = await analysed(one(plainHandler, plainMain));
    const { finding } = offered(program);
    const newer = new Map([["main.cpp", `${program.sources.get("main.cpp")} `]]);
    expect(editsFor({ ...program, sources: newer }, finding)).toBeNull();
    expect(editsFor({ ...program, sources: new Map() }, finding)).toBeNull();
  });
});

describe("whatever the text", { timeout: 120_000 }, () => {
  const programs = [
    [sourcesOf("storaged-signal/bug"), "src/daemons/StorageDaemon.cpp"],
    [sourcesOf("sigterm-joins/bug"), "main.cpp"],
    [one("\nvoid onTerm(int);\n", plainMain, plainHandler.replace("static ", "")), "main.cpp"],
  ] as const;

  /** Applies what can be applied; overlapping edits throw. */
  async function tried(sources: Sources, file: string, text: string): Promise<boolean> {
    const program = await analysed(new Map(sources).set(file, text));
    let some = false;
    for (const finding of blocking(program)) {
      const edits = editsFor(program, finding);
      if (edits === null) continue;
      some = true;
      expect(applied(program.sources, edits).get(file)).not.toBe(text);
    }
    return some;
  }

  test.for(programs)("prefixes of program %#", async ([sources, file]) => {
    const text = sources.get(file) ?? "";
    await testParser();
    const from = text.search(/stop\(\)|pthread_join/);
    let applications = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: from, max: text.length }), async (length) => {
        if (await tried(sources, file, text.slice(0, length))) applications++;
      }),
      { numRuns: 60, examples: [[text.length], [text.length - 1], [text.length - 2]] },
    );
    expect(applications).toBeGreaterThan(0);
  });

  test.for(programs)("program %# without one of its lines", async ([sources, file]) => {
    const lines = (sources.get(file) ?? "").split("\n");
    let applications = 0;
    for (let i = 0; i < lines.length; i++) {
      if (await tried(sources, file, lines.toSpliced(i, 1).join("\n"))) applications++;
    }
    expect(applications).toBeGreaterThan(lines.length / 4);
  });
});
