/** Every editor feature against a hand-made analysis. */

import { describe, expect, test } from "vitest";
import { type ChainNode, chainTree } from "../../server/src/features/chainTree.ts";
import { actionsAt, editsOf, type FixSource } from "../../server/src/features/codeActions.ts";
import { lensesOf } from "../../server/src/features/codeLens.ts";
import { contextItems } from "../../server/src/features/contextTree.ts";
import { diagnosticsOf } from "../../server/src/features/diagnostics.ts";
import { neverBlocksOf, runsOnOf } from "../../server/src/features/accept.ts";
import { hoverAt } from "../../server/src/features/hover.ts";
import { hintsOf } from "../../server/src/features/inlayHints.ts";
import type { FeatureOptions } from "../../server/src/features/options.ts";
import { runsOnAt } from "../../server/src/features/runsOn.ts";
import type { Finding } from "../../server/src/rules/finding.ts";
import { byImportance, type Shown, shownOf } from "../../server/src/features/shown.ts";
import { uiTables } from "../../server/src/features/uiMessages.ts";
import { statisticsPage } from "../../server/src/features/statistics.ts";
import { cutMiddle, shortFunction, shortName } from "../../server/src/features/words.ts";
import { type MessageId, messages } from "../../server/src/report/messages.ts";
import { analysis, at, chain, file, finding, note, options, other } from "./sample.ts";

function shown(changes: Partial<FeatureOptions> = {}, findings = analysis.findings): Shown {
  return shownOf({ ...analysis, findings }, new Map(), { ...options, ...changes });
}

describe("filter", () => {
  test("confidence hides guesses, rules change or switch off levels", () => {
    expect(shown().findings.map(({ id }) => id)).toEqual([finding.fingerprint]);
    expect(shown({ confidence: "possible" }).findings).toHaveLength(2);
    expect(shown({ rules: { "wait-cycle": "off" } }).findings).toEqual([]);
    expect(shown({ rules: { "wait-cycle": "note" } }).findings[0]?.finding.level).toBe("note");
  });

  test("ids stay the same whatever else is hidden", () => {
    const twins = [
      { ...finding, confidence: "possible" as const },
      { ...finding, span: at(240, 250) },
    ];
    const [visible] = shown({}, twins).findings;
    expect(visible?.id).toBe(`${finding.fingerprint}.2`);
    const all = shown({ confidence: "possible" }, twins).findings.map(({ id }) => id);
    expect(all).toEqual([finding.fingerprint, `${finding.fingerprint}.2`]);
  });

  test("order: severity, confidence, length of the chain", () => {
    const list = shown({ confidence: "possible" }, [
      note,
      { ...finding, fingerprint: "long" },
      { ...finding, fingerprint: "short", chain: chain.slice(0, 3), span: at(240, 250) },
      {
        ...finding,
        fingerprint: "likely",
        confidence: "likely",
        chain: [],
        span: at(250, 260),
      },
    ]).findings.toSorted(byImportance);
    expect(list.map(({ id }) => id)).toEqual(["short", "long", "likely", note.fingerprint]);
  });
});

describe("diagnostics", () => {
  test("say what, how grave, and where to read on", () => {
    const [item, ...rest] = diagnosticsOf(shown(), file, options);
    expect(rest).toEqual([]);
    expect(item).toMatchObject({
      id: finding.fingerprint,
      span: finding.span,
      severity: "error",
      code: "waitchain-wait-cycle",
      href: "https://waitchain.dev/rules/wait-cycle",
    });
    expect(item?.message).toContain("zbs-vip-server");
    expect(diagnosticsOf(shown(), other, options)).toEqual([]);
  });

  test("a guess is one level quieter", () => {
    const guess = { ...finding, confidence: "possible" as const };
    const severity = (findings: readonly (typeof finding)[]): string | undefined =>
      diagnosticsOf(shown({ confidence: "possible" }, findings), file, options)[0]?.severity;
    expect(severity([guess])).toBe("warning");
    expect(severity([{ ...guess, level: "warning" }])).toBe("information");
    expect(severity([note])).toBe("hint");
    expect(severity([{ ...note, confidence: "certain" }])).toBe("information");
  });

  test("related places are numbered, folded in the middle, ends kept", () => {
    const places = (relatedSteps: number): string[] =>
      (diagnosticsOf(shown(), file, { ...options, relatedSteps })[0]?.related ?? []).map(
        ({ message }) => message,
      );
    expect(places(20)).toHaveLength(10);
    expect(places(20)[0]).toMatch(/^1\/10 test\.entry/);
    const eight = places(8);
    expect(eight).toHaveLength(8);
    expect(eight[0]).toMatch(/^1\/10 /);
    expect(eight[7]).toMatch(/^10\/10 /);
    expect(eight.filter((text) => text === "… 3 more steps (Show chain)")).toHaveLength(1);
    expect(eight.some((text) => text.includes("test.poll"))).toBe(true);
    expect(places(0)).toEqual([]);
    expect(places(1)).toHaveLength(1);
  });
});

describe("code lens", () => {
  test("one above the function with a finding, none elsewhere", () => {
    const lenses = lensesOf(shown(), file, options);
    expect(lenses).toHaveLength(1);
    expect(lenses[0]).toMatchObject({ span: finding.functionSpan, finding: finding.fingerprint });
    expect(lenses[0]?.title).toBe(
      "$(debug-pause)\u00a0blocks loop “zbs-vip-server” → loop “task-main” · 10 steps",
    );
    expect(lensesOf(shown(), other, options)).toEqual([]);
    expect(lensesOf(shown(), file, { ...options, codeLens: "off" })).toEqual([]);
  });

  test("several findings in one function share one lens", () => {
    const lenses = lensesOf(shown({ confidence: "possible" }), file, options);
    expect(lenses).toHaveLength(1);
    expect(lenses[0]?.title).toMatch(/^\$\(debug-pause\)\u00a02 waits · worst: blocks loop/);
  });

  test("mode all also tells of waits and threads", () => {
    const titles = lensesOf(shown(), file, { ...options, codeLens: "all" }).map(
      ({ title }) => title,
    );
    expect(titles).toEqual([
      "$(debug-pause)\u00a0blocks loop “zbs-vip-server” → loop “task-main” · 10 steps",
      "$(sync)\u00a0waits for “stopped_” · runs on: main, zbs-vip-server",
      "$(server-process)\u00a0runs on: main",
    ]);
  });

  test("long names are cut, titles stay within 80 characters", () => {
    const name = "a_very_long_name_of_a_loop_that_nobody_should_have";
    const party = { kind: "loop" as const, name, path: name };
    const lenses = lensesOf(
      shown({}, [{ ...finding, blocked: party, dependsOn: { ...party, name: `${name}2` } }]),
      file,
      { ...options, icons: false },
    );
    expect(Array.from(lenses[0]?.title ?? "").length).toBeLessThanOrEqual(80);
    expect(cutMiddle(name)).toHaveLength(24);
    expect(lenses[0]?.title).not.toContain("$(");
  });
});

describe("hover", () => {
  test("on the call: at most seven lines, with links", () => {
    const hover = hoverAt(shown(), file, 205, options);
    expect(hover?.span).toEqual(finding.span);
    expect(hover?.lines.length).toBeLessThanOrEqual(7);
    expect(hover?.lines[0]).toMatch(/^\$\(debug-pause\) \*\*Blocks loop/);
    const commands = ["quickFix", "ignoreHere", "markNonBlocking"];
    for (const id of commands) expect(hover?.lines.at(-1)).toContain(`(command:waitchain.${id}?`);
    expect(hover?.lines[0]).toContain(
      `command:waitchain.showChain?${encodeURIComponent(JSON.stringify([finding.fingerprint]))}`,
    );
  });

  test("on another step of the chain: which step it is", () => {
    const hover = hoverAt(shown(), other, 92, options);
    expect(hover?.lines[0]).toContain("Step 8 of 10");
    expect(hover?.lines.length).toBeLessThanOrEqual(7);
  });

  test("nowhere else, unless everything is asked for", () => {
    expect(hoverAt(shown(), file, 415, options)).toBeNull();
    expect(hoverAt(shown(), file, 205, { ...options, hover: "off" })).toBeNull();
    const clean = hoverAt(shown(), file, 415, { ...options, hover: "all" });
    expect(clean?.lines).toHaveLength(2);
    expect(clean?.lines[1]).toContain("no closed chain found");
  });

  test("without commands there is a link to the page, and nothing that only we could run", () => {
    const hover = hoverAt(shown(), file, 205, { ...options, commands: false, icons: false });
    const text = hover?.lines.join("\n") ?? "";
    expect(text).toContain("https://waitchain.dev/rules/wait-cycle");
    expect(text).not.toMatch(/command:|\$\(/);
  });

  test("names cannot break the markdown", () => {
    const odd = { kind: "loop" as const, name: "*a* [x](command:evil) `b` $(bug)", path: "`p`" };
    const hover = hoverAt(
      shown({}, [{ ...finding, blocked: odd, dependsOn: odd }]),
      file,
      205,
      options,
    );
    const text = hover?.lines.slice(0, 2).join("\n") ?? "";
    expect(text).not.toMatch(/[^\\]\[x\]\(/);
    expect(text).not.toMatch(/[^\\]\$\(bug/);
  });
});

describe("inlay hints", () => {
  const all = { start: 0, end: Infinity };
  const wanted = { ...options, inlayHints: "findings" } as const;

  test("say behind the call who blocks whom, once a place, and only when asked", () => {
    const hints = hintsOf(shown({}, [finding, { ...finding, level: "note" }]), file, all, wanted);
    expect(hints).toHaveLength(1);
    expect(hints[0]).toMatchObject({
      span: finding.span,
      label: "■ zbs-vip-server→task-main",
      finding: finding.fingerprint,
    });
    expect(hintsOf(shown(), file, all, options)).toEqual([]);
    expect(hintsOf(shown(), other, all, wanted)).toEqual([]);
    expect(hintsOf(shown(), file, { start: 0, end: 100 }, wanted)).toEqual([]);
  });
});

describe("who runs a function", () => {
  test("the innermost one around the place", () => {
    expect(runsOnAt(shown(), file, 410)).toMatchObject({ contexts: [0, 1] });
    expect(runsOnAt(shown(), file, 410)?.function.name).toBe("ns::Server::Drain");
    expect(runsOnAt(shown(), file, 460)).toBeNull();
    expect(runsOnAt(shown(), other, 410)).toBeNull();
  });
});

describe("what a person may say against a finding", () => {
  const named = (name: string, wait: string): Finding => ({
    ...finding,
    function: name,
    chain: chain.map((one) => (one.kind === "wait" ? { ...one, function: wait } : one)),
  });

  test("is about the function that waits, and the one with the reported call", () => {
    const said = named("A::Stop", "Sync::Wait");
    expect(neverBlocksOf(said)).toEqual({ function: "Sync::Wait", disabled: null });
    expect(runsOnOf(said)).toEqual({ function: "A::Stop", disabled: null });
    expect(neverBlocksOf({ ...said, chain: [] })).toBeNull();
  });

  test("needs a name that can be written down", () => {
    expect(runsOnOf(named("A::f::<lambda>", "B::~B")).disabled?.id).toBe("accept.no-name");
    expect(neverBlocksOf(named("A::f", "B::~B"))?.disabled).toBeNull();
    expect(runsOnOf(named("main", "B::b")).disabled?.id).toBe("accept.main");
  });
});

describe("statistics", () => {
  test("say what was not looked at, with its places", () => {
    const waits = analysis.waits.map((wait) => ({ ...wait, unknown: true }));
    const all = shownOf({ ...analysis, waits }, new Map(), options);
    const text = statisticsPage(all, new Map(), "en", (name, line) => `${name}:${line}`);
    expect(text).toMatch(/^# What Waitchain has looked at\n/);
    expect(text).toContain("- 2 files, 100 lines\n");
    expect(text).toContain(`## Waits that are not judged\n\n- ${file}:`);
    expect(text).not.toContain("Code that could not be read");
    const many = Array.from({ length: 300 }, () => waits[0] ?? never());
    const long = shownOf({ ...analysis, waits: many }, new Map(), options);
    expect(statisticsPage(long, new Map(), "en", () => "x")).toContain("- and 100 more\n");
  });
});

function never(): never {
  throw new Error("no wait in the sample");
}

describe("chain tree", () => {
  test("folds plain calls, hangs what follows a wait below it", () => {
    expect(outline(chainTree(chain))).toEqual(["0", "calls(1 2 3)", "4[5 6 7 8[9]]"]);
  });

  test("goes on at the top after a part that is closed", () => {
    const twice = [...chain, ...chain.slice(1)];
    const top = chainTree(twice).filter((node) => node.kind === "step");
    expect(top.map((node) => node.step)).toEqual([0, 4, 13]);
    expect(chainTree(twice).flatMap(stepsOf)).toEqual(twice.map((_, i) => i));
  });

  test("has every step once, in order, for any chain", () => {
    for (let length = 0; length <= chain.length; length++) {
      const numbers = chainTree(chain.slice(0, length)).flatMap(stepsOf);
      expect(numbers).toEqual(Array.from({ length }, (_, i) => i));
    }
  });
});

describe("context tree", () => {
  test("says what runs where, what is posted and who waits", () => {
    const items = contextItems(shown(), "en");
    expect(items.map(({ text }) => text)).toEqual(["the main thread", "loop “zbs-vip-server”"]);
    const [, loop] = items;
    expect(loop?.runs.map(({ name }) => name)).toEqual(["ns::Server::Stop", "ns::Server::Drain"]);
    expect(loop?.posts.map(({ work }) => work)).toEqual(["ns::Task::<lambda>"]);
    expect(loop?.waiters.map((waiter) => waiter.function)).toEqual(["ns::Server::Drain"]);
    expect(loop?.findings).toEqual([finding.fingerprint]);
  });
});

describe("code actions", () => {
  const none = { id: "test.reason", holes: {} };
  const fixes: FixSource = {
    offersFor: () => [
      { id: "a", title: { id: "fix.a", holes: {} }, grade: "A", disabled: null },
      { id: "b", title: { id: "fix.b", holes: {} }, grade: "B", disabled: none },
    ],
    applyFix: (id, _finding, _files, readText) =>
      id === "a" && readText(file) !== null ? [{ ...at(200, 212), text: "NotifyStop()" }] : null,
  };

  test("fixes first, then the chain and the rule; nothing beside a finding", () => {
    const actions = actionsAt(shown(), new Map(), file, at(205, 205), fixes, options);
    expect(actions.map(({ kind }) => kind)).toEqual([
      "fix",
      "fix",
      "showChain",
      "showRule",
      "ignore",
      "neverBlocks",
      "runsOn",
    ]);
    expect(actions[4]?.title).toBe("Accept waitchain-wait-cycle here: NOLINT …");
    expect(actions[5]).toMatchObject({ title: expect.stringMatching(/“Server::poll” never/) });
    expect(actions[0]).toMatchObject({ preferred: true, review: false, disabled: null });
    expect(actions[1]).toMatchObject({ preferred: false, review: true, disabled: "test.reason" });
    expect(actionsAt(shown(), new Map(), file, at(10, 12), fixes, options)).toEqual([]);
    const plain = actionsAt(shown(), new Map(), file, at(205, 205), fixes, {
      ...options,
      commands: false,
    });
    expect(plain.map(({ kind }) => kind)).toEqual(["fix", "fix"]);
  });

  test("an edit is made only for a finding and a fix that are still there", () => {
    const edits = (findingId: string, fix: string): unknown =>
      editsOf(shown(), new Map(), findingId, fix, fixes, () => "text");
    expect(edits(finding.fingerprint, "a")).not.toBeNull();
    expect(edits(finding.fingerprint, "b")).toBeNull();
    expect(edits(finding.fingerprint, "c")).toBeNull();
    expect(edits("gone", "a")).toBeNull();
  });
});

describe("words", () => {
  test("every text is there in every language, with the same holes", () => {
    const { en, zh } = uiTables;
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.keys(en).length).toBeGreaterThan(30);
    for (const [id, text] of Object.entries(en)) {
      expect(holes(zh[id] ?? ""), id).toEqual(holes(text));
      expect(zh[id]?.trim(), id).not.toBe("");
    }
  });

  test("every short row shortens a message that there is, with its holes", () => {
    const rows = Object.entries(uiTables.en).filter(([id]) => id.startsWith("row."));
    expect(rows.length).toBeGreaterThan(20);
    for (const [id, text] of rows) {
      const whole = messages[id.slice("row.".length) as MessageId];
      expect(whole, id).toBeDefined();
      for (const hole of holes(text)) expect(holes(whole.en), id).toContain(hole);
    }
  });

  test("Chinese readers get Chinese lenses", () => {
    const lenses = lensesOf(shown(), file, { ...options, locale: "zh" });
    expect(lenses[0]?.title).toBe(
      "$(debug-pause)\u00a0阻塞循环“zbs-vip-server” → 循环“task-main” · 10 步",
    );
  });

  test("qualified names are shortened to their last two parts", () => {
    expect(shortFunction("a::b::C::Stop")).toBe("C::Stop");
    expect(shortFunction("a::C::Stop::<lambda>")).toBe("C::Stop::<lambda>");
    expect(shortFunction("Box<a::b>::get")).toBe("Box<a::b>::get");
    expect(shortFunction("main")).toBe("main");
    expect(shortName("storaged::SignalHandler::handlerHook")).toBe("handlerHook");
    expect(shortName("a::Server::loop_")).toBe("Server::loop_");
    expect(shortName("zbs-vip-server")).toBe("zbs-vip-server");
  });
});

function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();
}

function outline(nodes: readonly ChainNode[]): string[] {
  return nodes.map((node) => {
    const inner = outline(node.children).join(" ");
    if (node.kind === "calls") return `calls(${inner})`;
    return inner === "" ? String(node.step) : `${node.step}[${inner}]`;
  });
}

function stepsOf(node: ChainNode): number[] {
  const inner = node.children.flatMap(stepsOf);
  return node.kind === "step" ? [node.step, ...inner] : inner;
}
