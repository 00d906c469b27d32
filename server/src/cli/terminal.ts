/**
 * Standard output and error, and what can be said about them: colours, width, language, UTF-8. The rest of
 * the command line writes through this, so that tests can stand in for a terminal.
 */

import { type Locale, localeOf } from "../report/messages.ts";

export interface Terminal {
  /** Resolves when the text has left the process; rejects with node's error (`EPIPE`, `ENOSPC`). */
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => void;
  readonly outIsTty: boolean;
  readonly errIsTty: boolean;
  /** Columns of standard output and of standard error. */
  readonly columns: number;
  readonly errColumns: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly platform: string;
}

export function processTerminal(): Terminal {
  return {
    out: (text) =>
      new Promise((done, fail) => {
        if (text === "") done();
        else process.stdout.write(text, (error) => (error ? fail(error) : done()));
      }),
    err: (text) => {
      process.stderr.write(text);
    },
    outIsTty: process.stdout.isTTY,
    errIsTty: process.stderr.isTTY,
    columns: process.stdout.columns ?? 80,
    errColumns: process.stderr.columns ?? 80,
    env: process.env,
    cwd: process.cwd(),
    platform: process.platform,
  };
}

/** `NO_COLOR` and `FORCE_COLOR` as everybody reads them; the option wins over both. */
export function wantsColour(
  choice: "auto" | "always" | "never",
  terminal: Terminal,
  toFile: boolean,
): boolean {
  if (choice !== "auto") return choice === "always";
  const { NO_COLOR, FORCE_COLOR, TERM } = terminal.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (toFile) return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return terminal.outIsTty && TERM !== "dumb";
}

export function localeFor(choice: string | undefined, terminal: Terminal): Locale {
  if (choice !== undefined) return localeOf(choice);
  const { LC_ALL, LC_MESSAGES, LANG } = terminal.env;
  return localeOf([LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== ""));
}

/** Whether the terminal shows UTF-8; a file always may have it. */
export function showsUnicode(terminal: Terminal, toFile: boolean): boolean {
  if (toFile) return true;
  const { LC_ALL, LC_CTYPE, LANG, WT_SESSION, TERM_PROGRAM } = terminal.env;
  if (terminal.platform === "win32") return WT_SESSION !== undefined || TERM_PROGRAM !== undefined;
  const charset =
    [LC_ALL, LC_CTYPE, LANG].find((value) => value !== undefined && value !== "") ?? "";
  return /utf-?8/i.test(charset) || (charset === "" && terminal.platform === "darwin");
}
