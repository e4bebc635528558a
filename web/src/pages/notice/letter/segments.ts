// Cuts a line of the letter where values were read from it.
import type {ReadValue} from './values';

export interface Segment {text: string; fields: string[]}

// The words of the value as they stand in the line: as quoted, else the value itself.
function place(line: string, value: ReadValue): [number, number] | null {
  for (const words of [value.where.quote, value.value]) {
    if (!words) continue;
    const begin = line.toLowerCase().indexOf(words.toLowerCase());
    if (begin >= 0) return [begin, begin + words.length];
  }
  return null;
}

// Nothing of the value can be found in the line (marks were taken out, or it goes on in the next): the whole line.
function spans(line: string, values: ReadValue[]) {
  const begin = line.length - line.trimStart().length;
  const whole: [number, number] = [begin, line.trimEnd().length];
  const placed = values.map((value) => ({field: value.field, at: place(line, value) ?? whole}));
  return placed.sort((a, b) => a.at[1] - a.at[0] - (b.at[1] - b.at[0])); // of two at one place the narrower comes first
}

export function segments_of(line: string, values: ReadValue[]): Segment[] {
  const placed = spans(line, values);
  const cuts = [...new Set([0, line.length, ...placed.flatMap(({at}) => at)])].sort((a, b) => a - b);
  const out: Segment[] = [];
  for (let index = 0; index + 1 < cuts.length; ++index) {
    const [begin, end] = [cuts[index]!, cuts[index + 1]!];
    const fields = placed.filter(({at}) => at[0] <= begin && end <= at[1]).map(({field}) => field);
    out.push({text: line.slice(begin, end), fields});
  }
  return out;
}

export function by_line(values: ReadValue[]): Map<number, ReadValue[]> {
  const out = new Map<number, ReadValue[]>();
  for (const value of values) {
    if (value.where.line < 1) continue;
    out.set(value.where.line, [...(out.get(value.where.line) ?? []), value]);
  }
  return out;
}
