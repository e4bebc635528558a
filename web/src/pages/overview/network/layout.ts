// Where everything stands: devices at the left, site by site; storage at the right, each at the height of what is
// connected with it, so that lines cross seldom. A line's label stands near its device, where no other label stands.
import type {Line, Row, Shown, Site} from './gather';

export const box = {width: 268, height: 56, gap: 12, top: 8};
const heading = 34;
export const label = {height: 27, gap: 4, clear: 6}; // clear of the boxes at its line's ends

export interface Head {site: Site; y: number}
export interface Placed {row: Row; site: Site; y: number}
export interface Chosen {line: Line; row: Row; site: Site}
export interface Drawn extends Chosen {label: Point}
export interface Point {x: number; y: number}
export interface Picture {heads: Head[]; rows: Placed[]; storages: {host: string; y: number}[]; lines: Drawn[]; height: number}

function middle_of(host: string, rows: Placed[]): number {
  const at = rows.filter(({row}) => row.lines.some((line) => line.host === host)).map(({y}) => y);
  return at.length ? at.reduce((a, b) => a + b, 0) / at.length : 0;
}

// Where a curve is that begins and ends level, as React Flow draws it; `along` is 0 at its beginning and 1 at its end.
function on_curve(along: number, from: Point, to: Point): Point {
  const rest = 1 - along;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * along, 3 * rest * along ** 2, along ** 3];
  const half = (from.x + to.x) / 2;
  return {x: a * from.x + (b + c) * half + d * to.x, y: (a + b) * from.y + (c + d) * to.y};
}

interface Label extends Point {width: number}

const over = (a: Label, b: Label) =>
  Math.max(Math.abs(a.x - b.x) / ((a.width + b.width) / 2 + label.gap), Math.abs(a.y - b.y) / label.height); // below 1: on each other

interface Way {from: Point; to: Point; width: number}

const room_at = (at: Label, others: Label[]) => Math.min(Infinity, ...others.map((one) => over(one, at)));

// The first place along its line where no other label stands; where there is none, the one with the most room.
function best_place({from, to, width}: Way, others: Label[]): Label {
  let best: Label | undefined;
  for (let along = 0.1; along < 0.9; along += 0.02) {
    const at = {...on_curve(along, from, to), width};
    if (at.x - width / 2 < from.x + label.clear || at.x + width / 2 > to.x - label.clear) continue;
    const room = room_at(at, others);
    if (room >= 1) return at;
    if (!best || room > room_at(best, others)) best = at;
  }
  return best ?? {...on_curve(0.5, from, to), width};
}

// Each in its turn; then those that found no place look again, now that all others stand.
function labels_of(ways: Way[]): Label[] {
  const labels: Label[] = [];
  for (const way of ways) labels.push(best_place(way, labels));
  for (let round = 0; round < 4; ++round)
    ways.forEach((way, nth) => {
      const others = labels.filter((_, other) => other !== nth);
      if (room_at(labels[nth]!, others) < 1) labels[nth] = best_place(way, others);
    });
  return labels;
}

export const right_of = (width: number) => Math.max(width - box.width - 1, box.width + 300); // where storage stands

// `label_width`: of a line's words, in pixels.
export function arranged(shown: Shown, width: number, label_width: (line: Line) => number): Picture {
  const heads: Head[] = [];
  const rows: Placed[] = [];
  let y = box.top;
  for (const site of shown.sites) {
    if (shown.sites.length > 1 || site.open) {
      heads.push({site, y});
      y += heading;
    }
    for (const row of site.rows) {
      rows.push({row, site, y});
      y += box.height + box.gap + Math.max(0, row.lines.length - 2) * label.height; // many labels need room
    }
    y += box.gap;
  }
  const step = box.height + box.gap;
  const height = Math.max(y, shown.storages.length * step + 2 * box.top);
  const wanted = shown.storages.map((host) => ({host, y: middle_of(host, rows)})).sort((a, b) => a.y - b.y);
  let free = box.top;
  for (const one of wanted) {
    one.y = Math.max(one.y, free);
    free = one.y + step;
  }
  let floor = height - box.top;
  for (const one of [...wanted].reverse()) {
    one.y = Math.min(one.y, floor - box.height);
    floor = one.y - box.gap;
  }
  const rank = new Map(wanted.map(({host}, place) => [host, place]));
  const half = box.height / 2;
  const chosen = rows.flatMap((at) =>
    [...at.row.lines].sort((a, b) => rank.get(a.host)! - rank.get(b.host)!).map((line) => ({line, row: at.row, site: at.site, y: at.y + half})));
  const labels = labels_of(chosen.map(({line, y: from}) => ({
    from: {x: box.width + 1, y: from}, to: {x: right_of(width), y: wanted[rank.get(line.host)!]!.y + half}, width: label_width(line),
  })));
  const lines = chosen.map(({line, row, site}, nth) => ({line, row, site, label: labels[nth]!}));
  return {heads, rows, storages: wanted, lines, height};
}
