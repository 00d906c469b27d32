/** The report that people read. */

import { describe, expect, test } from "vitest";
import {
  plainPaint,
  summaryLine,
  textReport,
  type TextOptions,
} from "../../server/src/report/text.ts";
import { shortReport } from "../../server/src/report/short.ts";
import { gapsReport } from "../../server/src/report/gaps.ts";
import { displayWidth } from "../../server/src/report/displayWidth.ts";
import { longFinding, sampleFinding, sampleInput } from "./sample.ts";

const plain: TextOptions = {
  locale: "en",
  paint: plainPaint,
  width: Infinity,
  unicode: true,
  full: false,
};

function chainOf(options: Partial<TextOptions> = {}, finding = sampleFinding()): string {
  return textReport(sampleInput({ findings: [finding] }), { ...plain, ...options });
}

describe("text", () => {
  test("a finding with its chain", () => {
    expect(chainOf()).toMatchInlineSnapshot(`
      "src/owner.cc:3:8  error  “tick-loop” and “main-loop” wait for each other (6 steps).  [waitchain-wait-cycle, likely]
          on tick-loop
            1 ▶ app::Server::OnTick      src/server.cc:4  runs on loop “tick-loop”
            2   app::Server::OnTick      src/server.cc:4  invokes the callback “Owner::<lambda>” stored in “on_tick_” (likely: stored at src/owner.cc:1)
            3 ■ app::Server::Stop        src/server.cc:2  polls until “stopped_” changes
          on main-loop
            4 ▶ app::Owner::StopService  src/owner.cc:1   runs on loop “main-loop”
            5 ■ app::Owner::StopService  src/owner.cc:3   waits until “tick-loop” has run the task
          on tick-loop
            6 ↺ app::Owner::StopService  src/owner.cc:2   “tick-loop” is blocked in step 3: it never gets there

      "
    `);
  });

  test("in Chinese", () => {
    expect(chainOf({ locale: "zh" })).toMatchInlineSnapshot(`
      "src/owner.cc:3:8  错误  “tick-loop”与“main-loop”互相等待（6 步）。  [waitchain-wait-cycle, 很可能]
          在 tick-loop 上
            1 ▶ app::Server::OnTick      src/server.cc:4  运行在循环“tick-loop”上
            2   app::Server::OnTick      src/server.cc:4  执行存放在“on_tick_”中的回调“Owner::<lambda>” (很可能: 存放于 src/owner.cc:1)
            3 ■ app::Server::Stop        src/server.cc:2  轮询，直到“stopped_”改变
          在 main-loop 上
            4 ▶ app::Owner::StopService  src/owner.cc:1   运行在循环“main-loop”上
            5 ■ app::Owner::StopService  src/owner.cc:3   等待“tick-loop”执行完该任务
          在 tick-loop 上
            6 ↺ app::Owner::StopService  src/owner.cc:2   “tick-loop”阻塞在第 3 步：永远到不了这里

      "
    `);
  });

  test("for a terminal without UTF-8", () => {
    const text = chainOf({ unicode: false });
    expect(text).toMatchInlineSnapshot(`
      "src/owner.cc:3:8  error  "tick-loop" and "main-loop" wait for each other (6 steps).  [waitchain-wait-cycle, likely]
          on tick-loop
            1 > app::Server::OnTick      src/server.cc:4  runs on loop "tick-loop"
            2   app::Server::OnTick      src/server.cc:4  invokes the callback "Owner::<lambda>" stored in "on_tick_" (likely: stored at src/owner.cc:1)
            3 # app::Server::Stop        src/server.cc:2  polls until "stopped_" changes
          on main-loop
            4 > app::Owner::StopService  src/owner.cc:1   runs on loop "main-loop"
            5 # app::Owner::StopService  src/owner.cc:3   waits until "tick-loop" has run the task
          on tick-loop
            6 @ app::Owner::StopService  src/owner.cc:2   "tick-loop" is blocked in step 3: it never gets there

      "
    `);
    // oxlint-disable-next-line no-control-regex
    expect(text).toMatch(/^[\x00-\x7f]*$/);
  });

  test("in a narrow terminal the text has a line of its own, and nothing is wider", () => {
    const text = chainOf({ width: 60 });
    expect(text).toMatchInlineSnapshot(`
      "src/owner.cc:3:8  error  “tick-loop” and “main-loop” wait for each other (6 steps).  [waitchain-wait-cycle, likely]
          on tick-loop
            1 ▶ app::Server::OnTick      src/server.cc:4
                runs on loop “tick-loop”
            2   app::Server::OnTick      src/server.cc:4
                invokes the callback “Owner::<lambda>” stored in
                “on_tick_” (likely: stored at src/owner.cc:1)
            3 ■ app::Server::Stop        src/server.cc:2
                polls until “stopped_” changes
          on main-loop
            4 ▶ app::Owner::StopService  src/owner.cc:1
                runs on loop “main-loop”
            5 ■ app::Owner::StopService  src/owner.cc:3
                waits until “tick-loop” has run the task
          on tick-loop
            6 ↺ app::Owner::StopService  src/owner.cc:2
                “tick-loop” is blocked in step 3: it never gets
                there

      "
    `);
    for (const line of text.split("\n").slice(1))
      expect(displayWidth(line)).toBeLessThanOrEqual(64);
  });

  test("long chains fold their plain calls, short ones and full ones do not", () => {
    expect(chainOf({}, longFinding(9))).toMatchInlineSnapshot(`
      "src/owner.cc:3:8  error  “tick-loop” and “main-loop” wait for each other (6 steps).  [waitchain-wait-cycle, likely]
          on tick-loop
            1 ▶ app::Server::OnTick      src/server.cc:4  runs on loop “tick-loop”
            2   … 9 calls                                 calls “app::f1” → “app::f2” → “app::f3” → “app::f4” → “app::f5” → “app::f6” → “app::f7” → “app::f8” → “app::f9”
           11   app::Server::OnTick      src/server.cc:4  invokes the callback “Owner::<lambda>” stored in “on_tick_” (likely: stored at src/owner.cc:1)
           12 ■ app::Server::Stop        src/server.cc:2  polls until “stopped_” changes
          on main-loop
           13 ▶ app::Owner::StopService  src/owner.cc:1   runs on loop “main-loop”
           14 ■ app::Owner::StopService  src/owner.cc:3   waits until “tick-loop” has run the task
          on tick-loop
           15 ↺ app::Owner::StopService  src/owner.cc:2   “tick-loop” is blocked in step 3: it never gets there

      "
    `);
    expect(chainOf({}, longFinding(6)).includes("calls\n")).toBe(false);
    expect(chainOf({ full: true }, longFinding(9))).toContain("app::f8");
  });

  test("full says why each step is believed", () => {
    expect(chainOf({ full: true })).toContain("polls until “stopped_” changes (resolved by name)");
  });

  test("colours only through the paint it is given", () => {
    const red = (text: string): string => `<${text}>`;
    expect(chainOf({ paint: { ...plainPaint, red } })).toContain("<error>");
  });

  test("nothing found is an empty report", () => {
    expect(textReport(sampleInput({ findings: [] }), plain)).toBe("");
  });
});

describe("summary", () => {
  test("always says what was not understood", () => {
    expect(summaryLine(sampleInput(), "en")).toBe(
      "1 error, 1 note. 2 files, 1 parsed with gaps, 1 waits of unknown target.",
    );
    expect(summaryLine(sampleInput({ findings: [] }), "en")).toBe(
      "no findings. 2 files, 1 parsed with gaps, 1 waits of unknown target.",
    );
    expect(summaryLine(sampleInput(), "zh")).toContain("1 个错误，1 个提示");
  });
});

test("short: one line a finding, names open from the working directory", () => {
  expect(shortReport({ ...sampleInput(), root: "/home/me/tree" }, "en")).toMatchInlineSnapshot(`
    "/home/me/tree/src/owner.cc:3:8: error: “tick-loop” and “main-loop” wait for each other (6 steps). [waitchain-wait-cycle]
    /home/me/tree/src/server.cc:2:21: note: “Server::Stop” can block loop “tick-loop” without a time limit: it waits for “stopped_”. [waitchain-loop-blocked]
    "
  `);
});

test("gaps", () => {
  expect(gapsReport(sampleInput(), "en")).toBe("src/owner.cc:1: gap: unbalanced braces\n");
});
