// A small word with a colour; the word says it without the colour too.
import type {Icon} from '@tabler/icons-react';
import type {ReactNode} from 'react';
import classes from './tag.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'none' | 'accent';

export function Tag({tone = 'none', icon: Picture, children}: {tone?: Tone; icon?: Icon; children: ReactNode}) {
  return (
    <span className={classes.tag} data-tone={tone}>
      {Picture && <Picture size={15} stroke={2} aria-hidden />}
      {children}
    </span>
  );
}
