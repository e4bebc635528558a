// Paper is white, whatever the page's colours are on the screen: they come back afterwards.
export function keep_paper_white() {
  const paper = window.matchMedia('print');
  const root = document.documentElement;
  let on_screen = '';
  paper.addEventListener('change', () => {
    if (paper.matches) on_screen = root.dataset.mantineColorScheme ?? '';
    root.dataset.mantineColorScheme = paper.matches ? 'light' : on_screen;
  });
}
