// The network as a picture: a line is coloured and labelled by what was measured, dashed when nobody measured it. The
// arrow keys go from label to label.
import '@xyflow/react/dist/base.css';
import {useElementSize} from '@mantine/hooks';
import {type Node, ReactFlow, ReactFlowProvider} from '@xyflow/react';
import {type KeyboardEvent, useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import type {Shown} from './gather';
import {type Chosen, arranged, box, right_of} from './layout';
import {ConnectionLine, type LineEdge} from './line';
import classes from './network.module.css';
import {DeviceBox, FoldBox, SiteHead, StorageBox} from './nodes';
import {label_width, line_words} from './words';

const nodes_by_kind = {device: DeviceBox, fold: FoldBox, site: SiteHead, storage: StorageBox};
const lines_by_kind = {connection: ConnectionLine};

interface Props {shown: Shown; choose: (chosen: Chosen) => void; toggle: (site: string) => void}

function walk(event: KeyboardEvent<HTMLElement>) {
  const step = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key];
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-walk]')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (!step || here < 0) return;
  event.preventDefault();
  stops[(here + step + stops.length) % stops.length]!.focus();
}

export default function Picture({shown, choose, toggle}: Props) {
  const {t} = useTranslation(['overview', 'common']);
  const {ref, width} = useElementSize();
  const picture = useMemo(() => arranged(shown, width, (line) => label_width(line_words(t, line))), [shown, width, t]);
  const nodes = useMemo<Node[]>(() => {
    const fixed = {draggable: false, selectable: false, width: box.width, height: box.height};
    return [
      ...picture.heads.map(({site, y}) => ({
        ...fixed, height: 26, id: `h ${site.name} ${site.devices}`, type: 'site', position: {x: 1, y}, data: {site, toggle: () => toggle(site.name)},
      })),
      ...picture.rows.map(({row, site, y}) => ({
        ...fixed, id: `d ${row.id}`, type: row.device ? 'device' : 'fold', position: {x: 1, y},
        data: row.device ? {device: row.device, twin: row.twin, site: picture.heads.length === 0} : {row, toggle: () => toggle(site.name)},
      })),
      ...picture.storages.map(({host, y}) => ({
        ...fixed, id: `s ${host}`, type: 'storage', position: {x: right_of(width), y}, data: {host, hosts: shown.hosts.get(host) ?? []},
      })),
    ];
  }, [picture, shown, toggle, width]);
  const edges = useMemo<LineEdge[]>(
    () =>
      picture.lines.map((drawn) => ({
        id: `${drawn.row.id} ${drawn.line.host}`, source: `d ${drawn.row.id}`, target: `s ${drawn.line.host}`, type: 'connection',
        data: {drawn, hosts: shown.hosts.get(drawn.line.host)?.length ?? 1, choose},
      })),
    [picture, shown, choose],
  );
  return (
    <div ref={ref} className={classes.picture} style={{height: picture.height}} role="group" aria-label={t('network.picture_label')} onKeyDown={walk}>
      {width > 0 && (
        <ReactFlowProvider>
          <ReactFlow nodes={nodes} edges={edges} nodeTypes={nodes_by_kind} edgeTypes={lines_by_kind} minZoom={1} maxZoom={1}
            defaultViewport={{x: 0, y: 0, zoom: 1}} nodesDraggable={false} nodesConnectable={false} nodesFocusable={false}
            edgesFocusable={false} elementsSelectable={false} panOnDrag={false} panOnScroll={false} zoomOnScroll={false}
            zoomOnPinch={false} zoomOnDoubleClick={false} preventScrolling={false} proOptions={{hideAttribution: true}}
            disableKeyboardA11y />
        </ReactFlowProvider>
      )}
    </div>
  );
}
