/** A call of one of many overriders: how sure a chain is that leads through it. */

import { expect, test } from "vitest";
import { analyse } from "../harness/analyse.ts";

const tasks = (n: number): string =>
  Array.from(
    { length: n },
    (_, i) =>
      `class Task${i} : public Task { public: void done() override { ++n_; } int n_ = 0; };`,
  ).join("\n");
const program = (n: number): string => `
#include <csignal>
#include <thread>
class Task { public: virtual ~Task() = default; virtual void done() = 0; };
${tasks(n)}
class Join : public Task {
public:
  void done() override { worker_.join(); }
  std::thread worker_{[] {}};
};
Task* task = nullptr;
void onSignal(int) { task->done(); }
int main(int argc, char**) {
  if (argc > 1) task = new Join();
${Array.from({ length: n }, (_, i) => `  if (argc == ${i + 2}) task = new Task${i}();`).join("\n")}
  signal(SIGINT, onSignal);
}
`;

test.for([
  [2, "likely"],
  [8, "possible"],
] as const)("one of the %d others may be meant: %s", ([others, confidence]) => {
  const { findings } = analyse([{ path: "main.cpp", text: program(others) }]);
  expect(findings.map((f) => [f.rule, f.confidence])).toEqual([["signal-blocks", confidence]]);
});
