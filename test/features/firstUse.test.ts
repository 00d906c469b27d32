/** The first steps: the sample has the one finding that they speak of, and what they name is there. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { applyFix, offersFor } from "../../server/src/fixes/registry.ts";
import { analyse } from "../harness/analyse.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = `${root}media/sample/`;
const sources = readdirSync(folder).map((path) => ({
  path,
  text: readFileSync(folder + path, "utf8"),
}));

test("the sample has one finding, which a fix repairs and leaves nothing", () => {
  const found = analyse(sources);
  expect(found.findings.map(({ rule }) => rule)).toEqual(["self-wait"]);
  const [finding] = found.findings;
  if (finding === undefined) return;
  const [offer] = offersFor(finding, found.files);
  expect(offer).toMatchObject({ id: "run-here", grade: "A", disabled: null });
  const text = (path: string): string => sources.find((one) => one.path === path)?.text ?? "";
  const [edit] = applyFix("run-here", finding, found.files, text) ?? [];
  if (edit === undefined) throw new Error("no edit");
  const after = sources.map(({ path, text: before }) => ({
    path,
    text:
      path === edit.file
        ? before.slice(0, edit.start) + edit.text + before.slice(edit.end)
        : before,
  }));
  expect(analyse(after).findings).toEqual([]);
});

test("every step of the walkthrough has its picture, and its commands exist", () => {
  const manifest: {
    contributes: {
      commands: { command: string }[];
      walkthroughs: {
        id: string;
        steps: { description: string; media: { svg: string }; completionEvents: string[] }[];
      }[];
    };
  } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
  const { commands, walkthroughs } = manifest.contributes;
  const [walk] = walkthroughs;
  expect(walk?.id).toBe("firstSteps");
  expect(walk?.steps).toHaveLength(4);
  const known = commands.map(({ command }) => command);
  for (const locale of ["package.nls.json", "package.nls.zh-cn.json"]) {
    const texts: Record<string, string> = JSON.parse(readFileSync(root + locale, "utf8"));
    for (const { description, media, completionEvents } of walk?.steps ?? []) {
      expect(existsSync(root + media.svg), media.svg).toBe(true);
      const text = texts[description.replaceAll("%", "")] ?? "";
      const links = [...text.matchAll(/\(command:([\w.]+)\)/g)].map((match) => match[1] ?? "");
      expect(links).toHaveLength(1);
      for (const link of links) expect([...known, "waitchain.chain.focus"]).toContain(link);
      for (const event of completionEvents)
        expect(event).toMatch(/^on(?:Command|View):waitchain\./);
    }
  }
});
