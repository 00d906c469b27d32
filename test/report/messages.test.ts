/** Every sentence is there in every language, with the same holes, short and quoted. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { localeOf, messages, renderMessage } from "../../server/src/report/messages.ts";
import type { MessageText } from "../../server/src/report/messageText.ts";
import { ruleLevels } from "../../server/src/report/ruleLevels.ts";

const entries: readonly (readonly [string, MessageText])[] = Object.entries(messages);

describe("the table", () => {
  test("holds what it should hold", () => {
    expect(entries.length).toBeGreaterThan(60);
  });

  test.for(entries)("%s has both languages with the same holes", ([, text]) => {
    expect(text.en).not.toBe("");
    expect(text.zh).not.toBe("");
    expect(holesOf(text.zh)).toEqual(holesOf(text.en));
  });

  test.for(entries.filter(([id]) => id.startsWith("finding.")))(
    "%s is one short sentence",
    ([, text]) => {
      expect(text.en.length).toBeLessThanOrEqual(110);
      expect(text.en).toMatch(/^[“A-Z{].*\.$/);
      expect(text.en.match(/\. /g)).toBeNull();
      expect(text.zh).toMatch(/。$/);
    },
  );

  test.for(entries.filter(([id]) => /^(?:finding|step)\./.test(id)))(
    "%s quotes every name",
    ([, text]) => {
      for (const written of [text.en, text.zh]) {
        for (const match of written.matchAll(/(.?)\{(\w+)\}(.?)/g)) {
          if (match[2] !== "n") expect(`${match[1]}${match[3]}`).toBe("“”");
        }
      }
    },
  );

  test("has a sentence for every rule", () => {
    for (const rule of Object.keys(ruleLevels)) {
      expect(
        entries.some(([id]) => id === `finding.${rule}` || id.startsWith(`finding.${rule}.`)),
      ).toBe(true);
    }
  });
});

describe("what the analysis says", () => {
  const sources = ["solve", "rules", "engine"].flatMap((folder) =>
    sourcesIn(`server/src/${folder}`),
  );
  const said = sources.flatMap(
    (text) => text.match(/(?<=")(?:finding|step|evidence)\.[a-z.-]+(?=")/g) ?? [],
  );

  test("is in the table", () => {
    expect(said.filter((id) => !Object.hasOwn(messages, id))).toEqual([]);
    expect(new Set(said).size).toBeGreaterThan(20);
  });

  test.for(["thread", "loop", "pool", "main", "signal", "unknown"])("an entry on a %s", (kind) => {
    expect(messages).toHaveProperty([`step.entry.${kind}`]);
  });

  test.for(["end", "drained", "stopped", "condition", "value", "count", "task", "flag"])(
    "a wait for %s",
    (kind) => {
      expect(messages).toHaveProperty([`step.wait.${kind}`]);
    },
  );
});

describe("rendering", () => {
  test("fills holes", () => {
    const message = { id: "finding.self-wait.post", holes: { f: "Stop", l: "net" } };
    expect(renderMessage(message, "en")).toBe(
      "“Stop” posts to “net” and waits, but already runs on “net”.",
    );
    expect(renderMessage(message, "zh")).toBe(
      "“Stop”向“net”投递任务并等待，但它本身就运行在“net”上。",
    );
  });

  test("does not read a name as a hole", () => {
    expect(renderMessage({ id: "step.call", holes: { f: "{c} $& $1" } }, "en")).toBe(
      "calls “{c} $& $1”",
    );
  });

  test("shows what is missing", () => {
    expect(renderMessage({ id: "step.call", holes: {} }, "en")).toBe("calls “…”");
    expect(renderMessage({ id: "no.such", holes: { a: "b" } }, "en")).toBe("no.such a=b");
    expect(renderMessage({ id: "toString", holes: {} }, "en")).toBe("toString");
  });

  test.for([
    ["zh", "zh"],
    ["zh-CN", "zh"],
    ["zh_CN.UTF-8", "zh"],
    ["en", "en"],
    ["C.UTF-8", "en"],
    ["zhuang", "en"],
    ["", "en"],
  ] as const)("locale %s is %s", ([tag, locale]) => {
    expect(localeOf(tag)).toBe(locale);
  });
});

function sourcesIn(folder: string): string[] {
  const at = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
  return readdirSync(at)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(join(at, name), "utf8"));
}

function holesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? ""))].toSorted();
}
