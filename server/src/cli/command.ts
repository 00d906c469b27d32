/** The commands and options of `waitchain`, with their help. Says what each means, runs nothing itself. */

import { Argument, Command, Option } from "commander";
import type { RuleId } from "../rules/finding.ts";
import {
  allRules,
  type CheckOptions,
  collect,
  colours,
  confidences,
  type FactsOptions,
  failLevels,
  formats,
  locales,
  parseDuration,
  parseJobs,
  parseRule,
  parseSize,
  ruleNamed,
} from "./options.ts";

export interface Actions {
  readonly check: (paths: readonly string[], options: CheckOptions) => Promise<void>;
  readonly facts: (paths: readonly string[], options: FactsOptions) => Promise<void>;
  readonly link: (sets: readonly string[], options: CheckOptions) => Promise<void>;
  readonly explain: (rule: RuleId) => Promise<void>;
  readonly lsp: () => Promise<void>;
  readonly models: ModelActions;
  readonly cache: CacheActions;
}

interface CacheActions {
  readonly stats: (folder: string | undefined, locale: string | undefined) => Promise<void>;
  readonly clear: (folder: string | undefined, locale: string | undefined) => Promise<void>;
}

type ReportOptions = Omit<CheckOptions, "cache" | "exclude" | "maxFileSize" | "fileTimeout">;

interface ModelActions {
  readonly test: (files: readonly string[], locale: string | undefined) => Promise<void>;
  readonly list: (locale: string | undefined) => Promise<void>;
  readonly show: (name: string, locale: string | undefined) => Promise<void>;
}

/** Throws CommanderError instead of ending the process; the caller turns it into an exit code. */
export function makeCommand(version: string, actions: Actions): Command {
  const program = new Command("waitchain")
    .description(
      "Finds the C++ waits that can only be released by work that the waiting thread itself must run.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", examples)
    .exitOverride()
    .showHelpAfterError("(waitchain --help lists commands and options)");
  program.addCommand(checkCommand(actions));
  program.addCommand(factsCommand(actions));
  program.addCommand(linkCommand(actions));
  program.addCommand(
    subcommand("explain", "print the page of a rule")
      .addArgument(
        new Argument("<rule>", "rule id, such as self-wait").argParser((id: string) =>
          ruleNamed(id),
        ),
      )
      .action((rule: RuleId) => actions.explain(rule)),
  );
  program.addCommand(modelsCommand(actions.models));
  program.addCommand(cacheCommand(actions.cache));
  program.addCommand(
    subcommand("lsp", "start the language server")
      .addOption(new Option("--stdio", "talk over standard input and output").makeOptionMandatory())
      .action(() => actions.lsp()),
  );
  return program;
}

function checkCommand(actions: Actions): Command {
  const command = subcommand("check", "report the waits that can never end").argument(
    "<paths...>",
    "files and directories",
  );
  addReport(addReading(command))
    .addOption(
      new Option(
        "--timeout <time>",
        "stop reading files after 90s, 10m, ...: the result is partial",
      ).argParser(parseDuration),
    )
    .option(
      "--since <base>",
      "only findings that the changes since a git revision take part in, as in --since origin/main",
    )
    .option("--fix", "make the repairs that need no judgement, each proved by a second analysis")
    .option("--fix-dry-run", "print them as a unified diff instead, and write nothing")
    .action((paths: string[], options: CheckOptions) => actions.check(paths, options));
  return command;
}

function factsCommand(actions: Actions): Command {
  const command = subcommand(
    "facts",
    "write what files say to a file for `link`; each file by itself, on any machine",
  )
    .argument("<paths...>", "files and directories")
    .addOption(new Option("-o, --output <file>", "to write").makeOptionMandatory());
  return addReading(command)
    .option("-q, --quiet", "no notes")
    .option("-v, --verbose", "all notes")
    .action((paths: string[], options: FactsOptions) => actions.facts(paths, options));
}

/** What it does not read it need not be told how to read. */
function linkCommand(actions: Actions): Command {
  const command = subcommand("link", "report as `check` does, from what `facts` wrote").argument(
    "<facts...>",
    "files that `facts` wrote",
  );
  return addReport(command).action((sets: string[], options: ReportOptions) =>
    actions.link(sets, {
      ...options,
      cache: false,
      exclude: [],
      maxFileSize: Infinity,
      fileTimeout: Infinity,
    }),
  );
}

function addReading(command: Command): Command {
  return command
    .addOption(
      new Option("--exclude <glob>", "leave out, as in .gitignore (repeatable)")
        .argParser(collect)
        .default([], "none"),
    )
    .addOption(
      new Option("--max-file-size <size>", "skip larger files")
        .argParser(parseSize)
        .default(10 * 1024 ** 2, "10MB"),
    )
    .addOption(
      new Option("--file-timeout <time>", "give up on a file")
        .argParser(parseDuration)
        .default(20_000, "20s"),
    )
    .addOption(
      new Option(
        "-j, --jobs <n>",
        "threads that read files, 0 for none (default: half of the cores)",
      ).argParser(parseJobs),
    )
    .option("--no-cache", "read every file again, and keep nothing on disk")
    .addOption(cacheDir());
}

function addReport(command: Command): Command {
  return command
    .addOption(
      new Option("-f, --format <format>", "of the report").choices(formats).default("text"),
    )
    .option("-o, --output <file>", "write the report there instead of to standard output")
    .addOption(
      new Option("--fail-on <level>", "exit with 1 at findings of this level or above")
        .choices(failLevels)
        .default("error"),
    )
    .addOption(
      new Option(
        "--rule <id[=level]>",
        "only this rule; with =error, =warning, =note or =off: change it (repeatable)",
      )
        .argParser(parseRule)
        .default(allRules, "all"),
    )
    .addOption(
      new Option("--confidence <word>", "the least that is reported")
        .choices(confidences)
        .default("likely"),
    )
    .option("--gaps", "list what the parser could not read")
    .option("--report-unused-suppressions", "list NOLINT comments of ours that accept nothing")
    .addOption(
      new Option("--color <when>", "also NO_COLOR, FORCE_COLOR").choices(colours).default("auto"),
    )
    .addOption(locale())
    .option("--full", "every step of a chain, and why it is believed")
    .option("--stats", "print numbers about the run to standard error")
    .option("-q, --quiet", "no progress, no notes")
    .option("-v, --verbose", "all notes")
    .addHelpText("after", exitCodes);
}

function cacheDir(): Option {
  return new Option(
    "--cache-dir <folder>",
    "where what files say is kept from run to run (default: the user's cache folder)",
  );
}

function locale(): Option {
  return new Option("--locale <language>", "of texts (default: LC_ALL, LC_MESSAGES, LANG)").choices(
    locales,
  );
}

function cacheCommand(actions: CacheActions): Command {
  const add = (name: "stats" | "clear", description: string): Command =>
    subcommand(name, description)
      .addOption(cacheDir())
      .addOption(locale())
      .action((options: { cacheDir?: string; locale?: string }) =>
        actions[name](options.cacheDir, options.locale),
      );
  return subcommand("cache", "what is kept on disk about files that were read")
    .addCommand(add("stats", "where it lies and how much it is"))
    .addCommand(add("clear", "remove it"));
}

function modelsCommand(actions: ModelActions): Command {
  return subcommand("models", "what libraries mean: test your own models, list and show all")
    .addCommand(
      subcommand("test", "compare findings in annotated C++ with its labels")
        .argument("[files...]", "annotated C++ (default: “tests” of the configuration)")
        .addOption(locale())
        .action((files: string[], options: { locale?: string }) =>
          actions.test(files, options.locale),
        ),
    )
    .addCommand(
      subcommand("list", "the libraries that have a model")
        .addOption(locale())
        .action((options: { locale?: string }) => actions.list(options.locale)),
    )
    .addCommand(
      subcommand("show", "what models say of a type or function, as JSON")
        .argument("<name>", "qualified name, such as std::thread")
        .addOption(locale())
        .action((name: string, options: { locale?: string }) => actions.show(name, options.locale)),
    );
}

function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption("-h, --help", "print this help")
    .exitOverride()
    .showHelpAfterError(`(waitchain ${name} --help lists the options)`);
}

const examples = `
Examples:
  waitchain check .                           everything below this directory
  waitchain check src --rule self-wait        one rule
  waitchain check src --fail-on warning -f short
  waitchain check src -f json -o report.json
  waitchain explain signal-blocks
`;

const exitCodes = `
Exit codes:
  0   nothing at or above --fail-on
  1   findings
  2   wrong usage, unreadable input, nothing to read, partial result, internal error
  130 interrupted
`;
