// Where everything stands: devices at the left, site by site; storage at the right, each at the height of what is
// connected with it, so that lines cross seldom. A line's label stands near its device, where no other label stands.
import type {Line, Row, Shown, Site} from './gather';

export const box = {width: 268, height: 56, gap: 12, top: 8};
const heading = 34;
const label = {width: 156, height: 27};

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

function free_place(from: Point, to: Point, taken: Point[]): Point {
  for (let along = 0.14; along < 0.8; along += 0.03) {
    const at = on_curve(along, from, to);
    if (taken.every(({x, y}) => Math.abs(x - at.x) > label.width || Math.abs(y - at.y) > label.height)) return at;
  }
  return on_curve(0.14, from, to);
}

export const right_of = (width: number) => Math.max(width - box.width - 1, box.width + 300); // where storage stands

export function arranged(shown: Shown, width: number): Picture {
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
      y += box.height + box.gap;
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
  const taken: Point[] = [];
  const lines = rows.flatMap((at) =>
    [...at.row.lines].sort((a, b) => rank.get(a.host)! - rank.get(b.host)!).map((line) => {
      const to = {x: right_of(width), y: wanted[rank.get(line.host)!]!.y + half};
      const place = free_place({x: box.width + 1, y: at.y + half}, to, taken);
      taken.push(place);
      return {line, row: at.row, site: at.site, label: place};
    }));
  return {heads, rows, storages: wanted, lines, height};
}
