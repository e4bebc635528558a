import type {AccountRow} from '../../../api/types';
import type {Tone} from '../../../parts/tag';

type State = 'disabled' | 'locked' | 'no_password' | 'ready';

export function state_of(account: AccountRow): State {
  if (account.disabled) return 'disabled';
  if (account.locked_until && new Date(account.locked_until).getTime() > Date.now()) return 'locked';
  return account.has_password || account.subject ? 'ready' : 'no_password';
}
export const tone_of_state: Record<State, Tone> = {disabled: 'none', locked: 'bad', no_password: 'warn', ready: 'good'};
