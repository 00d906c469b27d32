/**
 * Sentences about files of models and their tests: a part of the table in messages.ts, with its rules. It must never
 * know what models mean.
 */

import type { MessageText } from "./messageText.ts";

export const modelMessages = {
  // What is wrong with a file of models. Words of the file stand in “quotes” or `code`.
  "models.broken": {
    en: "The workspace's own models are broken.",
    zh: "工作区自己的模型有错误。",
  },
  "model.unread": { en: "Cannot be read: {why}.", zh: "无法读取：{why}。" },
  "model.syntax": { en: "Cannot be parsed: {why}", zh: "无法解析：{why}" },
  "model.twice": {
    en: "“{other}” is there as well: only one of the two is allowed.",
    zh: "“{other}”也存在：两者只能有一个。",
  },
  "model.no-match": { en: "No file matches “{glob}”.", zh: "没有文件匹配“{glob}”。" },
  "model.missing": { en: "Key “{key}” is missing.", zh: "缺少键“{key}”。" },
  "model.unknown.key": { en: "Unknown key “{word}”.", zh: "未知的键“{word}”。" },
  "model.unknown.key.near": {
    en: "Unknown key “{word}”; did you mean “{near}”?",
    zh: "未知的键“{word}”；是否想写“{near}”？",
  },
  "model.unknown.word": { en: "Unknown word “{word}”.", zh: "未知的词“{word}”。" },
  "model.unknown.word.near": {
    en: "Unknown word “{word}”; did you mean “{near}”?",
    zh: "未知的词“{word}”；是否想写“{near}”？",
  },
  "model.expected.word": { en: "Expected one of {words}.", zh: "应为以下之一：{words}。" },
  "model.expected.text": { en: "Expected a non-empty string.", zh: "应为非空字符串。" },
  "model.expected.boolean": { en: "Expected true or false.", zh: "应为 true 或 false。" },
  "model.expected.index": { en: "Expected a whole number from 0.", zh: "应为不小于 0 的整数。" },
  "model.expected.false": {
    en: "Expected false (left out: not known).",
    zh: "应为 false（省略表示未知）。",
  },
  "model.expected.list": { en: "Expected a list.", zh: "应为列表。" },
  "model.expected.object": { en: "Expected an object.", zh: "应为对象。" },
  "model.expected.typeName": {
    en: "Expected a qualified type name without template arguments (`ns::Type`).",
    zh: "应为不带模板参数的限定类型名（`ns::Type`）。",
  },
  "model.expected.functionName": {
    en: "Expected a qualified function name (`ns::Type::method`).",
    zh: "应为限定函数名（`ns::Type::method`）。",
  },
  "model.expected.plainName": { en: "Expected a plain name.", zh: "应为简单名称。" },
  "model.expected.argumentCount": {
    en: "Expected a number of arguments.",
    zh: "应为参数个数。",
  },
  "model.expected.operand": {
    en: "Expected `this` or an argument (`arg0`).",
    zh: "应为 `this` 或参数（`arg0`）。",
  },
  "model.expected.place.call": {
    en: "Expected a place: `this`, `result`, `arg0`, `arg0.part`, `arg0[]` or `global:name`.",
    zh: "应为位置：`this`、`result`、`arg0`、`arg0.part`、`arg0[]` 或 `global:name`。",
  },
  "model.expected.places.call": {
    en: "Expected a place: `this`, `result`, `arg0`, `arg0.part`, `arg0[]`, `global:name`, `args` or `arg1..`.",
    zh: "应为位置：`this`、`result`、`arg0`、`arg0.part`、`arg0[]`、`global:name`、`args` 或 `arg1..`。",
  },
  "model.expected.place.construct": {
    en: "Expected a place: `this`, `arg0`, `this.part`, `arg0[]` or `global:name` (a constructor has no result).",
    zh: "应为位置：`this`、`arg0`、`this.part`、`arg0[]` 或 `global:name`（构造函数没有返回值）。",
  },
  "model.expected.places.construct": {
    en: "Expected a place: `this`, `arg0`, `this.part`, `arg0[]`, `global:name`, `args` or `arg1..` (a constructor has no result).",
    zh: "应为位置：`this`、`arg0`、`this.part`、`arg0[]`、`global:name`、`args` 或 `arg1..`（构造函数没有返回值）。",
  },
  "model.expected.place.destroy": {
    en: "Expected a place: `this`, `this.part`, `this[]` or `global:name` (a destructor has no arguments).",
    zh: "应为位置：`this`、`this.part`、`this[]` 或 `global:name`（析构函数没有参数）。",
  },

  // How findings differ from what labels in C++ expect (`waitchain models test`), and how such a test ended.
  "label.fixed": { en: "{id} {rule}: fixed, drop the mark", zh: "{id} {rule}：已修复，请去掉标记" },
  "label.found-as": {
    en: "FN {id} {at}: found as {rule}",
    zh: "FN {id} {at}：被报告为 {rule}",
  },
  "label.not-found": { en: "{id} {rule}: not found at {at}", zh: "{id} {rule}：在 {at} 没有发现" },
  "label.twice": { en: "{id} is labelled twice", zh: "{id} 被标注了两次" },
  "label.no-finding": { en: "{name}: there is no {id}", zh: "{name}：没有 {id}" },
  "label.no-step": { en: "{name}: the chain has {n} steps", zh: "{name}：该链有 {n} 步" },
  "label.other-step": {
    en: "{name} at {at}: is {kind} at {range}",
    zh: "{name} 于 {at}：实际为 {range} 处的 {kind}",
  },
  "label.surplus": {
    en: 'not labelled: {level} {rule} at {at}: blocks "{blocked}" needs "{needed}"',
    zh: '未标注：{level} {rule} 于 {at}：blocks "{blocked}" needs "{needed}"',
  },
  "label.other": { en: "{what} {wanted}: is {is}", zh: "{what} {wanted}：实际为 {is}" },
  "models.pass": {
    en: "pass {file}: as labelled ({n} labels)",
    zh: "通过 {file}：与标注一致（{n} 个标注）",
  },
  "models.fail": { en: "FAIL {file}", zh: "失败 {file}" },
  "models.no-tests": {
    en: "Nothing to test: name files, or list them under “tests” in the configuration.",
    zh: "没有可测试的文件：请指定文件，或在配置的“tests”中列出。",
  },
  "models.unknown": { en: "No model speaks of “{name}”.", zh: "没有模型涉及“{name}”。" },
} as const satisfies Readonly<Record<string, MessageText>>;
