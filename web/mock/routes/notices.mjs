import {Fault, ago, day, found} from '../answer.mjs';
import {case_devices, lines, matches, notice, notice_rows, the_case} from '../fixtures/notices.mjs';
import {accounts} from '../fixtures/accounts.mjs';

const answers = [
  ['notice-received', 'We have received, read and understood the notice', 'yes', '', [14]], ['users-informed', 'All users were informed', 'unanswered', 'nobody has said that the users were informed', []],
  ['guidance-read', 'The guidance was read', 'yes', '', [15]],
].map(([ask, label, value, missing, evidence]) => ({part: 'customer', ask, kind: 'yes-no', label, value, date: '', missing, evidence}));
const replies = [];

const reply_of = ({role = 'customer', lang = 'en', organisation = 'Riverside Genetics Laboratory', person = '', title = ''}) => ({
  id: '', notice_id: notice.id, references: [notice.id], publisher: 'Illumina, Inc.', notice_title: notice.title.value, reply_address: notice.reply_address.value, role, language: lang, date_format: 'DD.MMM.YYYY',
  organisation, person, title, date: day(0), draft: true, answers, devices: case_devices, near_misses: the_case.near_misses, not_affected: 1, evidence_origin: 'runseal.lab.example', evidence_size: 47,
  evidence_root: 'q1V7mK0c3xTz8bNd5sYw2hLp6fRj9gEuAaPoIiKlMnQ=', made_at: ago(0), version: '0.1.0', signature: null,
});
const check = (body) => { if (body.passphrase === 'wrong') throw new Fault('denied', 'the passphrase is not right', '', 'it is the one of your signature key, not your password'); };
const blank = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8//8/AwAI/AL+hc2rNAAAAABJRU5ErkJggg==';
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj 4 0 obj<</Length 59>>stream\nBT /F 20 Tf 60 760 Td (Draft of a reply, from the mock) Tj ET\nendstream endobj trailer<</Root 1 0 R>>\n');

export const notice_routes = [
  ['GET', '/notices', () => notice_rows],
  ['GET', '/notices/{id}', ({params}) => { found(notice_rows.find((one) => one.id === params.id), params.id); return {...notice, id: params.id}; }],
  ['GET', '/notices/{id}/letter', () => ({file_name: 'letter.md', format: 'markdown', lines})],
  ['GET', '/notices/{id}/matches', () => matches],
  ['GET', '/notices/{id}/case', ({params}) => ({...the_case, notice_id: params.id})],
  ['GET', '/notices/{id}/reply', ({query}) => ({reply: reply_of(query), missing: ['All users were informed', 'smb://nas01/runs is not protected']})],
  ['GET', '/notices/{id}/reply.pdf', () => ({file: pdf, type: 'application/pdf'})],
  ['GET', '/notices/{id}/reply/picture', ({query}) => ({page: Number(query.page ?? 1), pages: 3, png_base64: blank, text: 'Draft of a reply, from the mock'})],
  ['POST', '/notices/readings', () => ({reading: 'reading-1', notice, letter: {lines}})],
  ['POST', '/notices', () => ({id: notice.id, evidence: 48})],
  ['POST', '/notices/{id}/matches', () => ({evidence: 48})],
  ['POST', '/notices/{id}/statements', ({body, account}) => {
    const item = the_case.items.find((one) => one.action === body.action && one.device_id === (body.device_id ?? ''));
    Object.assign(found(item, 'such an action'), {state: 'done', detail: body.note ?? '', by: accounts.find((one) => one.name === account)?.full_name, on: body.on ?? day(0), evidence: 48});
    return {evidence: 48};
  }],
  ['POST', '/notices/{id}/exceptions', ({body}) => { check(body); return {evidence: 48}; }],
  ['POST', '/notices/{id}/replies', ({body, account}) => {
    check(body);
    const reply = {...reply_of(body), id: `reply-${replies.length + 1}`, draft: false, signature: {name: accounts.find((one) => one.name === account)?.full_name, at: ago(0), meaning: body.meaning}};
    replies.push(reply);
    return {id: reply.id, evidence: 48, files: ['reply.pdf', 'reply.json', 'reply.json.sig']};
  }],
  ['GET', '/replies', () => replies],
  ['GET', '/replies/{id}/files/{name}', () => ({file: pdf, type: 'application/pdf'})],
];
