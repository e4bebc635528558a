const status_of = {usage: 400, invalid: 422, not_found: 404, exists: 409, denied: 403, conflict: 409, limit: 413};

export class Fault extends Error {
  constructor(code, what, where = '', next = '', status = status_of[code] ?? 500, more = {}) {
    super(what);
    Object.assign(this, {code, where, next, status, more});
  }
  json() {
    return {code: this.code, what: this.message, where: this.where, next: this.next, ...this.more};
  }
}

// ?search=&sort=&descending=1&offset=&limit= over rows
export function listed(rows, {search = '', sort = '', descending = '', offset = '0', limit = '500'}) {
  let items = rows.filter((row) => JSON.stringify(row).toLowerCase().includes(search.toLowerCase()));
  if (sort)
    items = [...items].sort((a, b) => (descending ? -1 : 1) *
      (typeof a[sort] === 'number' ? a[sort] - b[sort] : String(a[sort] ?? '').localeCompare(String(b[sort] ?? ''))));
  return {items: items.slice(Number(offset), Number(offset) + Number(limit)), total: items.length};
}

export const found = (value, name) => {
  if (value === undefined) throw new Fault('not_found', `there is no ${name}`, name);
  return value;
};

const start = Date.now();
export const ago = (hours) => new Date(start - hours * 3_600_000).toISOString().replace(/\.\d+Z/, 'Z');
export const day = (days) => new Date(start + days * 86_400_000).toISOString().slice(0, 10);
