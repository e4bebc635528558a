// Text as a QR code: always dark on white, whatever the page's colours, as cameras expect.
import {encode} from 'uqr';
import {useMemo} from 'react';

export function Qr({text, label, size = 200}: {text: string; label: string; size?: number}) {
  const {path, side} = useMemo(() => {
    const {data} = encode(text, {ecc: 'M', border: 3});
    const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : [])));
    return {path: dots.join(''), side: data.length};
  }, [text]);
  return (
    <svg viewBox={`0 0 ${side} ${side}`} width={size} height={size} role="img" aria-label={label} shapeRendering="crispEdges"
      style={{borderRadius: 10, border: '1px solid var(--line)', maxWidth: '100%'}}>
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
