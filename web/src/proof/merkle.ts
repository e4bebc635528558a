// The Merkle tree of RFC 9162, section 2.1, over SHA-256.
import {type Bytes, concat} from './bytes';

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
