// The Merkle tree of RFC 9162, section 2.1, over SHA-256.
import {type Bytes, concat, equal} from './bytes';

const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

export const digest_size = 32;
export {sha256};
export const leaf_hash = (entry: Bytes) => sha256(concat(Uint8Array.of(0), entry));
export const node_hash = (left: Bytes, right: Bytes) => sha256(concat(Uint8Array.of(1), left, right));

// One step up: what was joined with the hash below, on which side, and what came out.
export interface Step {sibling: Bytes; side: 'left' | 'right'; hash: Bytes}

// Section 2.1.3.2. undefined: a path of this length cannot belong to this index and size.
export async function climb(index: number, size: number, leaf: Bytes, path: Bytes[]): Promise<Step[] | undefined> {
  let fn = BigInt(index);
  let sn = BigInt(size) - 1n;
  if (fn > sn) return undefined;
  let hash = leaf;
  const steps: Step[] = [];
  for (const sibling of path) {
    if (sn === 0n) return undefined;
    const left = (fn & 1n) === 1n || fn === sn;
    hash = left ? await node_hash(sibling, hash) : await node_hash(hash, sibling);
    steps.push({sibling, side: left ? 'left' : 'right', hash});
    if (left)
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? steps : undefined;
}

// Section 2.1.4.2: whether the tree of `size` with `root` goes on from that of `old_size` with `old_root`.
export async function goes_on(old_size: number, old_root: Bytes, size: number, root: Bytes, path: Bytes[]): Promise<boolean> {
  if (old_size > size) return false;
  if (old_size === size) return path.length === 0 && equal(old_root, root);
  if (old_size === 0) return path.length === 0 && equal(old_root, await sha256(new Uint8Array()));
  let fn = BigInt(old_size) - 1n;
  let sn = BigInt(size) - 1n;
  const whole = (fn & (fn + 1n)) === 0n; // a power of two: the old root stands in the new tree itself
  const [first, ...rest] = whole ? [old_root, ...path] : path;
  if (!first) return false;
  for (; (fn & 1n) === 1n; fn >>= 1n) sn >>= 1n;
  let [old_hash, hash] = [first, first];
  for (const one of rest) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      [old_hash, hash] = [await node_hash(one, old_hash), await node_hash(one, hash)];
      for (; (fn & 1n) === 0n && fn !== 0n; fn >>= 1n) sn >>= 1n;
    } else {
      hash = await node_hash(hash, one);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equal(old_hash, old_root) && equal(hash, root);
}
