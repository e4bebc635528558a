import {BaseEdge, type Edge, EdgeLabelRenderer, type EdgeProps, getBezierPath} from '@xyflow/react';
import {IconHelpCircle, IconShieldCheck, IconShieldHalf, IconShieldOff} from '@tabler/icons-react';
import {useTranslation} from 'react-i18next';
import type {NetworkConnection} from '../../../api/types';
import {tone_of} from '../../../parts/grade';
import {grade_of} from './layout';
import classes from './network.module.css';

type Data = {connection: NetworkConnection; along: number; choose: (one: NetworkConnection) => void};
const pictures = {protected: IconShieldCheck, optional: IconShieldHalf, absent: IconShieldOff, unknown: IconHelpCircle};

// Where a cubic curve is, that begins and ends level, as React Flow draws it.
function point(along: number, from: number, to: number, bend_from: number, bend_to: number) {
  const rest = 1 - along;
  return rest ** 3 * from + 3 * rest ** 2 * along * bend_from + 3 * rest * along ** 2 * bend_to + along ** 3 * to;
}

export function ConnectionLine({id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, data}: EdgeProps<Edge<Data>>) {
  const {t} = useTranslation(['overview', 'common']);
  const [path] = getBezierPath({sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition});
  const {connection, along, choose} = data!;
  const grade = grade_of(connection);
  const tone = tone_of(grade);
  const Picture = pictures[grade];
  const half = (sourceX + targetX) / 2;
  const [x, y] = [point(along, sourceX, targetX, half, half), point(along, sourceY, targetY, sourceY, targetY)];
  const words = connection.declared_only ? t('network.declared') : t(`network.grade.${grade}`);
  return (
    <>
      <BaseEdge id={id} path={path} className={classes.line} data-tone={tone} data-declared={connection.declared_only || undefined} />
      <EdgeLabelRenderer>
        <button type="button" className={`${classes.label} nodrag nopan`} data-tone={tone} data-declared={connection.declared_only || undefined}
          style={{transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`}} onClick={() => choose(connection)} title={connection.endpoint}>
          <Picture size={15} stroke={2} aria-hidden />
          {(connection.protocol || connection.endpoint.split(':')[0]!).toUpperCase()} <span>{words}</span>
        </button>
      </EdgeLabelRenderer>
    </>
  );
}
