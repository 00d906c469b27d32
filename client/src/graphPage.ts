/**
 * The page of the picture: draws the graph as SVG and as a table, and turns keys and clicks into messages. Runs in a
 * webview, without Node and without the editor's API; nothing is loaded, all text comes by message.
 *
 * Form says what colour says: threads are rounded, loops six-sided, pools double, locks oval, handlers triangles;
 * a chain's arrows are thick, posted work is dotted.
 */
/// <reference lib="dom" />

import type {
  WireGraph,
  WireGraphEdge,
  WireGraphNode,
} from "../../server/src/protocol/requests.ts";
import { type Box, layoutOf } from "./graphLayout.ts";
import type { DrawMessage, PageMessage } from "./graphMessages.ts";
import { curveOf, element, outline, themed, themeVariables, widthOf } from "./graphShapes.ts";
import { graphAsDot, graphAsMermaid } from "./graphText.ts";

interface Host {
  postMessage(message: PageMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): Host;

interface View {
  direction: "down" | "right";
  only: boolean;
  posts: boolean;
  table: boolean;
}

const host = acquireVsCodeApi();
const view: View = {
  direction: "down",
  only: false,
  posts: false,
  table: false,
  ...(host.getState() as Partial<View> | undefined),
};
let told: DrawMessage | null = null;
let zoom = { x: 0, y: 0, scale: 1 };

const bar = part("bar");
const canvas = part("canvas");
const list = part("list");

window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  if (typeof data !== "object" || data === null || !("type" in data) || data.type !== "draw")
    return;
  told = data as DrawMessage;
  if (told.chosen === "") view.only = false;
  draw();
  fit();
});
window.addEventListener("resize", fit);
host.postMessage({ type: "ready" });

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(id);
  return found;
}

function t(key: string): string {
  return told?.texts[key] ?? key;
}

function draw(): void {
  if (told === null) return;
  host.setState(view);
  part("title").textContent = told.title;
  part("note").textContent = told.note;
  drawBar(told.chosen !== "");
  const graph = visible(told);
  canvas.hidden = view.table;
  list.hidden = !view.table;
  if (view.table) drawTable(graph);
  else drawPicture(graph, told.chosen);
}

/** What the buttons leave. */
function visible({ graph, chosen }: DrawMessage): WireGraph {
  const edges = graph.edges.filter(
    ({ kind, findings }) =>
      (view.posts || kind === "waits") && (!view.only || findings.includes(chosen)),
  );
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return { ...graph, edges, nodes: graph.nodes.filter(({ id }) => used.has(id)) };
}

function drawBar(hasChosen: boolean): void {
  const focused = document.activeElement?.id ?? "";
  bar.replaceChildren();
  const button = (key: string, act: () => void, pressed?: boolean): void => {
    const made = document.createElement("button");
    made.id = `do-${key}`;
    made.textContent = t(key);
    if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", act);
    bar.append(made);
  };
  const toggle = (key: "only" | "posts" | "table"): void =>
    button(
      key,
      () => {
        view[key] = !view[key];
        draw();
        fit();
      },
      view[key],
    );
  if (!view.table) {
    button("fit", fit);
    button("larger", () => zoomBy(1.25));
    button("smaller", () => zoomBy(0.8));
    button("turn", () => {
      view.direction = view.direction === "down" ? "right" : "down";
      draw();
      fit();
    });
  }
  if (hasChosen) toggle("only");
  toggle("posts");
  toggle("table");
  if (!view.table) {
    button("svg", () => host.postMessage({ type: "save", form: "svg", data: standalone() }));
    button("png", () => void savePng());
  }
  const graph = (): WireGraph | null => (told === null ? null : visible(told));
  const copy = (make: (graph: WireGraph) => string): void => {
    const now = graph();
    if (now !== null) host.postMessage({ type: "copy", text: make(now) });
  };
  button("mermaid", () => copy(graphAsMermaid));
  button("dot", () => copy(graphAsDot));
  document.getElementById(focused)?.focus();
}

// The picture ----------------------------------------------------------------------------------------------

const labelHeight = 39;
/** Room beside the nodes for what stands at bent arrows. */
const sides = 130;

function drawPicture(graph: WireGraph, chosen: string): void {
  const sizes = graph.nodes.map(({ id, text }) => ({
    id,
    width: Math.max(90, widthOf(text) + 44),
    height: labelHeight,
  }));
  const layout = layoutOf(sizes, graph.edges, view.direction);
  const svg = element("svg", { role: "graphics-document", "aria-label": t("graph") });
  const markers = element("defs", {});
  for (const [id, colour] of [
    ["arrow", "foreground"],
    ["chain", "errorForeground"],
  ] as const) {
    const marker = element("marker", {
      id,
      viewBox: "0 0 10 10",
      refX: "9",
      refY: "5",
      markerWidth: "9",
      markerHeight: "9",
      markerUnits: "userSpaceOnUse",
      orient: "auto-start-reverse",
    });
    marker.append(element("path", { d: "M0,0 L10,5 L0,10 z", fill: themed(colour) }));
    markers.append(marker);
  }
  const world = element("g", { id: "world" });
  const inner = element("g", { transform: `translate(${sides},0)` });
  world.append(inner);
  for (const edge of graph.edges) inner.append(edgeShape(edge, layout.boxes, chosen));
  for (const node of graph.nodes) {
    const box = layout.boxes.get(node.id);
    if (box !== undefined) inner.append(nodeShape(node, box, graph, chosen));
  }
  svg.append(markers, world);
  svg.dataset["width"] = String(layout.width + 2 * sides);
  svg.dataset["height"] = String(layout.height);
  canvas.replaceChildren(svg);
  moveable(svg);
  world.querySelector("g.node")?.setAttribute("tabindex", "0");
}

function nodeShape(node: WireGraphNode, box: Box, graph: WireGraph, chosen: string): SVGElement {
  const inChain = node.findings.length > 0;
  const isChosen = chosen !== "" && node.findings.includes(chosen);
  const g = element("g", {
    class: "node",
    role: "graphics-symbol",
    tabindex: "-1",
    "aria-label": spoken(node, graph),
    transform: `translate(${box.x},${box.y})`,
    opacity: chosen === "" || isChosen ? "1" : "0.55",
  });
  g.dataset["id"] = node.id;
  const paint = {
    class: "shape",
    fill: themed("editorBackground"),
    stroke: inChain ? themed("errorForeground") : themed("foreground"),
    "stroke-width": isChosen ? "3" : inChain ? "2" : "1",
  };
  g.append(outline(node.kind, box.width, box.height, paint));
  if (node.kind === "pool")
    g.append(outline(node.kind, box.width - 8, box.height - 8, { ...paint, "stroke-width": "1" }));
  const label = element("text", {
    "text-anchor": "middle",
    "dominant-baseline": "central",
    fill: themed("foreground"),
    "font-size": "13",
  });
  label.textContent = node.text;
  const tip = element("title", {});
  tip.textContent = spoken(node, graph);
  g.append(label, tip);
  g.addEventListener("click", () => openNode(node));
  g.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      openNode(node);
      return;
    }
    const next = neighbour(node.id, event.key, graph);
    if (next === null) return;
    event.preventDefault();
    focusNode(next);
  });
  return g;
}

function edgeShape(
  edge: WireGraphEdge,
  boxes: ReadonlyMap<string, Box>,
  chosen: string,
): SVGElement {
  const from = boxes.get(edge.from);
  const to = boxes.get(edge.to);
  const g = element("g", {
    class: "edge",
    role: "graphics-symbol",
    "aria-label": spokenEdge(edge),
  });
  if (from === undefined || to === undefined) return g;
  const inChain = edge.findings.length > 0;
  const isChosen = chosen !== "" && edge.findings.includes(chosen);
  const curve = curveOf(from, to);
  const faded = chosen !== "" && !isChosen;
  g.setAttribute("opacity", faded ? "0.45" : "1");
  g.append(
    element("path", {
      d: curve.d,
      fill: "none",
      stroke: inChain ? themed("errorForeground") : themed("foreground"),
      "stroke-width": inChain ? "2.5" : "1.2",
      "stroke-dasharray": edge.kind === "posts" ? "2 4" : "none",
      "marker-end": `url(#${inChain ? "chain" : "arrow"})`,
    }),
  );
  // Names of all edges at once are not read: those of the chain stand there, the others when pointed at.
  if (inChain && !faded) {
    const right = curve.x >= (from.x + to.x) / 2;
    const label = element("text", {
      x: String(curve.x + (right ? 6 : -6)),
      y: String(curve.y),
      "text-anchor": right ? "start" : "end",
      fill: themed("foreground"),
      stroke: themed("editorBackground"),
      "stroke-width": "3",
      "paint-order": "stroke",
      "font-size": "11",
    });
    label.textContent = edge.text.length > 42 ? `${edge.text.slice(0, 41)}…` : edge.text;
    g.append(label);
  }
  const tip = element("title", {});
  tip.textContent = spokenEdge(edge);
  g.append(tip);
  g.addEventListener("click", () => host.postMessage({ type: "open", location: edge.location }));
  return g;
}

// Keys, mouse, places --------------------------------------------------------------------------------------

/** Down and right along an arrow, up and left against it; Home and End to the first and last. */
function neighbour(id: string, key: string, { nodes, edges }: WireGraph): string | null {
  if (key === "Home") return nodes[0]?.id ?? null;
  if (key === "End") return nodes[nodes.length - 1]?.id ?? null;
  const along = key === "ArrowDown" || key === "ArrowRight";
  if (!along && key !== "ArrowUp" && key !== "ArrowLeft") return null;
  const next = edges
    .filter((edge) => (along ? edge.from : edge.to) === id && edge.from !== edge.to)
    .map((edge) => (along ? edge.to : edge.from));
  const own = nodes.findIndex((node) => node.id === id);
  return next[0] ?? nodes[(own + (along ? 1 : nodes.length - 1)) % nodes.length]?.id ?? null;
}

function focusNode(id: string): void {
  for (const node of canvas.querySelectorAll<SVGElement>("g.node")) {
    const wanted = node.dataset["id"] === id;
    node.setAttribute("tabindex", wanted ? "0" : "-1");
    if (wanted) node.focus();
  }
}

function openNode({ location }: WireGraphNode): void {
  if (location !== null) host.postMessage({ type: "open", location });
}

function moveable(svg: SVGElement): void {
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.1 : 1 / 1.1, event.offsetX, event.offsetY);
  });
  let from: { x: number; y: number } | null = null;
  svg.addEventListener("pointerdown", (event) => {
    if ((event.target as Element).closest("g.node, g.edge") !== null) return;
    from = { x: event.clientX - zoom.x, y: event.clientY - zoom.y };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    zoom = { ...zoom, x: event.clientX - from.x, y: event.clientY - from.y };
    place();
  });
  svg.addEventListener("pointerup", () => (from = null));
}

function place(): void {
  const { x, y, scale } = zoom;
  document
    .getElementById("world")
    ?.setAttribute("transform", `translate(${x},${y}) scale(${scale})`);
}

function zoomBy(factor: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2): void {
  const scale = Math.min(4, Math.max(0.1, zoom.scale * factor));
  const by = scale / zoom.scale;
  zoom = { x: x - (x - zoom.x) * by, y: y - (y - zoom.y) * by, scale };
  place();
}

function fit(): void {
  const svg = canvas.querySelector("svg");
  if (svg === null) return;
  const [width, height] = [Number(svg.dataset["width"]), Number(svg.dataset["height"])];
  const scale = Math.min(1.6, canvas.clientWidth / width, canvas.clientHeight / height) || 1;
  zoom = {
    x: (canvas.clientWidth - width * scale) / 2,
    y: Math.max(0, (canvas.clientHeight - height * scale) / 3),
    scale,
  };
  place();
}

// Words ----------------------------------------------------------------------------------------------------

function nameOf(id: string): string {
  return told?.graph.nodes.find((node) => node.id === id)?.text ?? id;
}

function spoken(node: WireGraphNode, { edges }: WireGraph): string {
  const waits = edges.filter((edge) => edge.from === node.id && edge.kind === "waits");
  const waited = edges.filter((edge) => edge.to === node.id && edge.kind === "waits");
  return [
    node.text,
    ...waits.map((edge) => `${t("waits")} ${nameOf(edge.to)}`),
    ...(waited.length > 0
      ? [t("waitedBy").replace("{0}", waited.map((edge) => nameOf(edge.from)).join(", "))]
      : []),
    ...(node.findings.length > 0 ? [t("blocked")] : []),
  ].join(", ");
}

function spokenEdge(edge: WireGraphEdge): string {
  const verb = t(edge.kind === "posts" ? "posted" : "waits");
  const more = edge.count > 1 ? ` (${t("more").replace("{0}", String(edge.count))})` : "";
  return `${nameOf(edge.from)} ${verb} ${nameOf(edge.to)}: ${edge.text}${more}`;
}

function drawTable({ edges }: WireGraph): void {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const key of ["who", "what", "whom", "why"]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = t(key);
    head.append(cell);
  }
  const body = table.createTBody();
  for (const edge of edges.toSorted((a, b) => b.findings.length - a.findings.length)) {
    const row = body.insertRow();
    row.insertCell().textContent = nameOf(edge.from);
    const verb = t(edge.kind === "posts" ? "posted" : "waits");
    row.insertCell().textContent = edge.findings.length > 0 ? `${verb} (${t("blocked")})` : verb;
    row.insertCell().textContent = nameOf(edge.to);
    const open = document.createElement("button");
    open.textContent =
      edge.count > 1 ? `${edge.text} (${t("more").replace("{0}", String(edge.count))})` : edge.text;
    open.addEventListener("click", () =>
      host.postMessage({ type: "open", location: edge.location }),
    );
    row.insertCell().append(open);
  }
  list.replaceChildren(table);
}

// Shapes and files -----------------------------------------------------------------------------------------

/** The picture as a file of its own: values instead of variables, all of it whatever is in view. */
function standalone(): string {
  const svg = canvas.querySelector("svg");
  if (svg === null) return "";
  const copy = svg.cloneNode(true) as SVGElement;
  const { width = "0", height = "0" } = svg.dataset;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  copy.setAttribute("font-family", "sans-serif");
  copy.querySelector("#world")?.removeAttribute("transform");
  const style = getComputedStyle(document.documentElement);
  const background = element("rect", {
    width: "100%",
    height: "100%",
    fill: themed("editorBackground"),
  });
  copy.prepend(background);
  let text = new XMLSerializer().serializeToString(copy);
  for (const variable of Object.values(themeVariables))
    text = text.replaceAll(`var(${variable})`, style.getPropertyValue(variable).trim() || "black");
  return text;
}

async function savePng(): Promise<void> {
  const svg = canvas.querySelector("svg");
  if (svg === null) return;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone())}`;
  await image.decode();
  const board = document.createElement("canvas");
  board.width = image.width * 2;
  board.height = image.height * 2;
  board.getContext("2d")?.drawImage(image, 0, 0, board.width, board.height);
  const data = board.toDataURL("image/png");
  host.postMessage({ type: "save", form: "png", data: data.slice(data.indexOf(",") + 1) });
}
