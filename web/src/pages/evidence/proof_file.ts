// A C2SP tlog-proof as `runseal evidence prove` writes it: checked on any machine by `runseal evidence verify-proof`.
import type {Proof} from '../../api/types';

export const proof_file = (proof: Proof) =>
  ['c2sp.org/tlog-proof@v1', `extra ${proof.leaf}`, `index ${proof.index}`, ...proof.path, '', proof.checkpoint].join('\n');
