/**
 * Where the nodes of a wait-for graph stand: in layers, so that most arrows point one way and a cycle is seen as the
 * arrow that points back. Pure and the same for the same graph. A few hundred nodes at most: loops over all are fine.
 */

export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

export interface Box {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly width: number;
  readonly height: number;
}

const gap = { layer: 80, node: 32, margin: 24 };
const sweeps = 6;

export function layoutOf(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  direction: "down" | "right",
): Layout {
  const links = edges.filter(({ from, to }) => from !== to);
  const layers = ordered(layersOf(nodes, links), links);
  const turned = direction === "right";
  const long = ({ width, height }: LayoutNode): number => (turned ? height : width);
  const deep = ({ width, height }: LayoutNode): number => (turned ? width : height);
  const across = positions(layers, links, long);
  const boxes = new Map<string, Box>();
  let at = gap.margin;
  for (const layer of layers) {
    const depth = Math.max(...layer.map(deep));
    for (const node of layer) {
      const [x, y] = [across.get(node.id) ?? 0, at + depth / 2];
      const { width, height } = node;
      boxes.set(node.id, turned ? { x: y, y: x, width, height } : { x, y, width, height });
    }
    at += depth + gap.layer;
  }
  const all = [...boxes.values()];
  return {
    boxes,
    width: Math.max(0, ...all.map((box) => box.x + box.width / 2)) + gap.margin,
    height: Math.max(0, ...all.map((box) => box.y + box.height / 2)) + gap.margin,
  };
}

/** A node stands below all that lead to it, but for the edges that close a cycle. */
function layersOf(nodes: readonly LayoutNode[], links: readonly LayoutEdge[]): LayoutNode[][] {
  const out = new Map<string, string[]>();
  for (const { from, to } of links) out.set(from, [...(out.get(from) ?? []), to]);
  const state = new Map<string, "open" | "done">();
  const finished: string[] = [];
  const forward: LayoutEdge[] = [];
  const visit = (id: string): void => {
    state.set(id, "open");
    for (const to of out.get(id) ?? []) {
      if (state.get(to) === "open") continue;
      forward.push({ from: id, to });
      if (!state.has(to)) visit(to);
    }
    state.set(id, "done");
    finished.push(id);
  };
  const entered = new Set(links.map(({ to }) => to));
  const roots = [...nodes].sort((a, b) => Number(entered.has(a.id)) - Number(entered.has(b.id)));
  for (const { id } of roots) if (!state.has(id)) visit(id);
  const depth = new Map<string, number>();
  for (const id of finished.toReversed()) {
    const own = depth.get(id) ?? 0;
    depth.set(id, own);
    for (const { from, to } of forward)
      if (from === id) depth.set(to, Math.max(depth.get(to) ?? 0, own + 1));
  }
  const layers: LayoutNode[][] = [];
  for (const node of nodes) (layers[depth.get(node.id) ?? 0] ??= []).push(node);
  return layers.filter((layer) => layer.length > 0);
}

/** Nodes move to the middle of those that they are joined with, up and down, a few times. */
function ordered(layers: LayoutNode[][], links: readonly LayoutEdge[]): LayoutNode[][] {
  const joined = neighbours(links);
  let now = layers;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const place = new Map(
      now.flatMap((layer) => layer.map(({ id }, i) => [id, (i + 0.5) / layer.length] as const)),
    );
    now = now.map((layer) => {
      const middle = new Map(
        layer.map(({ id }) => {
          const near = (joined.get(id) ?? []).map((other) => place.get(other) ?? 0.5);
          const own = place.get(id) ?? 0.5;
          return [id, near.length === 0 ? own : near.reduce((a, b) => a + b, 0) / near.length];
        }),
      );
      return layer.toSorted((a, b) => (middle.get(a.id) ?? 0) - (middle.get(b.id) ?? 0));
    });
  }
  return now;
}

function positions(
  layers: readonly (readonly LayoutNode[])[],
  links: readonly LayoutEdge[],
  long: (node: LayoutNode) => number,
): ReadonlyMap<string, number> {
  const joined = neighbours(links);
  const at = new Map<string, number>();
  for (const layer of layers) packed(layer, long, at, () => 0);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const layer of layers) {
      packed(layer, long, at, ({ id }) => {
        const near = (joined.get(id) ?? []).map((other) => at.get(other) ?? 0);
        return near.length === 0
          ? (at.get(id) ?? 0)
          : near.reduce((a, b) => a + b, 0) / near.length;
      });
    }
  }
  const least = Math.min(
    ...layers.flatMap((layer) => layer.map((node) => (at.get(node.id) ?? 0) - long(node) / 2)),
  );
  return new Map([...at].map(([id, x]) => [id, x - least + gap.margin]));
}

/** As near to where each wants to be as the others of its layer allow. */
function packed(
  layer: readonly LayoutNode[],
  long: (node: LayoutNode) => number,
  at: Map<string, number>,
  wanted: (node: LayoutNode) => number,
): void {
  const wishes = layer.map(wanted);
  let edge = -Infinity;
  const from = layer.map((node, i) => {
    const x = Math.max(wishes[i] ?? 0, edge + long(node) / 2);
    edge = x + long(node) / 2 + gap.node;
    return x;
  });
  // Pushed to one side only, a crowded layer would drift: it goes back by half of what it was pushed.
  const drift = from.reduce((sum, x, i) => sum + x - (wishes[i] ?? 0), 0) / layer.length;
  layer.forEach((node, i) => at.set(node.id, (from[i] ?? 0) - drift));
}

function neighbours(links: readonly LayoutEdge[]): ReadonlyMap<string, readonly string[]> {
  const joined = new Map<string, string[]>();
  for (const { from, to } of links) {
    joined.set(from, [...(joined.get(from) ?? []), to]);
    joined.set(to, [...(joined.get(to) ?? []), from]);
  }
  return joined;
}
