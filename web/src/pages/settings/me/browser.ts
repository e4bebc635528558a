// "Firefox on Linux" of what a browser says of itself; the words themselves when it is none that is known.
const browsers: [string, RegExp][] = [
  ['Edge', /Edg\//], ['Firefox', /Firefox\//], ['Chrome', /(Chrome|Chromium|CriOS)\//], ['Safari', /Version\/.*Safari\//], ['curl', /^curl\//],
];
const systems: [string, RegExp][] = [
  ['Windows', /Windows/], ['Android', /Android/], ['iOS', /iPhone|iPad/], ['macOS', /Mac OS X|Macintosh/], ['Linux', /Linux|X11/],
];

export function browser_of(agent: string): string {
  const browser = browsers.find(([, pattern]) => pattern.test(agent))?.[0];
  const system = systems.find(([, pattern]) => pattern.test(agent))?.[0];
  if (!browser) return agent.slice(0, 60);
  return system ? `${browser} · ${system}` : browser;
}
