/** Callers and callees as the analysis sees them. */

import { describe, expect, test } from "vitest";
import {
  calleesOf,
  callersOf,
  type HierarchyCall,
  itemsAt,
} from "../../server/src/features/callHierarchy.ts";
import { shownOf } from "../../server/src/features/shown.ts";
import { factsOf, hostOf } from "../harness/analyse.ts";
import { loop } from "../harness/loop.ts";
import { analysis, file, options, other } from "./sample.ts";

const shown = shownOf(analysis, new Map(), options);
const names = (calls: readonly HierarchyCall[]): string[] =>
  calls.map(({ item, spans }) => `${item.name} (${item.detail}) x${spans.length}`);

describe("of a hand-made analysis", () => {
  test("callers say how, and how often", () => {
    const [stop] = itemsAt(shown, file, 190, "en");
    expect(stop?.name).toBe("Server::Stop");
    expect(stop?.detail).toBe("runs on: zbs-vip-server");
    expect(names(callersOf(shown, stop?.key ?? "", "en"))).toEqual([
      "Server::Drain (posted · runs on: main, zbs-vip-server) x1",
      "Server::Idle (by callback · runs on: main) x2",
    ]);
  });

  test("on a call: what it runs; elsewhere the function around", () => {
    expect(itemsAt(shown, other, 22, "en").map(({ name }) => name)).toEqual(["Server::Drain"]);
    expect(itemsAt(shown, other, 12, "en").map(({ name }) => name)).toEqual(["main"]);
    expect(itemsAt(shown, other, 300, "en")).toEqual([]);
    const [main] = itemsAt(shown, other, 12, "en");
    expect(names(calleesOf(shown, main?.key ?? "", "en"))).toEqual([
      "Server::Drain (runs on: main, zbs-vip-server) x1",
    ]);
  });
});

test("of a program: through a post, a thread and a destructor", () => {
  const text = `#include "loop.h"
struct Timer {
  ~Timer() { cancel(); }
  void cancel() { loop.post([this] { count(); }); }
  void count() { std::promise<void> p; p.get_future().wait(); }
  Loop loop;
};
int main() { Timer timer; }
`;
  const files = [loop, { path: "main.cpp", text }].map(factsOf);
  const { calls } = hostOf(files).snapshot().analysis();
  const said = calls.map(({ from, to, how }) => `${from.name} ${how} ${to.name}`);
  expect(said).toContain("main call Timer::~Timer");
  expect(said).toContain("Timer::~Timer call Timer::cancel");
  expect(said).toContain("Timer::cancel post Timer::cancel::<lambda>");
  expect(said).toContain("Timer::cancel::<lambda> call Timer::count");
  expect(said).toContain("Loop::Loop thread Loop::Loop::<lambda>");
});
