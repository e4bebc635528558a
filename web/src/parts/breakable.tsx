// A long name without blanks may go on in the next line after a mark that parts it, rather than anywhere.
import {Fragment} from 'react';

export function Breakable({text}: {text: string}) {
  const parts = text.split(/(?<=[/_:.@-])(?=[^/_:.@-])/);
  return <>{parts.map((part, place) => <Fragment key={place}>{place > 0 && <wbr />}{part}</Fragment>)}</>;
}
