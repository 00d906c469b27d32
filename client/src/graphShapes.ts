/** Shapes of the picture: nodes by their kind, bent arrows, colours of the theme. Knows no graph and no messages. */
/// <reference lib="dom" />

import type { Box } from "./graphLayout.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function outline(
  kind: string,
  width: number,
  height: number,
  paint: Readonly<Record<string, string>>,
): SVGElement {
  const [x, y] = [width / 2, height / 2];
  switch (kind) {
    case "loop": {
      const cut = 14;
      const points = `${-x + cut},${-y} ${x - cut},${-y} ${x},0 ${x - cut},${y} ${-x + cut},${y} ${-x},0`;
      return element("polygon", { points, ...paint });
    }
    case "lock":
      return element("ellipse", { rx: String(x), ry: String(y), ...paint });
    case "signal": {
      const points = `${-x - 10},${y} 0,${-y - 16} ${x + 10},${y}`;
      return element("polygon", { points, ...paint });
    }
    case "event":
    case "queue": {
      const points = `${-x - 8},0 0,${-y - 6} ${x + 8},0 0,${y + 6}`;
      return element("polygon", { points, ...paint });
    }
    default:
      return element("rect", {
        x: String(-x),
        y: String(-y),
        width: String(width),
        height: String(height),
        rx: "10",
        ...paint,
      });
  }
}

/** From border to border, bent to the right of its way, so that there and back are two lines. */
export function curveOf(from: Box, to: Box): { d: string; x: number; y: number } {
  if (from === to) {
    const [x, y] = [from.x + from.width / 2, from.y];
    const d = `M${x},${y - 6} C${x + 46},${y - 34} ${x + 46},${y + 34} ${x},${y + 6}`;
    return { d, x: x + 40, y: y - 22 };
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(46, 16 + length / 12);
  const middle = {
    x: (from.x + to.x) / 2 - (dy / length) * bend,
    y: (from.y + to.y) / 2 + (dx / length) * bend,
  };
  const start = border(from, middle);
  const end = border(to, middle);
  return {
    d: `M${start.x},${start.y} Q${middle.x},${middle.y} ${end.x},${end.y}`,
    x: (start.x + 2 * middle.x + end.x) / 4,
    y: (start.y + 2 * middle.y + end.y) / 4,
  };
}

/** Where the line from the middle of a box to a point leaves the box. */
function border(box: Box, point: Point): Point {
  const [dx, dy] = [point.x - box.x, point.y - box.y];
  const scale = Math.min(
    dx === 0 ? Infinity : box.width / 2 / Math.abs(dx),
    dy === 0 ? Infinity : box.height / 2 / Math.abs(dy),
  );
  if (!Number.isFinite(scale)) return { x: box.x, y: box.y };
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

export function element(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Colours of the theme; what is saved has their values. */
export const themeVariables = {
  foreground: "--vscode-editor-foreground",
  editorBackground: "--vscode-editor-background",
  errorForeground: "--vscode-editorError-foreground",
} as const;

export function themed(colour: keyof typeof themeVariables): string {
  return `var(${themeVariables[colour]})`;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += (sign.codePointAt(0) ?? 0) > 0x2e7f ? letter * 1.8 : letter;
  return width;
}

/** Of one letter at the size of labels. */
const letter = 7.3;
