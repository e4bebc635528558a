// C2SP signed-note and tlog-checkpoint: the text of a checkpoint and its Ed25519 signature.
import {type Bytes, base64, bytes_of, concat, equal, from_base64, hex} from './bytes';
import {digest_size, sha256} from './merkle';

const ed25519 = 1; // signed-note, "signature types"

export interface Verifier {name: string; raw: Bytes; id: Bytes}
export interface Checkpoint {origin: string; size: number; root: Bytes; text: string}

const names_a_key = (name: string) => name !== '' && !/[\s+\u0000-\u0020\u007f\u0085]/u.test(name);

// `name+8 hexadecimal digits+base64`. undefined: not such a key, or its check digits do not fit.
export async function parse_vkey(vkey: string): Promise<Verifier | undefined> {
  const [, name, digits, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(vkey) ?? [];
  const typed = encoded === undefined ? undefined : from_base64(encoded);
  if (!name || !names_a_key(name) || !typed || typed.length !== 33 || typed[0] !== ed25519) return undefined;
  const id = (await sha256(concat(bytes_of(`${name}\n`), typed))).slice(0, 4);
  return hex(id) === digits ? {name, raw: typed.slice(1), id} : undefined;
}

export interface Signature {name: string; id: Bytes; bytes: Bytes}
export interface Note {text: string; signatures: Signature[]}

function parse_signature(line: string): Signature | undefined {
  const [, name, encoded] = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const raw = encoded === undefined ? undefined : from_base64(encoded);
  if (!name || !names_a_key(name) || !raw || raw.length <= 4) return undefined;
  return {name, id: raw.slice(0, 4), bytes: raw.slice(4)};
}

export function parse_note(note: string): Note | undefined {
  const blank = note.lastIndexOf('\n\n');
  // eslint-disable-next-line no-control-regex
  if (!note.endsWith('\n') || blank < 0 || blank + 2 === note.length || /[\u0000-\u0009\u000b-\u001f]/u.test(note))
    return undefined;
  const signatures = note.slice(blank + 2, -1).split('\n').map(parse_signature);
  if (signatures.some((one) => one === undefined)) return undefined;
  return {text: note.slice(0, blank + 1), signatures: signatures as Signature[]};
}

export function parse_checkpoint(text: string): Checkpoint | undefined {
  const lines = text.split('\n').slice(0, -1);
  const [origin, size, root] = lines;
  if (!origin || lines.length < 3 || lines.includes('')) return undefined;
  const digest = from_base64(root ?? '');
  if (!/^(0|[1-9][0-9]*)$/.test(size ?? '') || digest?.length !== digest_size) return undefined;
  return Number.isSafeInteger(Number(size)) ? {origin, size: Number(size), root: digest, text} : undefined;
}

// Whether this browser can check such signatures at all: some cannot, and then nothing may be called verified.
let able: Promise<boolean> | undefined;
export const can_check_ed25519 = () =>
  (able ??= crypto.subtle.importKey('raw', well_formed, 'Ed25519', false, ['verify']).then(
    () => true,
    () => false,
  ));
// the public key of RFC 8032, section 7.1, test 1
const well_formed = from_base64('11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=') as Bytes;

export type Verdict = 'holds' | 'broken' | 'unchecked';

export async function check_signature(note: Note, verifier: Verifier): Promise<Verdict> {
  const ours = note.signatures.filter((one) => one.name === verifier.name && equal(one.id, verifier.id));
  if (ours.length === 0) return 'broken';
  if (!(await can_check_ed25519())) return 'unchecked';
  try {
    const key = await crypto.subtle.importKey('raw', verifier.raw, 'Ed25519', false, ['verify']);
    for (const one of ours)
      if (!(await crypto.subtle.verify('Ed25519', key, one.bytes, bytes_of(note.text)))) return 'broken';
    return 'holds';
  } catch {
    return 'broken'; // a key that is no point of the curve
  }
}

export const root_text = (checkpoint: Checkpoint) => base64(checkpoint.root);
