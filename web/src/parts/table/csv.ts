// RFC 4180, with a byte order mark so that a spreadsheet reads it as UTF-8.
import type {Column, Value} from './columns';

function field(value: Value): string {
  let text = value === null || value === undefined ? '' : String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`; // a spreadsheet would run it
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv_of<Row>(columns: Column<Row>[], rows: Row[]): string {
  const lines = [columns.map((column) => field(column.header)), ...rows.map((row) => columns.map((c) => field(c.value(row))))];
  return `\ufeff${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

export function save(name: string, content: Blob | string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
