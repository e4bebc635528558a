// The network as a picture: a line is coloured and labelled by what was measured, dashed when nobody measured it.
import '@xyflow/react/dist/base.css';
import {useElementSize} from '@mantine/hooks';
import {type Edge, type Node, ReactFlow, ReactFlowProvider} from '@xyflow/react';
import {useMemo} from 'react';
import {useTranslation} from 'react-i18next';
import type {Network, NetworkConnection} from '../../../api/types';
import {box, arranged} from './layout';
import {ConnectionLine} from './line';
import classes from './network.module.css';
import {DeviceBox, StorageBox} from './nodes';

const nodes_by_kind = {device: DeviceBox, storage: StorageBox};
const lines_by_kind = {connection: ConnectionLine};

export default function Picture({network, choose}: {network: Network; choose: (one: NetworkConnection) => void}) {
  const {t} = useTranslation('overview');
  const {ref, width} = useElementSize();
  const picture = useMemo(() => arranged(network), [network]);
  const nodes = useMemo<Node[]>(() => {
    const fixed = {draggable: false, selectable: false, width: box.width, height: box.height};
    return [
      ...picture.devices.map(({item, y}) => ({...fixed, id: `d ${item.id}`, type: 'device', position: {x: 1, y}, data: {device: item}})),
      ...picture.storages.map(({item, y}) => ({
        ...fixed, id: `s ${item}`, type: 'storage', position: {x: Math.max(width - box.width - 1, box.width + 260), y}, data: {host: item},
      })),
    ];
  }, [picture, width]);
  const edges = useMemo<Edge[]>(
    () =>
      picture.connections.map((one) => ({
        id: `${one.device} ${one.endpoint}`, source: `d ${one.device}`, target: `s ${one.host}`, type: 'connection',
        data: {connection: one, along: one.along, choose},
      })),
    [picture, choose],
  );
  return (
    <div ref={ref} className={classes.picture} style={{height: picture.height}} role="group" aria-label={t('network.picture_label')}>
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
