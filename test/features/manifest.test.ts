/** The manifest's tables against what they speak of: rules, commands, texts in every language. */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ruleLevels } from "../../server/src/report/ruleLevels.ts";

const root = new URL("../../", import.meta.url);
const client = sources("client/src/");
const manifest: Manifest = JSON.parse(read("package.json"));
const { contributes, activationEvents } = manifest;

/** What the tests look at; tools/gen.mjs writes it from client/src/contributes.ts. */
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
    readonly configuration: readonly {
      readonly properties: Readonly<Record<string, { readonly properties?: object }>>;
    }[];
  };
}

test("the setting for rules knows every rule", () => {
  const settings = contributes.configuration.map(({ properties }) => properties["waitchain.rules"]);
  const rules = settings.flatMap((setting) => Object.keys(setting?.properties ?? {}));
  const wanted = Object.keys(ruleLevels).map((rule) => `waitchain-${rule}`);
  expect(rules.toSorted()).toEqual(wanted.toSorted());
});

test("every command is registered, and every menu entry is a command", () => {
  const ids = contributes.commands.map(({ command }) => command);
  expect(ids.length).toBeGreaterThan(10);
  const protocol = read("server/src/protocol/requests.ts");
  for (const id of ids) expect(`${client}${protocol}`, id).toContain(`"${id}"`);
  const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(
    ({ command }) => command,
  );
  for (const id of used) expect(ids).toContain(id);
  expect(activationEvents).not.toContain("*");
});

test("every setting is read by somebody", () => {
  const readers = client + sources("server/src/lsp/");
  const names = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
  expect(names.length).toBeGreaterThan(8);
  // The library reads its own: trace.
  for (const name of names.filter((id) => id !== "waitchain.trace.server")) {
    const last = name.slice(name.lastIndexOf(".") + 1);
    expect(readers, name).toContain(`"${last}"`);
  }
});

test("every text of the manifest is there in every language", () => {
  const en: Record<string, string> = JSON.parse(read("package.nls.json"));
  const zh: Record<string, string> = JSON.parse(read("package.nls.zh-cn.json"));
  expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
  const keys = JSON.stringify(manifest).matchAll(/"%([^%"]+)%"/g);
  const used = [...keys].map((match) => match[1] ?? "");
  expect(used.length).toBeGreaterThan(30);
  for (const key of used) expect(en[key], key).toBeTruthy();
});

test("every text of the client is translated, with the same holes", () => {
  const bundle: Record<string, string> = JSON.parse(read("l10n/bundle.l10n.zh-cn.json"));
  const said = [...client.matchAll(/l10n\.t\(\s*"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1] ?? "",
  );
  expect(said.length).toBeGreaterThan(40);
  expect(Object.keys(bundle).toSorted()).toEqual([...new Set(said)].toSorted());
  for (const [text, translated] of Object.entries(bundle)) {
    expect(holes(translated), text).toEqual(holes(text));
  }
  // A text that is not written out cannot be found by translators.
  expect(client).not.toMatch(/l10n\.t\(\s*[^"\s]/);
});

function sources(folder: string): string {
  const names = readdirSync(fileURLToPath(new URL(folder, root)), { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".ts") && !name.startsWith("contribute"));
  return names.map((name) => read(folder + name)).join("\n");
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, root)), "utf8");
}

function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").toSorted();
}
