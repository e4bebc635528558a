import type {ReactNode} from 'react';

export type Value = string | number | boolean | null | undefined;

export interface Column<Row> {
  id: string; // also the name that the service sorts by
  header: string;
  value: (row: Row) => Value; // to sort, search and export
  cell?: (row: Row) => ReactNode; // to show; else the value
  number?: boolean; // right-aligned
  sortable?: boolean; // default: yes
  wide?: boolean; // may take what width is left; long words are cut at its edge
  choices?: {value: string; label: string}[]; // can be narrowed to one of these
  help?: string; // the key of a term
}

const of = <Row>(column: Column<Row>, row: Row) => column.value(row) ?? '';

export function sorted<Row>(rows: Row[], column: Column<Row> | undefined, descending: boolean): Row[] {
  if (!column) return rows;
  const compare = new Intl.Collator(undefined, {numeric: true, sensitivity: 'base'}).compare;
  const turn = descending ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [of(column, one), of(column, other)];
    return turn * (typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b)));
  });
}

export function found<Row>(rows: Row[], columns: Column<Row>[], search: string, chosen: Record<string, string>): Row[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (columns.some((column) => chosen[column.id] && String(of(column, row)) !== chosen[column.id])) return false;
    const text = columns.map((column) => String(of(column, row))).join('\n').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
