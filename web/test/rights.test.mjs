// What the page says that a role may do is what the service's one table says.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const table = (text, row) =>
  Object.fromEntries([...text.matchAll(row)].map(([, role, may]) => [role, [...may.matchAll(/\w+/g)].map(String)]));

test('the page and the service say the same of every role', () => {
  const service = table(read('src/service/authority.cc'), /case AccountRole::(\w+): return \{([^}]*)\};/g);
  const page = table(read('web/src/pages/settings/accounts/rights.tsx'), /^ {2}(\w+): \[('[^\]]*)\],$/gm);
  assert.equal(Object.keys(service).length, 5);
  for (const may of Object.values(page)) may.unshift('own'); // about oneself: not shown
  assert.deepEqual(page, service);
});
