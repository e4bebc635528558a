import type {Json} from '../../../api/types';

export function shown_value(value: Json): string {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) return value.map(shown_value).join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

// 16 bytes a line: offset, hexadecimal, and what of it are letters.
export function hex_dump(hex: string): string {
  const bytes = hex.match(/../g) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const part = bytes.slice(at, at + 16);
    const letters = part.map((byte) => {
      const code = parseInt(byte, 16);
      return code >= 32 && code < 127 ? String.fromCharCode(code) : '·';
    });
    lines.push(`${at.toString(16).padStart(4, '0')}  ${part.join(' ').padEnd(47)}  ${letters.join('')}`);
  }
  return lines.join('\n');
}
