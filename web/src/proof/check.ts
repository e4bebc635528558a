// The proof that an entry stands in the log, checked here and now, step by step, with nothing but WebCrypto.
import type {Proof} from '@/api/types';
import {type Bytes, equal, from_base64, hex, text_of} from './bytes';
import {climb, digest_size, goes_on, leaf_hash} from './merkle';
import {type Checkpoint, type Verdict, check_signature, parse_checkpoint, parse_note, parse_vkey} from './note';

// `shown`: the entry on the screen is what is proved. `pinned`: the key is the one that this browser knows.
export type StepName = 'shown' | 'leaf' | 'path' | 'root' | 'key' | 'signature' | 'pinned';
export interface Checked {
  step: StepName;
  verdict: Verdict;
  lines: string[]; // what was computed, for whoever wants to follow it
}
export interface Report {
  verdict: Verdict; // holds: every step held. broken: one did not. unchecked: none failed, one could not be done here
  steps: Checked[];
  checkpoint?: Checkpoint;
}

export interface Expected {
  index: number;
  leaf: string; // base64 of the entry that is shown
  key?: string; // the key that this browser knows; undefined: it knows none yet
}

const verdict_of = (holds: boolean): Verdict => (holds ? 'holds' : 'broken');

function overall(steps: Checked[]): Verdict {
  if (steps.some((one) => one.verdict === 'broken')) return 'broken';
  return steps.every((one) => one.verdict === 'holds') ? 'holds' : 'unchecked';
}

function shown(entry: Bytes | undefined, proof: Proof, expected: Expected): Checked {
  const same = entry !== undefined && proof.leaf === expected.leaf && proof.index === expected.index;
  const text = entry && text_of(entry);
  return {step: 'shown', verdict: verdict_of(same && text !== undefined), lines: [`${entry?.length ?? 0} B`]};
}

async function climbed(leaf: Bytes | undefined, proof: Proof, size: number | undefined) {
  const path = Array.isArray(proof.path) ? proof.path.map(from_base64) : [undefined];
  const whole = path.every((one): one is Bytes => one?.length === digest_size);
  if (!leaf || !whole || !Number.isSafeInteger(proof.index) || proof.index < 0 || size === undefined) return undefined;
  return climb(proof.index, size, leaf, path);
}

function path_lines(steps: Awaited<ReturnType<typeof climbed>>): string[] {
  return (steps ?? []).map(
    ({sibling, side, hash}) =>
      `SHA-256(01 ‖ ${side === 'left' ? `${hex(sibling)} ‖ ·` : `· ‖ ${hex(sibling)}`}) = ${hex(hash)}`,
  );
}

const all_steps: StepName[] = ['shown', 'leaf', 'path', 'root', 'key', 'signature'];

export async function check_proof(proof: Proof, expected: Expected): Promise<Report> {
  if (!globalThis.crypto?.subtle) // a page that did not come over HTTPS has none
    return {verdict: 'unchecked', steps: all_steps.map((step) => ({step, verdict: 'unchecked', lines: []}))};
  const entry = typeof proof.leaf === 'string' ? from_base64(proof.leaf) : undefined;
  const leaf = entry && (await leaf_hash(entry));
  const note = typeof proof.checkpoint === 'string' ? parse_note(proof.checkpoint) : undefined;
  const checkpoint = note && parse_checkpoint(note.text);
  const size = checkpoint?.size === proof.size ? checkpoint.size : undefined;
  const up = await climbed(leaf, proof, size);
  const root = up?.at(-1)?.hash ?? (up && leaf);
  const verifier = typeof proof.key === 'string' ? await parse_vkey(proof.key) : undefined;
  const named = verifier !== undefined && verifier.name === checkpoint?.origin;
  const signature = note && verifier ? await check_signature(note, verifier) : 'broken';
  const rooted = root !== undefined && checkpoint !== undefined && equal(root, checkpoint.root);
  const steps: Checked[] = [
    shown(entry, proof, expected),
    {step: 'leaf', verdict: verdict_of(leaf !== undefined), lines: leaf ? [`SHA-256(00 ‖ …) = ${hex(leaf)}`] : []},
    {step: 'path', verdict: verdict_of(up !== undefined), lines: path_lines(up)},
    {
      step: 'root',
      verdict: verdict_of(rooted),
      lines: [root ? hex(root) : '–', checkpoint ? hex(checkpoint.root) : '–'],
    },
    {step: 'key', verdict: verdict_of(named), lines: [String(proof.key)]},
    {step: 'signature', verdict: signature, lines: note ? [note.text.trimEnd()] : []},
  ];
  // the first key that is seen can be compared with nothing here: that is said beside the verdict, not in it
  if (expected.key !== undefined)
    steps.push({step: 'pinned', verdict: verdict_of(proof.key === expected.key), lines: [expected.key]});
  return {verdict: overall(steps), steps, checkpoint};
}

// Whether an older checkpoint is a past state of a newer one; both must have been checked by themselves.
export async function check_past(older: Checkpoint, newer: Checkpoint, path: string[]): Promise<Verdict> {
  const hashes = path.map(from_base64);
  const whole = hashes.every((one): one is Bytes => one?.length === digest_size);
  if (!whole || older.origin !== newer.origin) return 'broken';
  return verdict_of(await goes_on(older.size, older.root, newer.size, newer.root, hashes));
}

// A checkpoint by itself: its form, its log and its signature.
export async function check_checkpoint(note_text: string, vkey: string): Promise<{verdict: Verdict; checkpoint?: Checkpoint}> {
  const note = parse_note(note_text);
  const checkpoint = note && parse_checkpoint(note.text);
  if (!globalThis.crypto?.subtle) return {verdict: note && checkpoint ? 'unchecked' : 'broken', checkpoint};
  const verifier = await parse_vkey(vkey);
  if (!note || !checkpoint || !verifier || verifier.name !== checkpoint.origin) return {verdict: 'broken', checkpoint};
  return {verdict: await check_signature(note, verifier), checkpoint};
}
