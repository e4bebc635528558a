import {BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath} from '@xyflow/react';
import {useTranslation} from 'react-i18next';
import {looks, tone_of} from '../../../parts/grade';
import type {Chosen, Drawn} from './layout';
import classes from './network.module.css';
import {host_name, line_words, row_name} from './words';

export type LineEdge = Edge<{drawn: Drawn; hosts: number; choose: (chosen: Chosen) => void}>;

export function ConnectionLine({id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data}: EdgeProps<LineEdge>) {
  const {t} = useTranslation(['overview', 'common']);
  const [path] = getBezierPath({sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition});
  const {drawn, hosts, choose} = data!;
  const {line, row} = drawn;
  const look = {'data-tone': tone_of(line.grade), 'data-declared': line.declared || undefined};
  const Picture = looks[line.grade].icon;
  const {protocol, words} = line_words(t, line);
  const said = [protocol, words].filter(Boolean).join(' ');
  return (
    <>
      <BaseEdge id={id} path={path} className={classes.line} {...look} />
      <EdgeLabelRenderer>
        <button type="button" className={`${classes.label} nodrag nopan`} {...look} data-walk
          style={{transform: `translate(-50%, -50%) translate(${drawn.label.x}px, ${drawn.label.y}px)`}} onClick={() => choose(drawn)}
          title={line.connections.length === 1 ? line.connections[0]!.endpoint : undefined}
          aria-label={`${said}: ${t('network.from_to', {from: row_name(t, row), to: host_name(t, line.host, hosts)})}`}>
          <Picture size={15} stroke={2} aria-hidden />
          {protocol && <b>{protocol}</b>} <span>{words}</span>
        </button>
      </EdgeLabelRenderer>
    </>
  );
}
