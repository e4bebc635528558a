// A one-time link's word stands behind '#', so that it reaches no server log; and it leaves the address and the
// browser's history as soon as it was read. Kept here: the page may ask for it more than once while it starts.
let taken = '';

export function take_link(): string {
  const word = new URLSearchParams(window.location.hash.slice(1)).get('link');
  if (word) {
    taken = word;
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  }
  return taken;
}

export const forget_link = () => {
  taken = '';
};
